import APIMachinery
import Testing

@testable import APIServer

/// What fair queues promise, on simulated time.
@Suite struct FairnessTests {
  private static let settings = FairQueues.Settings(queueCount: 64, handSize: 6, queueLengthMax: 50)

  private func shares(_ simulation: FlowSimulation, _ seconds: Double) -> [Double] {
    simulation.results.map { $0.seatSeconds / seconds }
  }

  @Test func dividesSeatsAmongFlowsThatWantMore() {
    var simulation = FlowSimulation(
      Self.settings, limit: 10,
      [
        .init(name: "a", outstanding: 100, duration: 0.1), .init(name: "b", outstanding: 20, duration: 0.1),
      ])
    simulation.run(until: 100)
    let shares = shares(simulation, 100)
    #expect(abs(shares[0] - 5) < 0.7 && abs(shares[1] - 5) < 0.7, "\(shares)")
    #expect(simulation.seatsMax == 10)
  }

  @Test func givesAFlowWhatItWantsWhereThatIsLess() {
    var simulation = FlowSimulation(
      Self.settings, limit: 10,
      [
        .init(name: "elephant", outstanding: 200, duration: 0.1), .init(name: "mouse", outstanding: 2, duration: 0.1),
      ])
    simulation.run(until: 100)
    let shares = shares(simulation, 100)
    #expect(shares[1] > 1.7, "two seats are less than half: \(shares)")
    #expect(shares[0] > 7.5, "the rest isn't left idle: \(shares)")
  }

  /// Whoever has longer requests gets no more seats by it.
  @Test func chargesWhatRequestsReallyTake() {
    var simulation = FlowSimulation(
      Self.settings, limit: 8,
      [
        .init(name: "slow", outstanding: 40, duration: 1), .init(name: "fast", outstanding: 40, duration: 0.02),
      ])
    simulation.run(until: 400)
    let shares = shares(simulation, 400)
    #expect(abs(shares[0] - shares[1]) < 1.2, "\(shares)")
  }

  @Test func countsSeatsAndNotRequests() {
    var simulation = FlowSimulation(
      Self.settings, limit: 20,
      [
        .init(name: "lists", outstanding: 30, duration: 0.1, work: WorkEstimate(initialSeats: 5)),
        .init(name: "gets", outstanding: 60, duration: 0.1),
      ])
    simulation.run(until: 200)
    let shares = shares(simulation, 200)
    #expect(abs(shares[0] - 10) < 2 && abs(shares[1] - 10) < 2, "\(shares)")
    #expect(simulation.seatsMax <= 20)
  }

  @Test func starvesNobody() {
    var flows = [FlowSimulation.Flow(name: "crowd", outstanding: 250, duration: 0.1)]
    for number in 0..<20 { flows.append(.init(name: "quiet\(number)", outstanding: 1, duration: 0.1, pause: 1)) }
    var simulation = FlowSimulation(Self.settings, limit: 5, flows)
    simulation.run(until: 200)
    for result in simulation.results.dropFirst() {
      #expect(result.rejected == 0)
      #expect(result.finished > 100)
      #expect(result.waitMax < 1.5, "\(result)")
    }
  }

  /// Requests wider than the level run too, alone.
  @Test func runsWideRequests() {
    var simulation = FlowSimulation(
      Self.settings, limit: 4,
      [
        .init(name: "wide", outstanding: 2, duration: 0.1, work: WorkEstimate(initialSeats: 10)),
        .init(name: "narrow", outstanding: 10, duration: 0.1),
      ])
    simulation.run(until: 100)
    #expect(simulation.results[0].finished > 50 && simulation.results[1].finished > 500, "\(simulation.results)")
    #expect(simulation.seatsMax == 10)
  }

  @Test func aLateFlowDoesNotPayForTheQuietBefore() {
    var queues = FairQueues(Self.settings, limit: 1, now: 0)
    queues.counts = [FlowCounts(schema: "s")]
    let start = { (queues: inout FairQueues, flow: String, now: Double) in
      queues.start(
        schema: 0, hash: FlowHash.make("s", flow), distinguisher: flow, work: WorkEstimate(), mayWait: true, now: now)
    }
    // One flow alone has the seat for a long time; then both want it and take turns from the start.
    var now = 0.0
    for _ in 0..<1_000 {
      guard case .runs(let number) = start(&queues, "early", now) else {
        Issue.record("no seat")
        return
      }
      now += 1
      queues.finish(number, now: now)
    }
    guard case .runs(var running) = start(&queues, "early", now) else {
      Issue.record("no seat")
      return
    }
    for _ in 0..<20 {
      _ = start(&queues, "early", now)
      _ = start(&queues, "late", now)
    }
    var served: [String] = []
    for _ in 0..<20 {
      now += 0.1
      queues.finish(running, now: now)
      guard let next = queues.takeDispatched().first else {
        Issue.record("nobody is served")
        return
      }
      served.append(queues.requests[next].distinguisher)
      running = next
    }
    let late = served.filter { $0 == "late" }.count
    #expect((8...12).contains(late), "\(served)")
  }

