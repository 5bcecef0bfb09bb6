import APIMachinery
import DequeModule
import Synchronization

/// Hands events on in batches, so that no request waits for a slow back end. Events beyond its capacity are lost, and
/// counted.
final class AuditBuffer: AuditBackend {
  struct Settings: Sendable {
    var capacity = 10_000
    var batchMax = 400
    /// The longest an event waits for others.
    var waitMax = Duration.seconds(30)
    /// Batches a second in the long run, and at once after a pause; nil: any number.
    var throttle: (rate: Double, burst: Double)? = (10, 15)
  }

  private struct State {
    var events: Deque<AuditEvent> = []
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let settings: Settings
  private let time: any TimeSource
  private let sink: any AuditSink
  private let errors: AuditErrors
  private let state = Mutex(State())

  init(_ settings: Settings, time: any TimeSource, _ sink: any AuditSink, _ errors: AuditErrors) {
    self.settings = settings
    self.time = time
    self.sink = sink
    self.errors = errors
  }

  func process(_ events: [AuditEvent]) -> Bool {
    let (isKept, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
      guard state.events.count + events.count <= settings.capacity else { return (false, nil) }
      state.events.append(contentsOf: events)
      // The first event starts the clock, a full batch goes at once.
      guard state.events.count == events.count || state.events.count >= settings.batchMax else { return (true, nil) }
      defer { state.waiting = nil }
      return (true, state.waiting)
    }
    waiting?.resume()
    if !isKept { errors.note("buffered", events: events.count, "audit buffer queue blocked") }
    // As upstream: a request doesn't wait for the back end, and doesn't fail with it.
    return true
  }

  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [sink] in await sink.run() }
      await drain()
      group.cancelAll()
    }
  }

  private func drain() async {
    var tokens = settings.throttle?.burst ?? 0
    var refilled = time.uptime().inSeconds
    while !Task.isCancelled {
      await waitForEvents()
      await waitForMore()
      if let throttle = settings.throttle {
        let now = time.uptime().inSeconds
        tokens = min(throttle.burst, tokens + (now - refilled) * throttle.rate)
        refilled = now
        if tokens < 1 { try? await time.sleep(for: .seconds((1 - tokens) / throttle.rate)) }
        tokens -= 1
      }
      let batch = take()
      if !batch.isEmpty { _ = await sink.write(batch) }
    }
    while case let batch = take(), !batch.isEmpty { _ = await sink.write(batch) }
  }

  private func take() -> [AuditEvent] {
    state.withLock { state in
      let batch = Array(state.events.prefix(settings.batchMax))
      state.events.removeFirst(batch.count)
      return batch
    }
  }

  /// Until there is an event, or the task is cancelled.
  private func waitForEvents() async {
    await wait { !$0.events.isEmpty }
  }

  /// Until a batch is full or its first event has waited long enough.
  private func waitForMore() async {
    let limit = settings.waitMax
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [time] in try? await time.sleep(for: limit) }
      group.addTask { await self.wait { $0.events.count >= self.settings.batchMax } }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait(until isOver: @escaping @Sendable (borrowing State) -> Bool) async {
    await withTaskCancellationHandler {
      while !Task.isCancelled, !state.withLock({ isOver($0) }) {
        await withCheckedContinuation { continuation in
          let isOver = state.withLock { state in
            if Task.isCancelled || isOver(state) { return true }
            state.waiting = continuation
            return false
          }
          if isOver { continuation.resume() }
        }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        defer { state.waiting = nil }
        return state.waiting
      }
      waiting?.resume()
    }
  }
}
