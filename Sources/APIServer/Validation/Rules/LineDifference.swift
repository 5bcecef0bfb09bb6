import APIMachinery

/// The lines that differ between two texts, with three lines around them, as `diff -u` shows them without its head.
struct LineDifference {
  private static let context = 3
  /// Larger texts are shown as changed from the first different line to the last.
  private static let cellsMax = 4_000_000

  private enum Step { case same(String), removed(String), added(String) }
  private var steps: [Step] = []

  init(from old: String, to new: String) {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    steps = old[..<start].map { .same($0) }
    steps += Self.middle(Array(old[start..<old.count - end]), Array(new[start..<new.count - end]))
    steps += old[(old.count - end)...].map { .same($0) }
  }

  /// By the longest common subsequence.
  private static func middle(_ old: [String], _ new: [String]) -> [Step] {
    guard (old.count + 1) * (new.count + 1) <= cellsMax else {
      return old.map { .removed($0) } + new.map { .added($0) }
    }
    let width = new.count + 1
    var lengths = [Int](repeating: 0, count: (old.count + 1) * width)
    for row in stride(from: old.count - 1, through: 0, by: -1) {
      for column in stride(from: new.count - 1, through: 0, by: -1) {
        lengths[row * width + column] =
          old[row] == new[column]
          ? lengths[(row + 1) * width + column + 1] + 1
          : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
      }
    }
    var steps: [Step] = []
    var (row, column) = (0, 0)
    while row < old.count || column < new.count {
      if row < old.count, column < new.count, old[row] == new[column] {
        steps.append(.same(old[row]))
        (row, column) = (row + 1, column + 1)
      } else if column == new.count
        || row < old.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
      {
        steps.append(.removed(old[row]))
        row += 1
      } else {
        steps.append(.added(new[column]))
        column += 1
      }
    }
    return steps
  }

  var text: String {
    let changed = steps.indices.filter { if case .same = steps[$0] { false } else { true } }
    var groups: [ClosedRange<Int>] = []
    for index in changed {
      let range = max(0, index - Self.context)...min(steps.count - 1, index + Self.context)
      if let last = groups.last, range.lowerBound <= last.upperBound + 1 {
        groups[groups.count - 1] = last.lowerBound...range.upperBound
      } else {
        groups.append(range)
      }
    }
    return groups.map(hunk).joined()
  }

  private func hunk(_ range: ClosedRange<Int>) -> String {
    var lines = ""
    var (oldCount, newCount) = (0, 0)
    for step in steps[range] {
      switch step {
      case .same(let line):
        lines += " \(line)\n"
        (oldCount, newCount) = (oldCount + 1, newCount + 1)
      case .removed(let line):
        lines += "-\(line)\n"
        oldCount += 1
      case .added(let line):
        lines += "+\(line)\n"
        newCount += 1
      }
    }
    var (oldBefore, newBefore) = (0, 0)
    for step in steps[..<range.lowerBound] {
      switch step {
      case .same: (oldBefore, newBefore) = (oldBefore + 1, newBefore + 1)
      case .removed: oldBefore += 1
      case .added: newBefore += 1
      }
    }
    return "@@ -\(Self.place(oldBefore, oldCount)) +\(Self.place(newBefore, newCount)) @@\n" + lines
  }

  private static func place(_ before: Int, _ count: Int) -> String {
    count == 1 ? "\(before + 1)" : "\(count == 0 ? before : before + 1),\(count)"
  }
}

extension JSONValue {
  /// One member a line, one space a level, as Go's `json.MarshalIndent(v, "", " ")`.
  var indentedText: String { indented(0) }

  private func indented(_ level: Int) -> String {
    let inner = String(repeating: " ", count: level + 1)
    let outer = String(repeating: " ", count: level)
    switch self {
    case .array(let elements) where !elements.isEmpty:
      return "[\n" + elements.map { inner + $0.indented(level + 1) }.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let members) where !members.isEmpty:
      return "{\n"
        + members.members.map { "\(inner)\(JSONValue.string($0.key).jsonText): \($0.value.indented(level + 1))" }
        .joined(separator: ",\n") + "\n\(outer)}"
    default: return jsonText
    }
  }
}
