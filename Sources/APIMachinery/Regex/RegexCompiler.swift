/// Reads a pattern in RE2's syntax and compiles it as it goes, without a tree between.
///
/// Code of an atom is contiguous and relative, so alternation and repetition insert steps before it or copy it. Groups
/// are kept on a stack of our own: nesting costs no call stack.
struct RegexCompiler {
  /// Steps of one program: bounds memory, and the time of a match per scalar.
  static let stepsMax = 100_000
  static let depthMax = 1000
  static let repeatMax = 1000

  struct Flags {
    var ignoresCase = false
    var multiline = false
    var dotMatchesNewline = false
    var swapsGreed = false
  }

  /// A group that is still open.
  private struct Group {
    /// Where its code begins.
    var start: Int
    /// Where the current alternative begins.
    var alternativeStart: Int
    /// Jumps at the end of finished alternatives, which must reach the end of the group.
    var pendingJumps: [Int] = []
    /// The flags to restore after it.
    var outerFlags: Flags
    var capture: Int?
    /// The largest product of nested counts within.
    var repeats = 1
  }

  let pattern: String
  let scalars: [UInt32]
  var position = 0
  var flags = Flags()
  private(set) var program = RegexProgram()
  private var groups: [Group] = []
  private var setIndex: [[ClosedRange<UInt32>]: Int32] = [:]
  /// Code of the last atom, which a repetition applies to, and its nested counts.
  private var atom: (start: Int, repeats: Int)?

  init(_ pattern: String) {
    self.pattern = pattern
    scalars = pattern.unicodeScalars.map(\.value)
  }

  var peek: UInt32? { position < scalars.count ? scalars[position] : nil }

  func at(_ offset: Int) -> UInt32? {
    scalars.indices.contains(position + offset) ? scalars[position + offset] : nil
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    for value in scalars[range] { if let scalar = Unicode.Scalar(value) { view.append(scalar) } }
    return String(view)
  }

  func starts(with prefix: String) -> Bool {
    scalars[position...].starts(with: prefix.unicodeScalars.lazy.map(\.value))
  }

  func failure(_ problem: RegexError.Problem, _ range: Range<Int>) -> RegexError {
    RegexError(problem: problem, fragment: text(range))
  }

  mutating func compile() throws(RegexError) -> RegexProgram {
    program.steps = [.mark(0)]
    groups = [Group(start: 1, alternativeStart: 1, outerFlags: flags)]
    while let scalar = peek { try item(scalar) }
    guard groups.count == 1 else { throw failure(.missingParenthesis, 0..<scalars.count) }
    closeAlternatives()
    try emit(.mark(1))
    try emit(.match)
    return program
  }

  private mutating func item(_ scalar: UInt32) throws(RegexError) {
    switch Unicode.Scalar(scalar) {
    case "(": try openGroup()
    case ")": try closeGroup()
    case "|": try alternative()
    case "^":
      position += 1
      try assertion(flags.multiline ? .lineStart : .textStart)
    case "$":
      position += 1
      try assertion(flags.multiline ? .lineEnd : .textEnd)
    case ".":
      position += 1
      let newline = ScalarSet([0x0A...0x0A])
      try add(flags.dotMatchesNewline ? ScalarSet().complement : newline.complement)
    case "[": try add(try bracketClass())
    case "*", "+", "?": try repetition(scalar)
    case "{":
      if let (range, end) = counts() {
        try counted(range, end)
      } else {
        position += 1
        try literal(scalar)
      }
    case "\\": try escape()
    default:
      position += 1
      try literal(scalar)
    }
  }

  // MARK: Atoms

  private mutating func emit(_ step: RegexStep) throws(RegexError) {
    guard program.steps.count < Self.stepsMax else { throw failure(.tooLarge, 0..<scalars.count) }
    program.steps.append(step)
  }

  private mutating func begin() { atom = (program.steps.count, 1) }

