import Synchronization

/// Brings committed changes to the subscribers whose range they are in. Engines hold one.
///
/// Ranges are cut into segments at every start and end, so that finding the subscribers of a key is one binary
/// search, however many there are.
final class EventRouter: Sendable {
  fileprivate struct Subscriber {
    var range: KeyRange
    var sink: any StoreSink
    var pending: [StoreEvent] = []
  }

  fileprivate struct State {
    var subscribers: [Int: Subscriber] = [:]
    var nextID = 0
    /// Sorted; segment i reaches from boundary i to boundary i + 1.
    var boundaries: [String] = []
    var segments: [[Int]] = []
  }

  private let state = Mutex(State())

  /// Starts delivery to `sink`. The caller has given it history and makes sure that nothing is published meanwhile.
  func add(_ range: KeyRange, _ sink: any StoreSink) -> StoreSubscription {
    let id = state.withLock { state in
      defer { state.nextID += 1 }
      state.subscribers[state.nextID] = Subscriber(range: range, sink: sink)
      state.cutSegments()
      return state.nextID
    }
    return StoreSubscription { self.remove(id) }
  }

  private func remove(_ id: Int) {
    let removed = state.withLock { state in
      defer { state.cutSegments() }
      return state.subscribers.removeValue(forKey: id)
    }
    // The sink may be released here, not under the lock.
    _ = removed
  }

  /// Gives the events of one commit to their subscribers, and the progress to all.
  func publish(_ events: [StoreEvent], through revision: Revision) {
    state.withLock { state in
      for event in events {
        for id in state.segment(of: event.key) { state.subscribers[id]?.pending.append(event) }
      }
      for index in state.subscribers.values.indices {
        let sink = state.subscribers.values[index].sink
        var pending: [StoreEvent] = []
        swap(&pending, &state.subscribers.values[index].pending)
        sink.receive(pending, through: revision)
      }
    }
  }

  /// Ends all deliveries.
  func finish(_ error: StoreError) {
    let subscribers = state.withLock { state in
      defer { state = State() }
      return state.subscribers
    }
    for subscriber in subscribers.values { subscriber.sink.finish(error) }
  }
}

extension EventRouter.State {
  fileprivate mutating func cutSegments() {
    var points: Set<String> = []
    for subscriber in subscribers.values {
      points.insert(subscriber.range.start)
      if !subscriber.range.end.isEmpty { points.insert(subscriber.range.end) }
    }
    boundaries = points.sorted()
    segments = boundaries.map { boundary in
      subscribers.filter { $0.value.range.contains(boundary) }.keys.sorted()
    }
  }

  fileprivate func segment(of key: String) -> [Int] {
    var low = 0
    var high = boundaries.count
    while low < high {
      let middle = (low + high) / 2
      if boundaries[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? [] : segments[low - 1]
  }
}
