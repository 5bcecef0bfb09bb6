import Synchronization

/// How long events took to reach their watchers, counted in steps of a tenth of a millisecond.
public final class WatchLatencies: Sendable {
  private static let step = 100
  private static let stepCount = 100_000
  private let counts = Mutex([Int](repeating: 0, count: stepCount))

  public init() {}

  func record(_ microseconds: [Int]) {
    counts.withLock { counts in
      for value in microseconds { counts[min(max(value, 0) / Self.step, Self.stepCount - 1)] += 1 }
    }
  }

  public var count: Int { counts.withLock { $0.reduce(0, +) } }

  /// In milliseconds: the time that `share` (0 to 1) of the events took at most.
  public func percentile(_ share: Double) -> Double {
    counts.withLock { counts in
      let wanted = Double(counts.reduce(0, +)) * share
      var seen = 0
      for (index, count) in counts.enumerated() {
        seen += count
        if Double(seen) >= wanted { return Double((index + 1) * Self.step) / 1e3 }
      }
      return .nan
    }
  }
}
