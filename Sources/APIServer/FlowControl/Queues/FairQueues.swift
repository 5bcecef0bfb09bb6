import DequeModule
import HeapModule

/// The requests of one priority level: those that have seats, and those that wait for some in queues from which they are
/// taken fairly (upstream's `fairqueuing/queueset`). It holds no clock and wakes nobody: calls say what time it is, in
/// seconds, and ``takeDispatched()`` says whose turn has come.
///
/// Fairness is that of weighted fair queuing. Virtual time (`progress`, in seat-seconds) is the work that each queue with
/// something to do would have got by now if all were served side by side. A queue has its own place in that time, where
/// its next request starts; the queue is served whose next request would end first. A flow that sends much fills its
/// own queues and moves their places ahead, and that is all it does to others.
struct FairQueues: Sendable {
  struct Settings: Sendable, Equatable {
    /// Requests always run; they are only counted.
    var isExempt = false
    /// Zero: what finds no seat is refused.
    var queueCount = 0
    var handSize = 0
    var queueLengthMax = 0
  }

  enum Rejection: String, Sendable {
    case concurrencyLimit = "concurrency-limit"
    case queueFull = "queue-full"
    case timeOut = "time-out"
    case cancelled = "cancelled"
  }

  enum Outcome: Sendable, Equatable {
    /// The request runs. The number is to be given to ``finish(_:now:)``.
    case runs(Int)
    /// It waits; the number will be among ``takeDispatched()``, or is to be given to ``cancel(_:_:now:)``.
    case waits(Int)
    case rejected(Rejection)
  }

  /// A guess at how long a request runs, until it has.
  static let serviceDuration = 0.003

  struct Queue: Sendable {
    var waiting: Deque<Int> = []
    var waitingWork = 0.0
    var waitingSeats = 0
    var executing = 0
    /// Of those that run, and of those whose events are still on their way.
    var seatsInUse = 0
    /// Where in virtual time its next request starts.
    var nextDispatch = 0.0

    var isActive: Bool { executing > 0 || !waiting.isEmpty }
  }

  struct Request: Sendable {
    var schema = 0
    var work = WorkEstimate()
    /// Nil where there are no queues.
    var queue: Int?
    var arrival = 0.0
    var arrivalProgress = 0.0
    /// Nil while it waits.
    var start: Double?
    var distinguisher = ""
    var isUsed = false

    var totalWork: Double { work.total(serviceDuration: FairQueues.serviceDuration) }
  }

  /// Seats that are free again at a time to come.
  private struct Lingering: Comparable, Sendable {
    var due: Double
    var seats: Int
    var schema: Int
    var queue: Int?

    static func < (left: Lingering, right: Lingering) -> Bool { left.due < right.due }
  }

  private(set) var settings: Settings
  /// Seats that may be in use at once.
  private(set) var limit: Int
  private(set) var queues: [Queue] = []
  /// Requests by their numbers; those that are over are used again.
  private(set) var requests: [Request] = []
  private var free: [Int] = []
  private var dealer: ShuffleSharding?
  private(set) var progress = 0.0
  private var lastTime: Double
  private var robin = 0
  private var enqueued = 0
  private var activeQueues = 0
  private(set) var waitingCount = 0
  private(set) var executingCount = 0
  private(set) var seatsInUse = 0
  private(set) var seatsWaiting = 0
  private var lingering = Heap<Lingering>()
  private var dispatched: [Int] = []
  var demand: SeatDemand
  /// One for each flow schema that was seen here.
  var counts: [FlowCounts] = []

  init(_ settings: Settings, limit: Int, now: Double) {
    self.settings = Settings()
    self.limit = limit
    lastTime = now
    demand = SeatDemand(now: now)
    configure(settings, now: now)
  }

  var isIdle: Bool { waitingCount == 0 && executingCount == 0 }

  // MARK: Configuration

  mutating func configure(_ settings: Settings, now: Double) {
    synchronize(now)
    self.settings = settings
    dealer =
      settings.queueCount > 0
      ? ShuffleSharding(queueCount: settings.queueCount, handSize: settings.handSize) : nil
    while queues.count < settings.queueCount { queues.append(Queue()) }
    dropSurplusQueues()
    dispatchAll(now)
  }

  mutating func setLimit(_ limit: Int, now: Double) {
    synchronize(now)
    self.limit = limit
    dispatchAll(now)
  }

  /// Queues that were too many go when nothing is in them nor behind them.
  private mutating func dropSurplusQueues() {
    while queues.count > settings.queueCount, let last = queues.last, !last.isActive, last.seatsInUse == 0 {
      queues.removeLast()
    }
  }

  // MARK: Requests

