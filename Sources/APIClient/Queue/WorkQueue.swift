public import APIMachinery
import DequeModule
import HeapModule
import Synchronization

/// A queue of keys to be worked on, with the promises of client-go's work queue:
/// a key waiting is there once however often it is added; a key being worked on is never given to a second
/// worker, and when it is added meanwhile it comes again afterwards.
///
/// Its size is bounded by the number of distinct keys, which are names of objects in a bounded cache.
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
  struct State {
    var ready: Deque<Key> = []
    /// Waiting, or to be worked on again.
    var dirty: Set<Key> = []
    var processing: Set<Key> = []
    var failures: [Key: Int] = [:]
    var delayed = Heap<Delayed>()
    /// The deadline that counts where a key was delayed more than once: the earliest.
    var deadlines: [Key: Duration] = [:]
    var waiters: Deque<(id: Int, continuation: CheckedContinuation<Key?, Never>)> = []
    var nextID = 0
    var isShutDown = false
    var addedAt: [Key: Duration] = [:]
    var statistics = WorkQueueStatistics()
  }

  struct Delayed: Comparable {
    var deadline: Duration
    var sequence: Int
    var key: Key

    static func < (left: Delayed, right: Delayed) -> Bool {
      (left.deadline, left.sequence) < (right.deadline, right.sequence)
    }

    static func == (left: Delayed, right: Delayed) -> Bool { left.sequence == right.sequence }
  }

  /// As metrics and logs call it.
  public let name: String
  let time: any TimeSource
  private let retry: RetryDelays
  private let state = Mutex(State())
  private let delayedChanged = Signal()

  /// - Parameters:
  ///   - name: As metrics and logs call it.
  ///   - time: The clock, for delays.
  ///   - retry: How long a key that failed waits.
  public init(name: String, time: any TimeSource, retry: RetryDelays = RetryDelays()) {
    self.name = name
    self.time = time
    self.retry = retry
  }

  /// Counts and times since the start.
  public var statistics: WorkQueueStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.depth = state.ready.count
      statistics.processing = state.processing.count
      return statistics
    }
  }

  /// How many keys wait to be worked on now.
  public var count: Int { state.withLock { $0.ready.count } }

  /// Puts `key` at the end, unless it already waits.
  public func add(_ key: Key) {
    let now = time.uptime()
    let wake = state.withLock { $0.add(key, now: now) }
    wake?.continuation.resume(returning: wake?.key)
  }

  /// Adds `key` after `delay`.
  public func add(_ key: Key, after delay: Duration) {
    guard delay > .zero else { return add(key) }
    let deadline = time.uptime() + delay
    let isEarliest = state.withLock { state -> Bool in
      guard !state.isShutDown else { return false }
      if let known = state.deadlines[key], known <= deadline { return false }
      state.deadlines[key] = deadline
      state.nextID += 1
      state.delayed.insert(Delayed(deadline: deadline, sequence: state.nextID, key: key))
      return state.delayed.min?.key == key
    }
    if isEarliest { delayedChanged.send() }
  }

  /// Adds `key` after a delay that grows with every call until ``forget(_:)``.
  public func addRateLimited(_ key: Key) {
    let failures = state.withLock { state in
      state.statistics.retries += 1
      let failures = state.failures[key, default: 0]
      state.failures[key] = failures + 1
      return failures
    }
    add(key, after: retry.delay(afterFailures: failures))
  }

  /// How often ``addRateLimited(_:)`` was called for `key` since it was last forgotten.
  public func failures(of key: Key) -> Int { state.withLock { $0.failures[key] ?? 0 } }

  /// Starts the delays of `key` anew.
  public func forget(_ key: Key) { state.withLock { state in state.failures[key] = nil } }

  /// The next key, to be given back with ``done(_:)``; nil after ``shutDown()`` or when the task is cancelled.
  public func next() async -> Key? {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let time = time
    return await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Key?, Never>) in
        let now = time.uptime()
        let (answered, key) = state.withLock { state -> (Bool, Key?) in
          if let key = state.take(now: now) { return (true, key) }
          if state.isShutDown || Task.isCancelled { return (true, nil) }
          state.waiters.append((id, continuation))
          return (false, nil)
        }
        if answered { continuation.resume(returning: key) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Key?, Never>? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index).continuation
      }
      waiter?.resume(returning: nil)
    }
  }

  /// Says that the work on `key` is over.
  public func done(_ key: Key) {
    let now = time.uptime()
    let wake = state.withLock { $0.finish(key, now: now) }
    wake?.continuation.resume(returning: wake?.key)
  }

  /// Takes no more keys and ends every ``next()``.
  public func shutDown() {
    let waiters = state.withLock { state in
      state.isShutDown = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.continuation.resume(returning: nil) }
    delayedChanged.send()
  }

  /// Moves delayed keys into the queue when their time has come, until the task is cancelled.
  func runDelays() async {
    while !Task.isCancelled {
      let now = time.uptime()
      let (due, wait) = state.withLock { $0.takeDue(now: now) }
      for key in due { add(key) }
      if !due.isEmpty { continue }
      if let wait {
        await delayedChanged.wait(upTo: wait, time)
      } else {
        await delayedChanged.wait()
      }
      if state.withLock({ $0.isShutDown }) { return }
    }
  }
}

