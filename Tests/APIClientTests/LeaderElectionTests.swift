import APIClient
import APIMachinery
import APITesting
import Synchronization
import Testing

@Suite struct LeaderElectionTests {
  private func election(_ world: World, _ identity: String) -> LeaderElection {
    LeaderElection(
      client: world.client, lease: ObjectKey(namespace: "kube-system", name: "kube-scheduler"), identity: identity,
      time: world.time, random: world.simulation.random)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func oneLeadsAtATime(seed: UInt64) async throws {
    print("seed \(seed)")
    let world = World(seed: seed)
    let leading = Leading()
    try await world.simulation.run {
      await withTaskGroup(of: Void.self) { group in
        for instance in 0..<3 {
          group.addTask {
            for _ in 0..<3 {
              try? await election(world, "instance-\(instance)").run {
                leading.begin()
                defer { leading.end() }
                try await world.time.sleep(for: .seconds(40))
              }
            }
          }
        }
      }
    }
    #expect(leading.most == 1)
    #expect(leading.terms == 9)
  }

  @Test func stopsWhenItCannotRenew() async throws {
    let world = World()
    try await world.simulation.run {
      await #expect {
        try await election(world, "a").run {
          world.api.setIntercept { _ in APIError(code: 500, reason: .internalError, message: "down") }
          try await world.time.sleep(for: .seconds(3600))
        }
      } throws: {
        ($0 as? ClientError)?.code == .leadershipLost
      }
      #expect(world.time.uptime() < .seconds(15))
    }
  }
}

/// Counts leaders.
private final class Leading: Sendable {
  private let counts = Mutex((now: 0, most: 0, terms: 0))

  var most: Int { counts.withLock { $0.most } }
  var terms: Int { counts.withLock { $0.terms } }

  func begin() {
    counts.withLock { counts in
      counts.now += 1
      counts.most = max(counts.most, counts.now)
      counts.terms += 1
    }
  }

  func end() { counts.withLock { $0.now -= 1 } }
}