  /// - Parameters:
  ///   - schema: The index of the flow schema in ``counts``.
  ///   - hash: Of the flow.
  ///   - mayWait: Otherwise a request that finds no seat is not taken at all (nil).
  mutating func start(
    schema: Int, hash: UInt64, distinguisher: String, work: WorkEstimate, mayWait: Bool, now: Double
  ) -> Outcome? {
    synchronize(now)
    guard let dealer, !settings.isExempt else {
      guard settings.isExempt || hasRoom(for: work.maxSeats) else {
        guard mayWait else { return nil }
        counts[schema].reject(.concurrencyLimit)
        return .rejected(.concurrencyLimit)
      }
      var request = Request(schema: schema, work: work, arrival: now, distinguisher: distinguisher)
      request.start = now
      return .runs(begin(add(request), now))
    }
    let isFree = waitingCount == 0 && seatsInUse < limit && hasRoom(for: work.maxSeats)
    guard mayWait || isFree else { return nil }
    let index = leastBusy(of: dealer, hash)
    if seatsInUse >= limit, queues[index].waiting.count >= settings.queueLengthMax {
      counts[schema].reject(.queueFull)
      return .rejected(.queueFull)
    }
    if !queues[index].isActive { queues[index].nextDispatch = progress }
    let request = Request(
      schema: schema, work: work, queue: index, arrival: now, arrivalProgress: progress, distinguisher: distinguisher)
    let number = add(request)
    if isFree {
      // What waits alone and fits is served: the same as below, without the way through the queue.
      counts[schema].waited(0, 0)
      queues[index].nextDispatch = max(queues[index].nextDispatch, progress)
      return .runs(begin(number, now))
    }
    enqueue(number, in: index, now)
    dispatchAll(now)
    if let position = dispatched.lastIndex(of: number) {
      dispatched.remove(at: position)
      return .runs(number)
    }
    return .waits(number)
  }

  /// The request has been answered.
  ///
  /// - Parameter isUndone: It wasn't: what was begun is taken back.
  mutating func finish(_ number: Int, now: Double, isUndone: Bool = false) {
    synchronize(now)
    let request = requests[number]
    guard request.isUsed, let start = request.start else { return }
    executingCount -= 1
    counts[request.schema].ran(for: now - start, isUndone: isUndone)
    if let index = request.queue {
      queues[index].executing -= 1
      if !queues[index].isActive { activeQueues -= 1 }
      // Its queue was charged with a guess; now it is known.
      queues[index].nextDispatch -= Double(request.work.initialSeats) * (Self.serviceDuration - (now - start))
      boundNextDispatch(index)
    }
    let seats = Lingering(
      due: now + request.work.additionalLatency, seats: request.work.maxSeats, schema: request.schema,
      queue: request.queue)
    remove(number)
    if request.work.additionalLatency > 0, !isUndone { lingering.insert(seats) } else { release(seats, now) }
    dispatchAll(now)
  }

  /// A request that waits is given up. False where it doesn't wait any longer.
  mutating func cancel(_ number: Int, _ reason: Rejection, now: Double) -> Bool {
    synchronize(now)
    let request = requests[number]
    guard request.isUsed, request.start == nil, let index = request.queue,
      let position = queues[index].waiting.firstIndex(of: number)
    else { return false }
    queues[index].waiting.remove(at: position)
    leaveQueue(request, index, now)
    if !queues[index].isActive { activeQueues -= 1 }
    counts[request.schema].reject(reason)
    counts[request.schema].gaveUp(after: now - request.arrival)
    remove(number)
    boundNextDispatch(index)
    dropSurplusQueues()
    return true
  }

  /// Requests that waited and run from now on.
  mutating func takeDispatched() -> [Int] {
    if dispatched.isEmpty { return [] }
    defer { dispatched = [] }
    return dispatched
  }

  /// When seats will be free without a call that says so, for somebody waits for them.
  var nextRelease: Double? { waitingCount == 0 ? nil : lingering.min?.due }

  /// Lets the time pass.
  mutating func advance(now: Double) {
    synchronize(now)
    dispatchAll(now)
  }

  // MARK: Virtual time

  private mutating func synchronize(_ now: Double) {
    while let first = lingering.min, first.due <= now {
      lingering.removeMin()
      progressTo(first.due)
      release(first, first.due)
    }
    progressTo(now)
  }

  private mutating func progressTo(_ now: Double) {
    let passed = now - lastTime
    guard passed > 0 else { return }
    lastTime = now
    guard activeQueues > 0 else { return }
    progress += passed * Double(min(seatsInUse + seatsWaiting, limit)) / Double(activeQueues)
  }

