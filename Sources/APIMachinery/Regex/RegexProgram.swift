/// One step of a compiled pattern. Offsets are relative to the step's own position, so that code can be copied and
/// moved as a whole.
enum RegexStep: Sendable, Equatable {
  /// Consumes this scalar.
  case scalar(UInt32)
  /// Consumes a scalar of the set at this position of the program's sets.
  case set(Int32)
  /// Goes on at both places, the first one preferred.
  case branch(preferred: Int32, other: Int32)
  case jump(Int32)
  /// Notes the position in this slot.
  case mark(Int32)
  case assert(RegexAssertion)
  case match
}

/// Conditions on a position that consume nothing.
enum RegexAssertion: Sendable, Equatable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

  func holds(before: UInt32?, after: UInt32?) -> Bool {
    switch self {
    case .textStart: before == nil
    case .textEnd: after == nil
    case .lineStart: before == nil || before == 0x0A
    case .lineEnd: after == nil || after == 0x0A
    case .wordBoundary: Self.isWord(before) != Self.isWord(after)
    case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
    }
  }

  /// ASCII only, as RE2 has it.
  private static func isWord(_ scalar: UInt32?) -> Bool {
    guard let scalar else { return false }
    switch scalar {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: return true
    default: return false
    }
  }
}

/// A pattern as steps from position 0 to a ``RegexStep/match``.
struct RegexProgram: Sendable {
  var steps: [RegexStep] = []
  var sets: [ScalarSet] = []
  /// One per group, group 0 (the whole) included; nil where it has no name.
  var groupNames: [String?] = [nil]

  /// How many positions a match notes: two for each group.
  var slotCount: Int { groupNames.count * 2 }
}
