import APIClient
import Synchronization

/// Changes of pods on their way from the watch to the kubelet: of each pod only the newest, so that it never holds more
/// than there are pods.
final class PodInbox: Sendable {
  enum Change: Sendable {
    case set(PodDefinition)
    case gone(uid: String)
  }

  private let pending = Mutex<(order: [String], changes: [String: Change])>(([], [:]))
  private let added = Signal()

  func put(_ change: Change) {
    let uid =
      switch change {
      case .set(let pod): pod.uid
      case .gone(let uid): uid
      }
    pending.withLock { pending in
      if pending.changes[uid] == nil { pending.order.append(uid) }
      pending.changes[uid] = change
    }
    added.send()
  }

  /// The changes there are, perhaps none.
  func drain() -> [Change] {
    pending.withLock { pending in
      defer { pending = ([], [:]) }
      return pending.order.compactMap { pending.changes[$0] }
    }
  }

  /// The next changes; waits for one. Empty when the task is cancelled.
  func next() async -> [Change] {
    while !Task.isCancelled {
      let changes = drain()
      if !changes.isEmpty { return changes }
      await added.wait()
    }
    return []
  }
}
