import APIClient
import Synchronization

/// What the node has too little of now: found by the eviction manager, told by the node's conditions, minded when pods
/// come.
final class NodePressures: Sendable {
  private let state = Mutex<Set<NodePressure>>([])
  /// Sent when it has changed.
  let changed = Signal()

  var current: Set<NodePressure> { state.withLock { $0 } }

  func set(_ pressures: Set<NodePressure>) {
    let isNew = state.withLock { current in
      defer { current = pressures }
      return current != pressures
    }
    if isNew { changed.send() }
  }
}
