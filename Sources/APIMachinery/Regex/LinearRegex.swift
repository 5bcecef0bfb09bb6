/// A regular expression in RE2's syntax (that of Go's `regexp`), matched in linear time whatever the pattern: safe for
/// patterns and texts from outside.
public struct LinearRegex: Sendable {
  public let pattern: String
  private let program: RegexProgram
  private let table: RegexTable?

  /// - Throws: What Go's `regexp.Compile` reports, in its words.
  public init(_ pattern: String) throws(RegexError) {
    self.pattern = pattern
    var compiler = RegexCompiler(pattern)
    program = try compiler.compile()
    table = RegexTable(program)
  }

  /// The names of the groups, group 0 being the whole match; nil for those without a name.
  public var groupNames: [String?] { program.groupNames }

  /// A match: where each group lies, as ranges of UTF-8 offsets; nil for groups that have no part in it.
  public struct Match: Sendable, Equatable {
    public let groups: [Range<Int>?]
    /// The whole match.
    public var range: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }
  }

  /// Whether the pattern matches anywhere in `text`.
  public func matches(_ text: String) -> Bool {
    text.withUTF8Bytes { bytes in
      if let table { return table.accepts(bytes) }
      var machine = RegexMachine(program, captures: false)
      return machine.run(bytes, from: 0) != nil
    }
  }

  /// The leftmost match; among those that begin there, the one a backtracking engine finds first.
  public func firstMatch(in text: String) -> Match? {
    allMatches(in: text, limit: 1).first
  }

  /// Matches that don't overlap, from left to right, as Go's `FindAllStringSubmatchIndex` lists them: an empty match
  /// directly behind another one doesn't count.
  /// - Parameter limit: How many at most; negative for all.
  public func allMatches(in text: String, limit: Int = -1) -> [Match] {
    guard limit != 0 else { return [] }
    return text.withUTF8Bytes { bytes in
      var machine = RegexMachine(program, captures: true)
      var found: [Match] = []
      var position = 0
      var previousEnd = -1
      while position <= bytes.count, limit < 0 || found.count < limit {
        guard let slots = machine.run(bytes, from: position), slots.count >= 2 else { break }
        let isEmptyBehindAnother = slots[0] == slots[1] && slots[1] == previousEnd
        if slots[1] > position {
          position = slots[1]
        } else {
          var cursor = UTF8Cursor(bytes: bytes, offset: position)
          position = cursor.next() == nil ? bytes.count + 1 : cursor.offset
        }
        previousEnd = slots[1]
        if isEmptyBehindAnother { continue }
        found.append(Match(groups: Self.ranges(slots)))
      }
      return found
    }
  }

  private static func ranges(_ slots: [Int]) -> [Range<Int>?] {
    stride(from: 0, to: slots.count - 1, by: 2).map { index in
      let (lower, upper) = (slots[index], slots[index + 1])
      return lower >= 0 && lower <= upper ? lower..<upper : nil
    }
  }
}