extension WorkQueue.State {
  typealias Wake = (continuation: CheckedContinuation<Key?, Never>, key: Key)

  mutating func add(_ key: Key, now: Duration) -> Wake? {
    guard !isShutDown, dirty.insert(key).inserted else { return nil }
    statistics.adds += 1
    addedAt[key] = now
    guard !processing.contains(key) else { return nil }
    return offer(key, now: now)
  }

  /// Gives the key to a waiting worker, or queues it.
  private mutating func offer(_ key: Key, now: Duration) -> Wake? {
    guard let waiter = waiters.popFirst() else {
      ready.append(key)
      return nil
    }
    start(key, now: now)
    return (waiter.continuation, key)
  }

  mutating func take(now: Duration) -> Key? {
    guard !isShutDown, let key = ready.popFirst() else { return nil }
    start(key, now: now)
    return key
  }

  private mutating func start(_ key: Key, now: Duration) {
    dirty.remove(key)
    processing.insert(key)
    if let added = addedAt.removeValue(forKey: key) { statistics.queueTime += now - added }
  }

  mutating func finish(_ key: Key, now: Duration) -> Wake? {
    processing.remove(key)
    statistics.finished += 1
    guard dirty.contains(key), !isShutDown else { return nil }
    return offer(key, now: now)
  }

  /// The delayed keys whose time has come; when there are none, how long it takes until the first.
  mutating func takeDue(now: Duration) -> ([Key], Duration?) {
    var due: [Key] = []
    while let first = delayed.min {
      guard deadlines[first.key] == first.deadline else {
        delayed.removeMin()  // An earlier deadline was set since.
        continue
      }
      guard first.deadline <= now else { return (due, first.deadline - now) }
      delayed.removeMin()
      deadlines[first.key] = nil
      due.append(first.key)
    }
    return (due, nil)
  }
}

/// What a ``WorkQueue`` has done; the source of upstream's `workqueue_*` metrics.
public struct WorkQueueStatistics: Sendable, Equatable {
  /// Keys waiting now.
  public var depth = 0
  /// Keys being worked on now.
  public var processing = 0
  /// Keys added; adding one that already waits doesn't count.
  public var adds = 0
  /// Keys added again after a failure.
  public var retries = 0
  /// Keys whose work is over.
  public var finished = 0
  /// The sum of the times that keys waited.
  public var queueTime: Duration = .zero

  /// Nothing yet.
  public init() {}
}

/// How long a key waits after its n-th failure in a row: 5 ms, doubled each time, 1,000 s at most, as
/// client-go's default.
public struct RetryDelays: Sendable {
  private let base: Duration
  private let limit: Duration

  /// - Parameters:
  ///   - base: The first delay.
  ///   - limit: The longest delay.
  public init(base: Duration = .milliseconds(5), limit: Duration = .seconds(1000)) {
    self.base = base
    self.limit = limit
  }

  /// The delay after `failures` earlier failures.
  public func delay(afterFailures failures: Int) -> Duration {
    guard failures < 40 else { return limit }
    return min(base * (1 << failures), limit)
  }
}
