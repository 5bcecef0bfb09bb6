import APIMachinery
import HeapModule

@testable import APIServer

/// Flows that keep sending to one priority level, on a clock of the simulation's own.
struct FlowSimulation {
  struct Flow {
    var name: String
    /// Requests it keeps outstanding.
    var outstanding: Int
    /// Seconds each runs.
    var duration: Double
    var work = WorkEstimate()
    /// Seconds between an answer and the next request.
    var pause = 0.0
  }

  struct Result {
    /// Seat-seconds it had.
    var seatSeconds = 0.0
    var finished = 0
    var rejected = 0
    var waitMax = 0.0
  }

  private enum Event { case arrival(Int), finish(Int) }

  private struct Scheduled: Comparable {
    var time: Double
    var serial: Int
    var event: Event

    static func < (left: Scheduled, right: Scheduled) -> Bool { (left.time, left.serial) < (right.time, right.serial) }
    static func == (left: Scheduled, right: Scheduled) -> Bool { left.serial == right.serial }
  }

  private(set) var queues: FairQueues
  private let flows: [Flow]
  private var events = Heap<Scheduled>()
  private var serial = 0
  private var owners: [Int: (flow: Int, arrival: Double)] = [:]
  private(set) var results: [Result]
  /// The most seats in use at any time.
  private(set) var seatsMax = 0

  init(_ settings: FairQueues.Settings, limit: Int, _ flows: [Flow]) {
    queues = FairQueues(settings, limit: limit, now: 0)
    self.flows = flows
    results = flows.map { _ in Result() }
    for (index, flow) in flows.enumerated() {
      queues.counts.append(FlowCounts(schema: flow.name))
      // A little apart, so that no order of arrival matters.
      for number in 0..<flow.outstanding { schedule(.arrival(index), at: Double(number) * 0.000_1) }
    }
  }

  private mutating func schedule(_ event: Event, at time: Double) {
    events.insert(Scheduled(time: time, serial: serial, event: event))
    serial += 1
  }

  mutating func run(until end: Double) {
    while let next = events.min, next.time <= end {
      events.removeMin()
      switch next.event {
      case .arrival(let flow): arrive(flow, next.time)
      case .finish(let number): finish(number, next.time)
      }
      seatsMax = max(seatsMax, queues.seatsInUse)
    }
  }

  private mutating func arrive(_ index: Int, _ now: Double) {
    let flow = flows[index]
    let outcome = queues.start(
      schema: index, hash: FlowHash.make("schema", flow.name), distinguisher: flow.name, work: flow.work, mayWait: true,
      now: now)
    switch outcome {
    case .runs(let number):
      owners[number] = (index, now)
      begin(number, now)
    case .waits(let number): owners[number] = (index, now)
    case .rejected, nil:
      results[index].rejected += 1
      schedule(.arrival(index), at: now + max(flow.pause, 1))
    }
    beginDispatched(now)
  }

  private mutating func begin(_ number: Int, _ now: Double) {
    guard let owner = owners[number] else { return }
    results[owner.flow].waitMax = max(results[owner.flow].waitMax, now - owner.arrival)
    schedule(.finish(number), at: now + flows[owner.flow].duration)
  }

  private mutating func beginDispatched(_ now: Double) {
    for number in queues.takeDispatched() { begin(number, now) }
  }

  private mutating func finish(_ number: Int, _ now: Double) {
    guard let owner = owners.removeValue(forKey: number) else { return }
    let flow = flows[owner.flow]
    results[owner.flow].finished += 1
    results[owner.flow].seatSeconds += Double(flow.work.maxSeats) * flow.duration
    queues.finish(number, now: now)
    schedule(.arrival(owner.flow), at: now + flow.pause)
    beginDispatched(now)
  }
}
