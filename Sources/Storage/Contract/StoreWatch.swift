import Synchronization

extension Store {
  /// Every change of `range` after `revision`, as a sequence of batches. `capacity` is how many changes may wait
  /// for the consumer before the watch ends with ``StoreError/watcherTooSlow``; history that is there already when
  /// the watch starts does not count.
  public func watch(
    _ range: KeyRange, after revision: Revision, capacity: Int = 10_000
  ) async throws -> StoreWatch {
    let buffer = WatchBuffer(capacity: capacity)
    let subscription = try await subscribe(range, after: revision, buffer)
    buffer.startCounting()
    return StoreWatch(buffer: buffer, subscription: subscription)
  }
}

/// A running watch. Events come in batches, one or more whole revisions each. It is for one consumer.
public struct StoreWatch: AsyncSequence, Sendable {
  fileprivate let buffer: WatchBuffer
  fileprivate let subscription: StoreSubscription

  /// Ends the watch: a waiting or later `next()` returns nil.
  public func cancel() {
    subscription.cancel()
    buffer.end(with: nil)
  }

  /// Waits for what comes next.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let watch: StoreWatch

    /// The next changes; nil after the watch was cancelled.
    public mutating func next() async throws -> [StoreEvent]? {
      do {
        return try await watch.buffer.next()
      } catch {
        watch.subscription.cancel()
        throw error
      }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(watch: self) }
}

/// Holds changes until the consumer takes them.
private final class WatchBuffer: StoreSink {
  private struct State {
    var events: [StoreEvent] = []
    /// nil while history is being replayed.
    var capacity: Int?
    var end: Result<Void, StoreError>?
    var waiting: CheckedContinuation<[StoreEvent]?, any Error>?
  }

  private let state = Mutex(State())
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  func startCounting() {
    state.withLock { $0.capacity = $0.events.count + capacity }
  }

  func receive(_ events: [StoreEvent], through revision: Revision) {
    if events.isEmpty { return }
    let waiting = state.withLock { state -> CheckedContinuation<[StoreEvent]?, any Error>? in
      guard state.end == nil else { return nil }
      if let waiting = state.waiting {
        state.waiting = nil
        return waiting
      }
      if let capacity = state.capacity, state.events.count + events.count > capacity {
        state.events = []
        state.end = .failure(.watcherTooSlow)
      } else {
        state.events += events
      }
      return nil
    }
    waiting?.resume(returning: events)
  }

  func finish(_ error: StoreError) { end(with: error) }

  func end(with error: StoreError?) {
    let waiting = state.withLock { state -> CheckedContinuation<[StoreEvent]?, any Error>? in
      guard state.end == nil else { return nil }
      state.end = error.map { .failure($0) } ?? .success(())
      if error == nil { state.events = [] }
      defer { state.waiting = nil }
      return state.waiting
    }
    if let error { waiting?.resume(throwing: error) } else { waiting?.resume(returning: nil) }
  }

  func next() async throws -> [StoreEvent]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = state.withLock { state -> Result<[StoreEvent]?, StoreError>? in
          if !state.events.isEmpty {
            defer {
              state.events = []
              if state.capacity != nil { state.capacity = capacity }
            }
            return .success(state.events)
          }
          if let end = state.end { return end.map { nil } }
          precondition(state.waiting == nil, "a watch is for one consumer")
          state.waiting = continuation
          return nil
        }
        if let answer { continuation.resume(with: answer.mapError { $0 as any Error }) }
      }
    } onCancel: {
      end(with: nil)
    }
  }
}
