import Synchronization

/// How fast processor time is used: from two looks at least a second apart.
final class UsageHistory: Sendable {
  private struct Entry {
    var at: Duration
    var nanoseconds: UInt64
    /// Nanoseconds of processor time per second.
    var rate: UInt64?
  }

  private let entries = Mutex<[String: Entry]>([:])
  private static let leastInterval: Duration = .seconds(1)

  /// Notes what something has used up to now, and gives its rate where it is known.
  @discardableResult
  func note(_ id: String, nanoseconds: UInt64, at now: Duration) -> UInt64? {
    entries.withLock { entries in
      guard var entry = entries[id], nanoseconds >= entry.nanoseconds else {
        entries[id] = Entry(at: now, nanoseconds: nanoseconds)
        return nil
      }
      let passed = now - entry.at
      guard passed >= Self.leastInterval else { return entry.rate }
      entry.rate = UInt64(Double(nanoseconds - entry.nanoseconds) / (passed / .seconds(1)))
      entry.at = now
      entry.nanoseconds = nanoseconds
      entries[id] = entry
      return entry.rate
    }
  }

  func rate(_ id: String) -> UInt64? { entries.withLock { $0[id]?.rate } }

  /// Forgets what is gone.
  func keep(only ids: Set<String>) { entries.withLock { $0 = $0.filter { ids.contains($0.key) } } }
}