  mutating func literal(_ scalar: UInt32) throws(RegexError) {
    if flags.ignoresCase {
      let set = ScalarSet([scalar...scalar]).caseInsensitive
      if set.ranges.count > 1 || set.ranges.first?.count != 1 { return try add(set) }
    }
    begin()
    try emit(.scalar(scalar))
  }

  mutating func add(_ set: ScalarSet) throws(RegexError) {
    begin()
    let normalized = set.normalized
    let index: Int32
    if let known = setIndex[normalized.ranges] {
      index = known
    } else {
      index = Int32(program.sets.count)
      program.sets.append(normalized)
      setIndex[normalized.ranges] = index
    }
    try emit(.set(index))
  }

  mutating func assertion(_ assertion: RegexAssertion) throws(RegexError) {
    begin()
    try emit(.assert(assertion))
  }

  // MARK: Groups

  private mutating func openGroup() throws(RegexError) {
    guard groups.count < Self.depthMax else { throw failure(.tooDeep, 0..<scalars.count) }
    let outer = flags
    var capture: Int?
    if at(1) == UInt32(("?" as Unicode.Scalar).value) {
      guard case .group(let opened) = try perlGroup() else { return }
      capture = opened
    } else {
      position += 1
      capture = addGroup(nil)
    }
    let start = program.steps.count
    if let capture { try emit(.mark(Int32(capture * 2))) }
    groups.append(
      Group(start: start, alternativeStart: program.steps.count, outerFlags: outer, capture: capture))
    atom = nil
  }

  mutating func addGroup(_ name: String?) -> Int {
    program.groupNames.append(name)
    return program.groupNames.count - 1
  }

  private mutating func alternative() throws(RegexError) {
    position += 1
    atom = nil
    let last = groups.count - 1
    // branch → this alternative, or behind it; its end jumps to the end of the group.
    let length = program.steps.count - groups[last].alternativeStart
    try insert(.branch(preferred: 1, other: Int32(length + 2)), at: groups[last].alternativeStart)
    groups[last].pendingJumps.append(program.steps.count)
    try emit(.jump(0))
    groups[last].alternativeStart = program.steps.count
  }

  private mutating func closeAlternatives() {
    guard let group = groups.last else { return }
    let end = program.steps.count
    for jump in group.pendingJumps { program.steps[jump] = .jump(Int32(end - jump)) }
  }

  private mutating func closeGroup() throws(RegexError) {
    guard groups.count > 1 else { throw failure(.unexpectedParenthesis, 0..<scalars.count) }
    closeAlternatives()
    position += 1
    let group = groups.removeLast()
    if let capture = group.capture { try emit(.mark(Int32(capture * 2 + 1))) }
    flags = group.outerFlags
    atom = (group.start, group.repeats)
    note(group.repeats)
  }

  private mutating func note(_ repeats: Int) {
    groups[groups.count - 1].repeats = max(groups[groups.count - 1].repeats, repeats)
  }

  // MARK: Repetition

  private mutating func insert(_ step: RegexStep, at index: Int) throws(RegexError) {
    guard program.steps.count < Self.stepsMax else { throw failure(.tooLarge, 0..<scalars.count) }
    program.steps.insert(step, at: index)
  }

  /// A `?` behind a repetition makes it prefer less.
  private mutating func isGreedy() -> Bool {
    guard peek == 0x3F else { return !flags.swapsGreed }
    position += 1
    return flags.swapsGreed
  }

  private mutating func repetition(_ scalar: UInt32) throws(RegexError) {
    let start = position
    position += 1
    let greedy = isGreedy()
    guard let atom else { throw failure(.missingRepeatArgument, start..<position) }
    try checkNotNested(from: start)
    switch scalar {
    case 0x2A: try star(atom.start, greedy)
    case 0x2B: try plus(atom.start, greedy)
    default: try optional(atom.start, greedy)
    }
    self.atom = (atom.start, atom.repeats)
    repeated = position
  }

  /// Where the last repetition ended: another one directly behind it is refused.
  private var repeated = -1
  private var repeatStart = 0

