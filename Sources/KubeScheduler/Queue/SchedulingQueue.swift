import APIClient
import APIMachinery
import HeapModule
import Synchronization

/// The pods that wait for a node: those to be tried now, by priority; those that wait a moment after a failure;
/// and those for which something must happen first.
final class SchedulingQueue: Sendable {
  private struct Entry {
    enum Place: Equatable {
      case active
      case backoff
      case unschedulable
      case gated
      case inFlight
    }

    var pod: PodInfo
    var place: Place
    var attempts = 0
    /// When it was last put in a place; order among equals.
    var since: Duration
    /// Distinguishes the valid heap entry from outdated ones.
    var token = 0
    /// The plugins that rejected it.
    var rejectors: Set<String> = []
    /// How many events had happened when it was taken out.
    var eventsSeen = 0
    /// What was last reported of it.
    var message = ""
  }

  private struct Waiting: Comparable {
    var priority: Int32
    var since: Duration
    var token: Int
    var uid: String

    /// The higher priority first, then the longer wait.
    static func < (left: Waiting, right: Waiting) -> Bool {
      if left.priority != right.priority { return left.priority > right.priority }
      return (left.since, left.token) < (right.since, right.token)
    }
  }

  private struct Backoff: Comparable {
    var until: Duration
    var token: Int
    var uid: String

    static func < (left: Backoff, right: Backoff) -> Bool { (left.until, left.token) < (right.until, right.token) }
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var active = Heap<Waiting>()
    var backoff = Heap<Backoff>()
    var nextToken = 0
    var eventCount = 0
    var lastEvents: [ClusterEvent: Int] = [:]
  }

  static let backoffInitial: Duration = .seconds(1)
  static let backoffMax: Duration = .seconds(10)
  /// A pod that nothing has happened for is tried again after this time nevertheless.
  static let unschedulableMax: Duration = .seconds(300)

  private let time: any TimeSource
  private let gates: [any PreEnqueuePlugin]
  private let events: [String: Set<ClusterEvent>]
  private let state = Mutex(State())
  private let available = Signal()
  private let timersChanged = Signal()

  init(plugins: PluginList, time: any TimeSource) {
    gates = plugins.preEnqueue
    events = plugins.events
    self.time = time
  }

  /// How many pods are in each place; for metrics.
  var counts: (active: Int, backoff: Int, unschedulable: Int, gated: Int) {
    state.withLock { state in
      var counts = (active: 0, backoff: 0, unschedulable: 0, gated: 0)
      for entry in state.entries.values {
        switch entry.place {
        case .active: counts.active += 1
        case .backoff: counts.backoff += 1
        case .unschedulable: counts.unschedulable += 1
        case .gated: counts.gated += 1
        case .inFlight: break
        }
      }
      return counts
    }
  }

  /// A new pod, or a new state of one. A change that could matter puts a waiting pod back in the queue.
  func set(_ pod: PodInfo) {
    let now = time.uptime()
    state.withLock { state in
      guard var entry = state.entries[pod.uid] else {
        state.entries[pod.uid] = Entry(pod: pod, place: .gated, since: now)
        return place(pod.uid, now, &state)
      }
      let old = entry.pod
      entry.pod = pod
      state.entries[pod.uid] = entry
      switch entry.place {
      case .gated: place(pod.uid, now, &state)
      case .unschedulable:
        let isChanged =
          old.signature != pod.signature || old.labels != pod.labels || old.priority != pod.priority
        if isChanged { place(pod.uid, now, &state) }
      case .active: if old.priority != pod.priority { activate(pod.uid, now, &state) }
      case .backoff, .inFlight: break
      }
    }
  }

  /// The pod is gone, or has a node.
  func remove(_ uid: String) {
    state.withLock { state in state.entries[uid] = nil }
  }

  /// The next pod to be scheduled; nil when the task is cancelled.
  func next() async -> PodInfo? {
    while !Task.isCancelled {
      if let pod = take() { return pod }
      await available.wait()
    }
    return nil
  }

