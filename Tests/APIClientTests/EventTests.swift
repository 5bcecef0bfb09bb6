import APIClient
import APIMachinery
import APITesting
import Testing

@Suite struct EventTests {
  private let subject = EventSubject(
    apiVersion: "v1", kind: "Pod", key: ObjectKey(namespace: "default", name: "web"), uid: "1")

  private func recorded(_ report: @escaping @Sendable (World, EventRecorder) async throws -> Void) async throws
    -> [JSONValue]
  {
    let world = World()
    let recorder = EventRecorder(
      client: world.client, component: "tester", time: world.time, random: world.simulation.random)
    try await world.simulation.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await recorder.run() }
        try await report(world, recorder)
        try await world.time.sleep(for: .seconds(1))
        group.cancelAll()
      }
    }
    return world.api.objects("events")
  }

  @Test func equalEventsAreCounted() async throws {
    let subject = subject
    let events = try await recorded { world, recorder in
      for _ in 0..<3 {
        recorder.normal(subject, "Pulled", "Image pulled")
        try await world.time.sleep(for: .seconds(5))
      }
    }
    #expect(events.count == 1)
    #expect(events.first?["count"]?.integerValue == 3)
    #expect(events.first?["reason"]?.stringValue == "Pulled")
    #expect(events.first?[path: "involvedObject", "name"]?.stringValue == "web")
    #expect(events.first?["type"]?.stringValue == "Normal")
  }

  @Test func similarEventsAreCombined() async throws {
    let subject = subject
    let events = try await recorded { _, recorder in
      for index in 0..<15 { recorder.warning(subject, "Failed", "Attempt \(index)") }
    }
    #expect(events.count == 10)
    let combined = events.filter { $0["message"]?.stringValue?.hasPrefix("(combined from similar events): ") ?? false }
    #expect(combined.count == 1)
    #expect(combined.first?["count"]?.integerValue == 6)
  }

  @Test func aFloodIsCut() async throws {
    let subject = subject
    let events = try await recorded { _, recorder in
      for index in 0..<100 { recorder.warning(subject, "Reason\(index)", "message") }
    }
    #expect(events.count == 25)
  }
}
