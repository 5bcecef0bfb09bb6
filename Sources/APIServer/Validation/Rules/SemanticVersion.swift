/// A version as semver.org 2.0.0 has it.
struct SemanticVersion: Comparable {
  /// Major, minor, patch: digits without a zero in front.
  private let numbers: [Substring]
  /// The parts behind the dash; none for a release.
  private let stage: [Substring]

  /// Nil for what isn't one.
  init?(_ text: String) {
    let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let release = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    numbers = release[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy({ Self.isNumber($0) }) else { return nil }
    stage = release.count > 1 ? release[1].split(separator: ".", omittingEmptySubsequences: false) : []
    guard stage.allSatisfy({ Self.isIdentifier($0) && (!$0.utf8.allSatisfy(Self.isDigit) || Self.isNumber($0)) }) else {
      return nil
    }
    guard build.count > 1 else { return }
    let metadata = build[1].split(separator: ".", omittingEmptySubsequences: false)
    guard metadata.allSatisfy({ Self.isIdentifier($0) }) else { return nil }
  }

  /// What is on the way to a release comes before it.
  static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    for (one, other) in zip(left.numbers, right.numbers) where one != other { return isLess(one, other) }
    guard !left.stage.isEmpty, !right.stage.isEmpty else { return !left.stage.isEmpty && right.stage.isEmpty }
    for (one, other) in zip(left.stage, right.stage) where one != other { return isLess(one, other) }
    return left.stage.count < right.stage.count
  }

  /// Numbers by their amount, before texts by their letters.
  private static func isLess(_ left: Substring, _ right: Substring) -> Bool {
    switch (isNumber(left), isNumber(right)) {
    case (true, true): (left.utf8.count, String(left)) < (right.utf8.count, String(right))
    case (true, false): true
    case (false, true): false
    case (false, false): left < right
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isDigit) && (text == "0" || !text.hasPrefix("0"))
  }

  private static func isIdentifier(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { isDigit($0) || $0 == 0x2D || (0x61...0x7A).contains($0 | 0x20) }
  }
}