  /// The next pod to be scheduled, if there is one now.
  func take() -> PodInfo? {
    state.withLock { state in
      while let waiting = state.active.popMin() {
        guard var entry = state.entries[waiting.uid], entry.place == .active, entry.token == waiting.token else {
          continue
        }
        entry.place = .inFlight
        entry.attempts += 1
        entry.eventsSeen = state.eventCount
        state.entries[waiting.uid] = entry
        return entry.pod
      }
      return nil
    }
  }

  /// The pod could not be scheduled: it waits for an event that one of `rejectors` declared, or, where there is
  /// none (an error), only a moment.
  /// - Returns: Whether `message` is new.
  func putBack(_ uid: String, rejectors: Set<String>, message: String) -> Bool {
    let now = time.uptime()
    return state.withLock { state in
      guard var entry = state.entries[uid], entry.place == .inFlight else { return false }
      let isNew = entry.message != message
      entry.message = message
      entry.rejectors = rejectors
      entry.since = now
      entry.place = .unschedulable
      let seen = entry.eventsSeen
      state.entries[uid] = entry
      // Something may have happened while the pod was being looked at.
      let isOutdated = rejectors.contains { name in
        events[name]?.contains { (state.lastEvents[$0] ?? 0) > seen } ?? false
      }
      if rejectors.isEmpty || isOutdated { place(uid, now, &state) }
      return isNew
    }
  }

  /// Lets pods that wait for this event try again.
  func happened(_ event: ClusterEvent) {
    let now = time.uptime()
    state.withLock { state in
      state.eventCount += 1
      state.lastEvents[event] = state.eventCount
      for (uid, entry) in state.entries where entry.place == .unschedulable {
        if entry.rejectors.contains(where: { events[$0]?.contains(event) ?? false }) { place(uid, now, &state) }
      }
    }
  }

  /// Puts a pod where it belongs: behind its gates, into back-off, or into the queue.
  private func place(_ uid: String, _ now: Duration, _ state: inout State) {
    guard var entry = state.entries[uid] else { return }
    if gates.contains(where: { $0.preEnqueue(entry.pod) != nil }) {
      entry.place = .gated
      state.entries[uid] = entry
      return
    }
    let until = entry.since + Self.backoff(attempts: entry.attempts)
    guard until > now else { return activate(uid, now, &state) }
    state.nextToken += 1
    entry.place = .backoff
    entry.token = state.nextToken
    state.entries[uid] = entry
    state.backoff.insert(Backoff(until: until, token: entry.token, uid: uid))
    timersChanged.send()
  }

  private func activate(_ uid: String, _ now: Duration, _ state: inout State) {
    guard var entry = state.entries[uid] else { return }
    state.nextToken += 1
    entry.place = .active
    entry.token = state.nextToken
    entry.since = now
    state.entries[uid] = entry
    state.active.insert(Waiting(priority: entry.pod.priority, since: now, token: entry.token, uid: uid))
    available.send()
  }

  static func backoff(attempts: Int) -> Duration {
    guard attempts > 0 else { return .zero }
    return attempts > 5 ? backoffMax : min(backoffInitial * (1 << (attempts - 1)), backoffMax)
  }

  /// Ends back-offs, and has another look at pods that wait for long, until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let now = time.uptime()
      let wait = state.withLock { state -> Duration? in
        while let first = state.backoff.min {
          let entry = state.entries[first.uid]
          if entry?.place != .backoff || entry?.token != first.token {
            state.backoff.removeMin()
          } else if first.until <= now {
            state.backoff.removeMin()
            activate(first.uid, now, &state)
          } else {
            break
          }
        }
        var oldest: Duration?
        for (uid, entry) in state.entries where entry.place == .unschedulable {
          if entry.since + Self.unschedulableMax <= now {
            place(uid, now, &state)
          } else {
            oldest = min(oldest ?? entry.since, entry.since)
          }
        }
        let deadlines = [state.backoff.min?.until, oldest.map { $0 + Self.unschedulableMax }].compactMap { $0 }
        return deadlines.min().map { $0 - now }
      }
      // Looks again after half a minute even when nothing is due: pods may have become unschedulable since.
      await timersChanged.wait(upTo: min(wait ?? .seconds(30), .seconds(30)), time)
    }
  }
}
