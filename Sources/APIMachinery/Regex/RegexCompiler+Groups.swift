extension RegexCompiler {
  enum PerlGroup {
    /// Flags for the rest of the group around.
    case flags
    case group(capture: Int?)
  }

  /// `(?…`: flags, a named group, or a group without capture.
  mutating func perlGroup() throws(RegexError) -> PerlGroup {
    let start = position
    if starts(with: "(?P<") || starts(with: "(?<") { return .group(capture: try namedGroup()) }
    position += 2
    var changed = flags
    var isNegative = false
    var sawFlag = false
    while let scalar = peek {
      position += 1
      switch Unicode.Scalar(scalar) {
      case "i": changed.ignoresCase = !isNegative
      case "m": changed.multiline = !isNegative
      case "s": changed.dotMatchesNewline = !isNegative
      case "U": changed.swapsGreed = !isNegative
      case "-":
        guard !isNegative else { throw failure(.invalidPerlSyntax, start..<position) }
        isNegative = true
        sawFlag = false
        continue
      case ":", ")":
        guard !isNegative || sawFlag else { throw failure(.invalidPerlSyntax, start..<position) }
        flags = changed
        return scalar == (":" as Unicode.Scalar).value ? .group(capture: nil) : .flags
      default: throw failure(.invalidPerlSyntax, start..<position)
      }
      sawFlag = true
    }
    throw failure(.missingParenthesis, 0..<scalars.count)
  }

  private mutating func namedGroup() throws(RegexError) -> Int {
    let start = position
    let nameStart = start + (starts(with: "(?P<") ? 4 : 3)
    guard let end = scalars[start...].firstIndex(of: (">" as Unicode.Scalar).value) else {
      throw failure(.invalidNamedCapture, start..<scalars.count)
    }
    guard nameStart < end, scalars[nameStart..<end].allSatisfy(NamedScalarSets.word.contains) else {
      throw failure(.invalidNamedCapture, start..<end + 1)
    }
    let name = text(nameStart..<end)
    guard !program.groupNames.contains(name) else { throw failure(.invalidNamedCapture, nameStart..<end) }
    position = end + 1
    return addGroup(name)
  }
}
