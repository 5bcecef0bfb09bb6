internal import APIMachinery
internal import CLinux
internal import Glibc
internal import Synchronization

/// Lets tasks wait for descriptors: one thread sleeps in `poll(2)` for all of them.
///
/// A wait takes one entry, which is gone when the wait ends; what waits is bounded by who waits (children and pipes of
/// programs that are running).
final class Poller: Sendable {
  static let shared = Poller()

  /// How a wait ended.
  enum Outcome: Sendable { case ready, timedOut, cancelled }

  private struct Entry {
    var descriptor: Int32
    var events: Int16
    /// As ``Poller/now()``.
    var deadline: Duration?
    var continuation: CheckedContinuation<Outcome, Never>
  }

  private struct State {
    var entries: [UInt64: Entry] = [:]
    /// Waits that were cancelled before they began.
    var cancelled: Set<UInt64> = []
    var next: UInt64 = 0
    var started = false
  }

  private let state = Mutex(State())
  private let wakeUp: Int32

  private init() {
    wakeUp = clinux_eventfd()
  }

  /// Waits until the descriptor can be read (or written), the limit passes or the task is cancelled.
  func wait(_ descriptor: Descriptor, toWrite: Bool = false, limit: Duration? = nil) async -> Outcome {
    let identifier = state.withLock { state in
      state.next += 1
      return state.next
    }
    let deadline = limit.map { Self.now() + $0 }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let entry = Entry(
          descriptor: descriptor.number, events: Int16(toWrite ? POLLOUT : POLLIN), deadline: deadline,
          continuation: continuation)
        let begun = state.withLock { state -> Bool in
          guard state.cancelled.remove(identifier) == nil else { return false }
          state.entries[identifier] = entry
          return true
        }
        guard begun else { return continuation.resume(returning: .cancelled) }
        startIfNeeded()
        wake()
      }
    } onCancel: {
      let entry = state.withLock { state -> Entry? in
        if let entry = state.entries.removeValue(forKey: identifier) { return entry }
        state.cancelled.insert(identifier)
        return nil
      }
      entry?.continuation.resume(returning: .cancelled)
      wake()
    }
    // A cancellation that came after the end of the wait left its mark.
    state.withLock { _ = $0.cancelled.remove(identifier) }
    // The descriptor must stay open while the thread may poll it.
    return withExtendedLifetime(descriptor) { outcome }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeUp, &one, 8)
  }

  private func startIfNeeded() {
    let start = state.withLock { state -> Bool in
      defer { state.started = true }
      return !state.started
    }
    guard start else { return }
    do {
      try runOnNewThread(name: "apus-poll") { self.loop() }
    } catch {
      state.withLock { $0.started = false }
    }
  }

  private func loop() -> Never {
    while true {
      let entries = state.withLock { Array($0.entries) }
      var polled = entries.map { pollfd(fd: $0.value.descriptor, events: $0.value.events, revents: 0) }
      polled.append(pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0))
      let nearest = entries.compactMap(\.value.deadline).min()
      let now = Self.now()
      let timeout: Int32 = nearest.map { Int32(clamping: $0 <= now ? 0 : Int(($0 - now) / .milliseconds(1)) + 1) } ?? -1
      let count = poll(&polled, nfds_t(polled.count), timeout)
      if count > 0, polled[entries.count].revents != 0 {
        var drained: UInt64 = 0
        _ = read(wakeUp, &drained, 8)
      }
      let after = Self.now()
      for (index, entry) in entries.enumerated() {
        let outcome: Outcome
        if count > 0, polled[index].revents != 0 {
          outcome = .ready
        } else if let deadline = entry.value.deadline, deadline <= after {
          outcome = .timedOut
        } else {
          continue
        }
        let taken = state.withLock { $0.entries.removeValue(forKey: entry.key) }
        taken?.continuation.resume(returning: outcome)
      }
    }
  }

  /// Time that never jumps, since an arbitrary start.
  static func now() -> Duration { SystemTime().uptime() }
}