  /// A queue can't save up what it didn't use: its next request starts at its arrival at the earliest.
  private mutating func boundNextDispatch(_ index: Int) {
    guard let first = queues[index].waiting.first else { return }
    queues[index].nextDispatch = max(queues[index].nextDispatch, requests[first].arrivalProgress)
  }

  // MARK: Seats

  private func hasRoom(for seats: Int) -> Bool {
    // What is wider than the level runs alone.
    seats > limit ? executingCount == 0 : seatsInUse + seats <= limit
  }

  /// The queue of the flow's hand in which least work waits; among equals one after the other.
  private mutating func leastBusy(of dealer: ShuffleSharding, _ hash: UInt64) -> Int {
    let first = enqueued % dealer.handSize
    enqueued &+= 1
    var best = 0
    var bestWork = Double.infinity
    var bestRank = Int.max
    var position = 0
    dealer.deal(hash) { index in
      let work = queues[index].waitingWork
      let rank = position >= first ? position - first : position - first + dealer.handSize
      if work < bestWork || work == bestWork && rank < bestRank {
        best = index
        bestWork = work
        bestRank = rank
      }
      position += 1
    }
    return best
  }

  private mutating func enqueue(_ number: Int, in index: Int, _ now: Double) {
    let request = requests[number]
    if !queues[index].isActive { activeQueues += 1 }
    queues[index].waiting.append(number)
    queues[index].waitingWork += request.totalWork
    queues[index].waitingSeats += request.work.maxSeats
    waitingCount += 1
    seatsWaiting += request.work.maxSeats
    counts[request.schema].enqueued(seats: request.work.maxSeats, queueLength: queues[index].waiting.count)
    demand.set(seatsInUse + seatsWaiting, now: now)
    boundNextDispatch(index)
  }

  private mutating func leaveQueue(_ request: Request, _ index: Int, _ now: Double) {
    queues[index].waitingWork = queues[index].waiting.isEmpty ? 0 : queues[index].waitingWork - request.totalWork
    queues[index].waitingSeats -= request.work.maxSeats
    waitingCount -= 1
    seatsWaiting -= request.work.maxSeats
    counts[request.schema].left(seats: request.work.maxSeats)
    demand.set(seatsInUse + seatsWaiting, now: now)
  }

  private mutating func begin(_ number: Int, _ now: Double) -> Int {
    requests[number].start = now
    let request = requests[number]
    let seats = request.work.maxSeats
    executingCount += 1
    seatsInUse += seats
    if let index = request.queue {
      if !queues[index].isActive { activeQueues += 1 }
      queues[index].executing += 1
      queues[index].seatsInUse += seats
      queues[index].nextDispatch += request.totalWork
    }
    counts[request.schema].began(seats: seats)
    demand.set(seatsInUse + seatsWaiting, now: now)
    return number
  }

  private mutating func release(_ seats: Lingering, _ now: Double) {
    seatsInUse -= seats.seats
    counts[seats.schema].released(seats: seats.seats)
    demand.set(seatsInUse + seatsWaiting, now: now)
    guard let index = seats.queue else { return }
    queues[index].seatsInUse -= seats.seats
    dropSurplusQueues()
  }

  private mutating func dispatchAll(_ now: Double) {
    while waitingCount > 0, seatsInUse < limit {
      guard let index = nextQueue(), let number = queues[index].waiting.first else { return }
      guard hasRoom(for: requests[number].work.maxSeats) else {
        counts[requests[number].schema].noAccommodation += 1
        return
      }
      queues[index].waiting.removeFirst()
      leaveQueue(requests[number], index, now)
      // `begin` counts the queue as active anew if this was all there was in it.
      if !queues[index].isActive { activeQueues -= 1 }
      counts[requests[number].schema].waited(now - requests[number].arrival, 1)
      _ = begin(number, now)
      boundNextDispatch(index)
      dispatched.append(number)
    }
  }

  /// The queue whose first request would end first in virtual time; among equals one after the other.
  private mutating func nextQueue() -> Int? {
    var best: Int?
    var bestFinish = Double.infinity
    for step in 1...max(1, queues.count) {
      let index = (robin + step) % max(1, queues.count)
      guard index < queues.count, let first = queues[index].waiting.first else { continue }
      let finish = queues[index].nextDispatch + requests[first].totalWork
      if finish < bestFinish {
        best = index
        bestFinish = finish
      }
    }
    if let best { robin = best }
    return best
  }

  // MARK: Numbers

  private mutating func add(_ request: Request) -> Int {
    var request = request
    request.isUsed = true
    guard let number = free.popLast() else {
      requests.append(request)
      return requests.count - 1
    }
    requests[number] = request
    return number
  }

  private mutating func remove(_ number: Int) {
    requests[number].isUsed = false
    requests[number].distinguisher = ""
    free.append(number)
  }
}
