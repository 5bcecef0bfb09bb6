import APIMachinery
import Synchronization

/// Compiled patterns that expressions made themselves, so that a comprehension doesn't compile the same one for each
/// element. Bounded: when full it starts anew.
final class PatternCache: Sendable {
  static let shared = PatternCache()
  private static let entriesMax = 256
  private let entries = Mutex<[String: LinearRegex]>([:])

  func regex(_ pattern: String) throws(CELError) -> LinearRegex {
    if let known = entries.withLock({ $0[pattern] }) { return known }
    let regex: LinearRegex
    do {
      regex = try LinearRegex(pattern)
    } catch {
      throw CELError("\(error)")
    }
    entries.withLock { entries in
      if entries.count >= Self.entriesMax { entries.removeAll(keepingCapacity: true) }
      entries[pattern] = regex
    }
    return regex
  }
}