  @Test func refusesWhatFindsNoSeatWhereThereAreNoQueues() {
    var queues = FairQueues(FairQueues.Settings(), limit: 2, now: 0)
    queues.counts = [FlowCounts(schema: "s")]
    let start = { (queues: inout FairQueues) in
      queues.start(schema: 0, hash: 0, distinguisher: "", work: WorkEstimate(), mayWait: true, now: 0)
    }
    guard case .runs(let first) = start(&queues), case .runs = start(&queues) else {
      Issue.record("no seat")
      return
    }
    #expect(start(&queues) == .rejected(.concurrencyLimit))
    queues.finish(first, now: 1)
    guard case .runs = start(&queues) else {
      Issue.record("no seat")
      return
    }
    #expect(queues.counts[0].rejected == [.concurrencyLimit: 1])
  }

  @Test func boundsItsQueues() {
    var queues = FairQueues(.init(queueCount: 4, handSize: 1, queueLengthMax: 3), limit: 1, now: 0)
    queues.counts = [FlowCounts(schema: "s")]
    let outcomes = (0..<6).map { _ in
      queues.start(schema: 0, hash: 9, distinguisher: "f", work: WorkEstimate(), mayWait: true, now: 0)
    }
    #expect(outcomes.filter { $0 == .rejected(.queueFull) }.count == 2)
    #expect(queues.waitingCount == 3)
    let impatient = queues.start(
      schema: 0, hash: 8, distinguisher: "g", work: WorkEstimate(), mayWait: false, now: 0)
    #expect(impatient == nil)
  }

  /// Exempt requests are counted and never held up.
  @Test func holdsUpNobodyWhoIsExempt() {
    var queues = FairQueues(.init(isExempt: true), limit: 0, now: 0)
    queues.counts = [FlowCounts(schema: "s")]
    for _ in 0..<100 {
      guard
        case .runs = queues.start(
          schema: 0, hash: 0, distinguisher: "", work: WorkEstimate(), mayWait: false, now: 0)
      else {
        Issue.record("held up")
        return
      }
    }
    #expect(queues.executingCount == 100)
    #expect(queues.demand.take(now: 1).maximum == 100)
  }

  /// A write with many watchers keeps seats for a while after its answer.
  @Test func keepsSeatsForWatchersEvents() {
    var queues = FairQueues(Self.settings, limit: 4, now: 0)
    queues.counts = [FlowCounts(schema: "s")]
    let work = WorkEstimate(finalSeats: 4, additionalLatency: 0.5)
    guard
      case .runs(let write) = queues.start(
        schema: 0, hash: 1, distinguisher: "a", work: work, mayWait: true, now: 0)
    else {
      Issue.record("no seat")
      return
    }
    queues.finish(write, now: 0.1)
    #expect(queues.seatsInUse == 4 && queues.executingCount == 0 && queues.nextRelease == nil)
    guard
      case .waits(let read) = queues.start(
        schema: 0, hash: 2, distinguisher: "b", work: WorkEstimate(), mayWait: true, now: 0.2)
    else {
      Issue.record("a seat that is taken")
      return
    }
    #expect(queues.nextRelease == 0.6)
    queues.advance(now: 0.6)
    #expect(queues.takeDispatched() == [read] && queues.seatsInUse == 1)
  }

