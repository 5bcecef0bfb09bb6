import Synchronization

/// What those who decide about one request note for its audit event, by key. Admission plugins write them; an audit
/// back end reads them when the request is over.
public final class AuditAnnotations: Sendable {
  /// From which level of auditing on an event shows an annotation.
  public enum Level: Sendable {
    case metadata
    /// Shows parts of objects, such as patches.
    case request
  }

  /// As much as one event may hold of them; more is left out, since events are kept in memory until they are written.
  private static let bytesMax = 64 * 1024

  private struct State {
    var values: [String: (value: String, level: Level)] = [:]
    var bytes = 0
  }

  private let state = Mutex(State())

  public init() {}

  /// Notes `value` under `key`. As upstream, a key that is there already keeps its first value.
  ///
  /// - Returns: Whether it was noted, or had this value before.
  @discardableResult
  public func add(_ key: String, _ value: String, from level: Level = .metadata) -> Bool {
    state.withLock { state in
      if let known = state.values[key] { return known.value == value }
      let size = key.utf8.count + value.utf8.count
      guard state.bytes + size <= Self.bytesMax else { return false }
      state.values[key] = (value, level)
      state.bytes += size
      return true
    }
  }

  /// Those that an event of this level shows.
  public func values(at level: Level) -> [String: String] {
    state.withLock { state in
      state.values.filter { level == .request || $0.value.level == .metadata }.mapValues(\.value)
    }
  }
}
