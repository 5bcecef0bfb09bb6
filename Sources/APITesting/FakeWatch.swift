import APIMachinery
import Synchronization

/// One watch of the fake API: where it stands in the history.
final class FakeWatch: Sendable {
  private struct Position {
    var version: Int64?
    /// The objects there were when the watch started without a version.
    var initial: [JSONValue] = []
    var isOver = false
    var waiter: Int?
  }

  private let api: FakeAPI
  private let target: FakeTarget
  private let selection: Selection
  private let position: Mutex<Position>

  init(api: FakeAPI, target: FakeTarget, selection: Selection, from start: String?) {
    self.api = api
    self.target = target
    self.selection = selection
    let version = start.flatMap { Int64($0) } ?? 0
    position = Mutex(Position(version: version == 0 ? nil : version))
  }

  private enum Step {
    case events([UInt8])
    case wait
    case over
  }

  func next() async -> [UInt8]? {
    while !Task.isCancelled {
      switch step() {
      case .events(let bytes): return bytes
      case .over: return nil
      case .wait: await waitForChange()
      }
    }
    return nil
  }

  func cancel() {
    let waiter = position.withLock { position in
      position.isOver = true
      return position.waiter
    }
    if let waiter { resume(waiter) }
  }

  private func step() -> Step {
    api.state.withLock { state in
      position.withLock { position in
        guard !position.isOver else { return .over }
        guard let version = position.version else {
          position.version = state.storage.version
          let initial = state.storage.keys(of: target.resource, in: target.namespace)
            .compactMap { state.storage[$0] }.filter { selection.matches($0) }
          return initial.isEmpty ? .wait : .events(initial.flatMap { Self.line("ADDED", $0) })
        }
        guard let changes = state.storage.changes(after: version) else {
          position.isOver = true
          let error: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410,
            "message": .string("too old resource version: \(version) (\(state.storage.oldest))"),
          ]
          return .events(Self.line("ERROR", error))
        }
        var bytes: [UInt8] = []
        for change in changes {
          position.version = change.version
          bytes += event(change)
        }
        return bytes.isEmpty ? .wait : .events(bytes)
      }
    }
  }

  /// How this watch sees a change: with a selector, an object can come and go without being created or deleted.
  private func event(_ change: FakeStorage.Change) -> [UInt8] {
    guard change.key.resource == target.resource,
      target.namespace == nil || target.namespace == change.key.namespace,
      target.name == nil || target.name == change.key.name
    else { return [] }
    let before = change.old.map { selection.matches($0) } ?? false
    let after = change.new.map { selection.matches($0) } ?? false
    switch (before, after) {
    case (false, true): return change.new.map { Self.line("ADDED", $0) } ?? []
    case (true, true): return change.new.map { Self.line("MODIFIED", $0) } ?? []
    case (true, false):
      guard var last = change.last ?? change.old else { return [] }
      last["metadata"]?["resourceVersion"] = .string(String(change.version))
      return Self.line("DELETED", last)
    case (false, false): return []
    }
  }

  private static func line(_ type: String, _ object: JSONValue) -> [UInt8] {
    let event: JSONValue = ["type": .string(type), "object": object]
    return event.encoded() + [UInt8(ascii: "\n")]
  }

  private func waitForChange() async {
    let id = api.state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goOn = api.state.withLock { state in
          let (isOver, version) = position.withLock { position in
            position.waiter = id
            return (position.isOver, position.version)
          }
          // Something may have happened since the last look.
          if isOver || Task.isCancelled || (version ?? 0) < state.storage.version,
            isOver || Task.isCancelled || hasNews(state.storage, after: version ?? 0)
          {
            return true
          }
          state.waiters[target.resource, default: [:]][id] = continuation
          return false
        }
        if goOn { continuation.resume() }
      }
    } onCancel: {
      resume(id)
    }
  }

  private func hasNews(_ storage: FakeStorage, after version: Int64) -> Bool {
    guard let changes = storage.changes(after: version) else { return true }
    return changes.contains { $0.key.resource == target.resource }
  }

  private func resume(_ id: Int) {
    let continuation = api.state.withLock { $0.waiters[target.resource]?.removeValue(forKey: id) }
    continuation?.resume()
  }
}
