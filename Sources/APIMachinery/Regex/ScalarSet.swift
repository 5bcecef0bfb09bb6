/// A set of Unicode scalars: what a character class stands for.
struct ScalarSet: Sendable, Equatable {
  static let last: UInt32 = 0x10FFFF

  /// Ascending, not touching each other once ``normalized``.
  private(set) var ranges: [ClosedRange<UInt32>]
  /// Which of the first 128 are in it.
  private var ascii: (UInt64, UInt64) = (0, 0)

  init(_ ranges: [ClosedRange<UInt32>] = []) {
    self.ranges = ranges
  }

  static func == (left: ScalarSet, right: ScalarSet) -> Bool { left.ranges == right.ranges }

  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 64 { return ascii.0 >> UInt64(scalar) & 1 == 1 }
    if scalar < 128 { return ascii.1 >> UInt64(scalar - 64) & 1 == 1 }
    return containsBySearch(scalar)
  }

  private func containsBySearch(_ scalar: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      let range = ranges[middle]
      if scalar < range.lowerBound {
        high = middle
      } else if scalar > range.upperBound {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }
  mutating func add(_ other: ScalarSet) { ranges += other.ranges }

  /// The same set, in order and ready for lookups.
  var normalized: ScalarSet {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let previous = merged.last, range.lowerBound <= previous.upperBound &+ 1 {
        merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    var result = ScalarSet(merged)
    for range in merged where range.lowerBound < 128 {
      for scalar in range.lowerBound...min(range.upperBound, 127) {
        if scalar < 64 { result.ascii.0 |= 1 << UInt64(scalar) } else { result.ascii.1 |= 1 << UInt64(scalar - 64) }
      }
    }
    return result
  }

  /// Everything that isn't in it.
  var complement: ScalarSet {
    var result = ScalarSet()
    var next: UInt32 = 0
    for range in normalized.ranges {
      if range.lowerBound > next { result.add(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.last { result.add(next...Self.last) }
    return result.normalized
  }

  /// With every scalar that differs from one of the set only by case.
  var caseInsensitive: ScalarSet {
    var result = self
    for range in normalized.ranges { result.add(CaseFolding.others(of: range)) }
    return result.normalized
  }
}
