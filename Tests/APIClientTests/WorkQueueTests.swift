import APIClient
import APITesting
import Synchronization
import Testing

@Suite struct WorkQueueTests {
  struct Refused: Error {}

  @Test func aKeyWaitsOnlyOnce() async {
    let queue = WorkQueue<String>(name: "test", time: ManualTime())
    queue.add("a")
    queue.add("b")
    queue.add("a")
    #expect(queue.count == 2)
    #expect(await queue.next() == "a")
    #expect(await queue.next() == "b")
  }

  @Test func aKeyBeingWorkedOnComesAgainAfterwards() async {
    let queue = WorkQueue<String>(name: "test", time: ManualTime())
    queue.add("a")
    #expect(await queue.next() == "a")
    queue.add("a")
    #expect(queue.count == 0)
    queue.done("a")
    #expect(queue.count == 1)
    #expect(await queue.next() == "a")
    queue.done("a")
    #expect(queue.count == 0)
  }

  @Test func failuresWaitLongerAndLonger() async throws {
    let simulation = Simulation(seed: 1)
    let queue = WorkQueue<String>(name: "test", time: simulation.time)
    let times = try await simulation.run {
      let times = Mutex<[Duration]>([])
      queue.add("a")
      await queue.run(workers: 2) { _ in
        let count = times.withLock { times in
          times.append(simulation.time.uptime())
          return times.count
        }
        if count < 5 { throw Refused() }
        queue.shutDown()
      }
      return times.withLock { $0 }
    }
    #expect(times == [0, 5, 15, 35, 75].map { .milliseconds($0) })
  }

  @Test func givesUpAfterTheLastRetry() async throws {
    let simulation = Simulation(seed: 1)
    let queue = WorkQueue<String>(name: "test", time: simulation.time)
    let attempts = try await simulation.run {
      let attempts = Mutex(0)
      queue.add("a")
      queue.add("end", after: .seconds(100))
      await queue.run(workers: 1, retriesMax: 3) { key in
        if key == "end" { return queue.shutDown() }
        attempts.withLock { $0 += 1 }
        throw Refused()
      }
      return attempts.withLock { $0 }
    }
    #expect(attempts == 4)
  }

  @Test func theEarliestDelayCounts() async throws {
    let simulation = Simulation(seed: 1)
    let queue = WorkQueue<String>(name: "test", time: simulation.time)
    let seen = try await simulation.run {
      let seen = Mutex<[String]>([])
      queue.add("late", after: .seconds(60))
      queue.add("late", after: .seconds(5))
      queue.add("late", after: .seconds(30))
      queue.add("end", after: .seconds(100))
      await queue.run(workers: 1) { key in
        seen.withLock { $0.append("\(key) \(simulation.time.uptime().components.seconds)") }
        if key == "end" { queue.shutDown() }
      }
      return seen.withLock { $0 }
    }
    #expect(seen == ["late 5", "end 100"])
  }

  @Test func delaysAreBounded() {
    #expect(RetryDelays().delay(afterFailures: 0) == .milliseconds(5))
    #expect(RetryDelays().delay(afterFailures: 17) == .milliseconds(655_360))
    #expect(RetryDelays().delay(afterFailures: 18) == .seconds(1000))
    #expect(RetryDelays().delay(afterFailures: 1000) == .seconds(1000))
  }
}
