import Storage
import Synchronization

/// Something made from all objects of a resource, and kept until one of them changes.
final class DerivedValue<Value: Sendable>: Sendable {
  private let state = Mutex<(revision: Revision, value: Value)?>(nil)

  /// - Parameter revision: Of the last change to any of the objects (``ObjectReader/lastChange(of:)``).
  func value(at revision: Revision, _ make: () -> Value) -> Value {
    if let kept = state.withLock({ $0 }), kept.revision == revision { return kept.value }
    let made = make()
    state.withLock { $0 = (revision, made) }
    return made
  }
}
