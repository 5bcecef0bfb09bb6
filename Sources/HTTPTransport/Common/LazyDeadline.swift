internal import NIOCore

/// A deadline on an event loop that is moved often and seldom reached: moving it costs a store, and the one
/// scheduled task looks when it fires whether the deadline has moved meanwhile.
final class LazyDeadline {
  private let eventLoop: any EventLoop
  private let reached: () -> Void
  private var deadline: NIODeadline?
  private var scheduled: Scheduled<Void>?
  private var scheduledFor: NIODeadline = .distantFuture

  /// - Parameter reached: Called on the event loop, once for each deadline that passes.
  init(eventLoop: any EventLoop, reached: @escaping () -> Void) {
    self.eventLoop = eventLoop
    self.reached = reached
  }

  func set(after duration: TimeAmount) {
    let next = eventLoop.now + duration
    deadline = next
    if scheduled == nil || next < scheduledFor {
      scheduled?.cancel()
      schedule(at: next)
    }
  }

  /// No deadline until the next ``set(after:)``.
  func clear() {
    deadline = nil
  }

  /// For good: also lets go of the scheduled task.
  func cancel() {
    deadline = nil
    scheduled?.cancel()
    scheduled = nil
  }

  private func schedule(at time: NIODeadline) {
    scheduledFor = time
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    scheduled = eventLoop.scheduleTask(deadline: time) { bound.value.fired() }
  }

  private func fired() {
    scheduled = nil
    guard let deadline else { return }
    guard deadline <= eventLoop.now else { return schedule(at: deadline) }
    self.deadline = nil
    reached()
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