  /// Whatever comes in whatever order, the books balance.
  @Test(arguments: 1...20 as ClosedRange<UInt64>) func keepsItsBooks(_ seed: UInt64) {
    let random = SeededRandom(seed: seed)
    var queues = FairQueues(.init(queueCount: 8, handSize: 3, queueLengthMax: 5), limit: 6, now: 0)
    queues.counts = [FlowCounts(schema: "a"), FlowCounts(schema: "b")]
    var running: Set<Int> = []
    var waiting: Set<Int> = []
    var now = 0.0
    for _ in 0..<3_000 {
      now += random.nextUnit() * 0.01
      switch random.next(below: 10) {
      case 0..<5:
        let work = WorkEstimate(
          initialSeats: Int(random.next(below: 3)) + 1, finalSeats: Int(random.next(below: 3)),
          additionalLatency: random.next(below: 2) == 0 ? 0 : 0.02)
        let outcome = queues.start(
          schema: Int(random.next(below: 2)), hash: random.next(), distinguisher: "", work: work,
          mayWait: random.next(below: 4) > 0, now: now)
        if case .runs(let number) = outcome { running.insert(number) }
        if case .waits(let number) = outcome { waiting.insert(number) }
      case 5..<8:
        if let number = running.min() {
          running.remove(number)
          queues.finish(number, now: now, isUndone: random.next(below: 10) == 0)
        }
      case 8:
        if let number = waiting.min() {
          let isCancelled = queues.cancel(number, .cancelled, now: now)
          #expect(isCancelled)
          waiting.remove(number)
        }
      default:
        queues.setLimit(Int(random.next(below: 8)) + 1, now: now)
        if random.next(below: 20) == 0 {
          let count = Int(random.next(below: 8)) + 1
          queues.configure(.init(queueCount: count, handSize: min(count, 3), queueLengthMax: 5), now: now)
        }
      }
      for number in queues.takeDispatched() {
        #expect(waiting.remove(number) != nil)
        running.insert(number)
      }
      #expect(queues.executingCount == running.count && queues.waitingCount == waiting.count)
      #expect(queues.counts.reduce(0) { $0 + $1.executing } == running.count)
      #expect(queues.counts.reduce(0) { $0 + $1.waiting } == waiting.count)
      #expect(queues.counts.reduce(0) { $0 + $1.seatsExecuting } == queues.seatsInUse)
      #expect(queues.queues.reduce(0) { $0 + $1.seatsInUse } == queues.seatsInUse)
      #expect(queues.queues.reduce(0) { $0 + $1.waitingSeats } == queues.seatsWaiting)
    }
    for number in waiting {
      let isCancelled = queues.cancel(number, .timeOut, now: now)
      #expect(isCancelled)
    }
    for number in running { queues.finish(number, now: now) }
    queues.advance(now: now + 1)
    #expect(queues.isIdle && queues.seatsInUse == 0)
  }
}

@Suite struct ShuffleShardingTests {
  @Test func dealsDifferentCards() {
    let dealer = ShuffleSharding(queueCount: 64, handSize: 6)
    var uses = [Int](repeating: 0, count: 64)
    for number in 0..<10_000 {
      var hand: [Int] = []
      dealer.deal(FlowHash.make("schema", "user-\(number)")) { hand.append($0) }
      #expect(hand.count == 6 && Set(hand).count == 6)
      for card in hand { uses[card] += 1 }
    }
    // 937 each if it were perfectly even.
    #expect(uses.allSatisfy { (750...1_150).contains($0) }, "\(uses)")
  }

  @Test func dealsAFlowTheSameHand() {
    let dealer = ShuffleSharding(queueCount: 128, handSize: 6)
    let hand = { (hash: UInt64) -> [Int] in
      var hand: [Int] = []
      dealer.deal(hash) { hand.append($0) }
      return hand
    }
    #expect(hand(FlowHash.make("a", "b")) == hand(FlowHash.make("a", "b")))
    #expect(FlowHash.make("ab", "") != FlowHash.make("a", "b"))
  }

  /// One elephant leaves nearly every mouse a queue of its own.
  @Test func isolatesFlows() {
    let dealer = ShuffleSharding(queueCount: 64, handSize: 6)
    var elephant: Set<Int> = []
    dealer.deal(FlowHash.make("s", "elephant")) { elephant.insert($0) }
    var squashed = 0
    for number in 0..<10_000 {
      var mouse: Set<Int> = []
      dealer.deal(FlowHash.make("s", "mouse-\(number)")) { mouse.insert($0) }
      if mouse.isSubset(of: elephant) { squashed += 1 }
    }
    #expect(squashed <= 1)
  }

  @Test func fitsAnyDeck() {
    for count in 1...10 {
      var hand: Set<Int> = []
      ShuffleSharding(queueCount: count, handSize: 8).deal(12_345_678) { hand.insert($0) }
      #expect(hand.count == min(count, 8) && hand.allSatisfy { (0..<count).contains($0) })
    }
  }
}
