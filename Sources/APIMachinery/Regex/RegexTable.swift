/// The answer of a pattern, match or not, as a table of states (a DFA) built ahead; for patterns that need few states,
/// which are nearly all. A text is then decided with one lookup for each scalar.
struct RegexTable: Sendable {
  static let statesMax = 256
  /// Steps followed while building, so that compiling stays fast whatever the pattern.
  static let workMax = 200_000

  /// Scalars that no part of the pattern tells apart are one class; by the first scalar of each run.
  private let classStarts: [UInt32]
  private let classOfRun: [UInt16]
  private let asciiClass: [UInt16]
  private let classCount: Int
  /// State · classes + class → state. In state 0 nothing can match any more, in state 1 all is decided.
  private let transitions: [UInt16]
  private let matches: [Bool]
  private let matchesAtEnd: [Bool]
  private let start: UInt16

  func accepts(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var state = Int(start)
    var cursor = UTF8Cursor(bytes: bytes, offset: 0)
    if matches[state] { return true }
    while let scalar = cursor.next() {
      let kind = scalar < 128 ? asciiClass[Int(scalar)] : classOfRun[run(of: scalar)]
      state = Int(transitions[state * classCount + Int(kind)])
      if matches[state] { return true }
      if state == 0 { return false }
    }
    return matchesAtEnd[state]
  }

  private func run(of scalar: UInt32) -> Int {
    var (low, high) = (0, classStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if classStarts[middle] <= scalar { low = middle } else { high = middle }
    }
    return low
  }

  /// nil when the pattern looks around (word boundaries, lines) or needs too many states.
  init?(_ program: RegexProgram) {
    for case .assert(let assertion) in program.steps where assertion != .textStart && assertion != .textEnd {
      return nil
    }
    guard program.steps.count <= 5000, let alphabet = Self.alphabet(of: program) else { return nil }
    classStarts = alphabet.starts
    classOfRun = alphabet.classes
    classCount = alphabet.representatives.count
    asciiClass = (0..<128).map { scalar in
      let run = alphabet.starts.lastIndex { $0 <= UInt32(scalar) } ?? 0
      return alphabet.classes[run]
    }
    var builder = Builder(program)
    guard let start = builder.state(from: [0], atStart: true) else { return nil }
    var transitions = Array(repeating: UInt16(0), count: classCount) + Array(repeating: 1, count: classCount)
    var next = 2
    while next < builder.states.count {
      for representative in alphabet.representatives {
        guard let target = builder.state(after: next, over: representative) else { return nil }
        transitions.append(target)
      }
      next += 1
    }
    self.transitions = transitions
    self.start = start
    matches = builder.matches
    matchesAtEnd = builder.matchesAtEnd
  }

  /// Runs of scalars, the class of each, and one scalar of each class.
  private static func alphabet(
    of program: RegexProgram
  ) -> (starts: [UInt32], classes: [UInt16], representatives: [UInt32])? {
    var bounds: Set<UInt32> = [0]
    var singles: Set<UInt32> = []
    for case .scalar(let scalar) in program.steps {
      bounds.formUnion([scalar, scalar + 1])
      singles.insert(scalar)
    }
    for set in program.sets {
      for range in set.ranges { bounds.formUnion([range.lowerBound, range.upperBound + 1]) }
    }
    guard bounds.count <= 4000, program.sets.count <= 64 else { return nil }
    let starts = bounds.sorted()
    // Runs that the same sets contain are one class.
    var known: [Signature: UInt16] = [:]
    var classes: [UInt16] = []
    var representatives: [UInt32] = []
    for start in starts {
      var membership: UInt64 = 0
      for (index, set) in program.sets.enumerated() where set.contains(start) { membership |= 1 << UInt64(index) }
      let signature = Signature(membership: membership, single: singles.contains(start) ? start : nil)
      if let number = known[signature] {
        classes.append(number)
      } else {
        let number = UInt16(representatives.count)
        known[signature] = number
        classes.append(number)
        representatives.append(start)
      }
    }
    return representatives.count <= 256 ? (starts, classes, representatives) : nil
  }

  private struct Signature: Hashable {
    let membership: UInt64
    let single: UInt32?
  }

  /// Makes a state of each set of steps that can be reached.
  private struct Builder {
    let program: RegexProgram
    /// The consuming steps and pending ends of each state, ascending.
    var states: [[Int]] = [[], []]
    var matches = [false, true]
    var matchesAtEnd = [false, true]
    private var numbers: [[Int]: UInt16] = [[]: 0]
    private var work = 0
    /// A match may begin at every position: not so when the pattern begins with `^`.
    private let restarts: [Int]

    init(_ program: RegexProgram) {
      self.program = program
      var probe = 0
      restarts = Self.closure(of: [0], in: program, atStart: false, atEnd: false, work: &probe).steps
    }

    mutating func state(from steps: [Int], atStart: Bool) -> UInt16? {
      let closed = Self.closure(of: steps, in: program, atStart: atStart, atEnd: false, work: &work)
      guard work <= RegexTable.workMax else { return nil }
      if closed.matches { return 1 }
      // The first state is never reached again: its own end can be told with both assertions holding.
      if !atStart, let known = numbers[closed.steps] { return known }
      guard states.count < RegexTable.statesMax else { return nil }
      let number = UInt16(states.count)
      if !atStart { numbers[closed.steps] = number }
      states.append(closed.steps)
      matches.append(false)
      let ended = Self.closure(of: closed.steps, in: program, atStart: atStart, atEnd: true, work: &work)
      matchesAtEnd.append(ended.matches)
      return number
    }

    mutating func state(after number: Int, over scalar: UInt32) -> UInt16? {
      var targets = restarts
      for step in states[number] {
        switch program.steps[step] {
        case .scalar(let wanted) where wanted == scalar: targets.append(step + 1)
        case .set(let set) where program.sets[Int(set)].contains(scalar): targets.append(step + 1)
        default: break
        }
      }
      return targets.isEmpty ? 0 : state(from: targets, atStart: false)
    }

    private static func closure(
      of steps: [Int], in program: RegexProgram, atStart: Bool, atEnd: Bool, work: inout Int
    ) -> (steps: [Int], matches: Bool) {
      var seen: Set<Int> = []
      var kept: [Int] = []
      var pending = steps
      var matches = false
      while let step = pending.popLast() {
        guard seen.insert(step).inserted else { continue }
        work += 1
        switch program.steps[step] {
        case .jump(let distance): pending.append(step + Int(distance))
        case .branch(let preferred, let other): pending += [step + Int(preferred), step + Int(other)]
        case .mark: pending.append(step + 1)
        case .assert(.textStart): if atStart { pending.append(step + 1) }
        case .assert: if atEnd { pending.append(step + 1) } else { kept.append(step) }
        case .match: matches = true
        case .scalar, .set: kept.append(step)
        }
      }
      return (kept.sorted(), matches)
    }
  }
}
