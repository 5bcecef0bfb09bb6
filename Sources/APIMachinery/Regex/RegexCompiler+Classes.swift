extension RegexCompiler {
  /// `[a-z\d[:alpha:]]`.
  mutating func bracketClass() throws(RegexError) -> ScalarSet {
    let start = position
    position += 1
    var isNegated = false
    if peek == ("^" as Unicode.Scalar).value {
      isNegated = true
      position += 1
    }
    var set = ScalarSet()
    var isFirst = true
    while true {
      guard let scalar = peek else { throw failure(.missingBracket, start..<scalars.count) }
      if scalar == ("]" as Unicode.Scalar).value && !isFirst {
        position += 1
        break
      }
      isFirst = false
      if try named(scalar, into: &set) { continue }
      try range(into: &set, classStart: start)
    }
    if flags.ignoresCase { set = set.caseInsensitive }
    return isNegated ? set.complement : set.normalized
  }

  /// A class within the class. Returns whether there was one.
  private mutating func named(_ scalar: UInt32, into set: inout ScalarSet) throws(RegexError) -> Bool {
    if starts(with: "[:") {
      guard let end = posixEnd() else { return false }
      let start = position
      var name = position + 2..<end
      let isNegated = !name.isEmpty && scalars[name.lowerBound] == ("^" as Unicode.Scalar).value
      if isNegated { name = name.lowerBound + 1..<name.upperBound }
      guard let found = NamedScalarSets.posix(text(name)) else { throw failure(.invalidRange, start..<end + 2) }
      set.add(isNegated ? found.complement : found)
      position = end + 2
      return true
    }
    guard scalar == ("\\" as Unicode.Scalar).value, let letter = at(1) else { return false }
    if let found = NamedScalarSets.perl(letter) {
      set.add(found)
      position += 2
      return true
    }
    if letter == ("p" as Unicode.Scalar).value || letter == ("P" as Unicode.Scalar).value {
      set.add(try unicodeClass())
      return true
    }
    return false
  }

  /// Where `:]` closes the named class that begins here.
  private func posixEnd() -> Int? {
    var index = position + 2
    while index + 1 < scalars.count {
      if scalars[index] == (":" as Unicode.Scalar).value && scalars[index + 1] == ("]" as Unicode.Scalar).value {
        return index
      }
      index += 1
    }
    return nil
  }

  private mutating func range(into set: inout ScalarSet, classStart: Int) throws(RegexError) {
    let start = position
    let low = try classScalar(classStart)
    guard peek == ("-" as Unicode.Scalar).value, let next = at(1), next != ("]" as Unicode.Scalar).value else {
      set.add(low...low)
      return
    }
    position += 1
    let high = try classScalar(classStart)
    guard low <= high else { throw failure(.invalidRange, start..<position) }
    set.add(low...high)
  }

  private mutating func classScalar(_ classStart: Int) throws(RegexError) -> UInt32 {
    guard let scalar = peek else { throw failure(.missingBracket, classStart..<scalars.count) }
    if scalar == ("\\" as Unicode.Scalar).value { return try escapedScalar() }
    position += 1
    return scalar
  }
}
