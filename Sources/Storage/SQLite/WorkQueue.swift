import DequeModule
import Synchronization

/// Work that tasks hand to a thread, in order and bounded.
final class WorkQueue<Item: Sendable>: Sendable {
  fileprivate struct State {
    var items: Deque<Item> = []
    var weight = 0
    var isAsleep = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let signal = ThreadSignal()
  private let countMax: Int
  private let weightMax: Int

  /// At most `countMax` items that weigh `weightMax` together may wait.
  init(countMax: Int, weightMax: Int) {
    self.countMax = countMax
    self.weightMax = weightMax
  }

  /// Adds an item; throws ``StoreError/overloaded`` or ``StoreError/closed``.
  func append(_ item: Item, weight: Int = 0) throws(StoreError) {
    let mustWake = try state.withLock { state throws(StoreError) in
      if state.isClosed { throw .closed }
      if state.items.count >= countMax || state.weight + weight > weightMax { throw .overloaded }
      return state.add(item, weight)
    }
    if mustWake { signal.signal() }
  }

  /// Adds the last item: later ones are refused with ``StoreError/closed``. False where that was done before.
  func close(with item: Item) -> Bool {
    let (isFirst, mustWake) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.isClosed = true
      return (true, state.add(item, 0))
    }
    if mustWake { signal.signal() }
    return isFirst
  }

  /// Adds work of the thread's own behind what is waiting; it is not bounded, and goes on after the queue is closed.
  func appendInternally(_ item: Item) {
    state.withLock { _ = $0.add(item, 0) }
  }

  /// Everything that waits; sleeps until there is something. For the thread.
  func takeAll() -> Deque<Item> {
    while true {
      let items = state.withLock { state -> Deque<Item> in
        defer {
          state.items = []
          state.weight = 0
        }
        state.isAsleep = state.items.isEmpty
        return state.items
      }
      if !items.isEmpty { return items }
      signal.wait()
    }
  }
}

extension WorkQueue.State {
  /// Whether the thread must be woken.
  fileprivate mutating func add(_ item: Item, _ weight: Int) -> Bool {
    items.append(item)
    self.weight += weight
    defer { isAsleep = false }
    return isAsleep
  }
}