  private mutating func checkNotNested(from start: Int) throws(RegexError) {
    if repeated == start { throw failure(.nestedRepetition, repeatStart..<position) }
    repeatStart = start
  }

  private func branch(_ take: Int, _ skip: Int, _ greedy: Bool) -> RegexStep {
    greedy
      ? .branch(preferred: Int32(take), other: Int32(skip)) : .branch(preferred: Int32(skip), other: Int32(take))
  }

  private mutating func star(_ start: Int, _ greedy: Bool) throws(RegexError) {
    let length = program.steps.count - start
    // As `(x+)?`, which keeps the order of preference right where x can be empty.
    try insert(branch(1, length + 2, greedy), at: start)
    try emit(branch(-length, 1, greedy))
  }

  private mutating func plus(_ start: Int, _ greedy: Bool) throws(RegexError) {
    let length = program.steps.count - start
    try emit(branch(-length, 1, greedy))
  }

  private mutating func optional(_ start: Int, _ greedy: Bool) throws(RegexError) {
    let length = program.steps.count - start
    try insert(branch(1, length + 1, greedy), at: start)
  }

  /// `{2}`, `{2,}` or `{2,5}` at the current position; nil when the brace is a literal.
  private func counts() -> (range: (minimum: Int, maximum: Int?), end: Int)? {
    var end = position + 1
    func number() -> Int? {
      let start = end
      var value = 0
      while end < scalars.count, (0x30...0x39).contains(scalars[end]) {
        value = min(value * 10 + Int(scalars[end] - 0x30), 100_000)
        end += 1
      }
      // No leading zeros.
      return end == start || (end - start > 1 && scalars[start] == 0x30) ? nil : value
    }
    guard let minimum = number(), end < scalars.count else { return nil }
    var maximum: Int? = minimum
    if scalars[end] == 0x2C {
      end += 1
      guard end < scalars.count else { return nil }
      if scalars[end] == 0x7D {
        maximum = nil
      } else {
        guard let bound = number() else { return nil }
        maximum = bound
      }
    }
    guard end < scalars.count, scalars[end] == 0x7D else { return nil }
    return ((minimum, maximum), end + 1)
  }

  private mutating func counted(_ range: (minimum: Int, maximum: Int?), _ end: Int) throws(RegexError) {
    let start = position
    if range.minimum > Self.repeatMax || (range.maximum ?? 0) > Self.repeatMax
      || range.maximum.map({ $0 < range.minimum }) ?? false
    {
      throw failure(.invalidRepeatCount, start..<end)
    }
    position = end
    let greedy = isGreedy()
    guard let atom else { throw failure(.missingRepeatArgument, start..<position) }
    try checkNotNested(from: start)
    let count = range.maximum ?? range.minimum
    let product = atom.repeats * max(count, 1)
    if count >= 2 && product > Self.repeatMax { throw failure(.invalidRepeatCount, start..<position) }
    try unroll(atom.start, range, greedy)
    self.atom = (atom.start, product)
    note(product)
    repeated = position
  }

  /// Writes the atom out: as often as it must be there, then as often as it may.
  private mutating func unroll(
    _ start: Int, _ range: (minimum: Int, maximum: Int?), _ greedy: Bool
  ) throws(RegexError) {
    let code = Array(program.steps[start...])
    program.steps.removeSubrange(start...)
    let copies = max(range.minimum, range.maximum ?? range.minimum + 1)
    guard start + copies * (code.count + 2) <= Self.stepsMax else { throw failure(.tooLarge, 0..<scalars.count) }
    for _ in 0..<range.minimum { program.steps += code }
    guard let maximum = range.maximum else {
      if range.minimum > 0 { return try plus(program.steps.count - code.count, greedy) }
      program.steps += code
      return try star(start, greedy)
    }
    // x{0,3} is (x(x(x)?)?)?: each branch leaves to the end.
    let optional = maximum - range.minimum
    for index in 0..<optional {
      program.steps.append(branch(1, (optional - index) * (code.count + 1), greedy))
      program.steps += code
    }
  }
}
