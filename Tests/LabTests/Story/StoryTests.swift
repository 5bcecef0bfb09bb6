import Lab
import LinuxSupport
import Testing

/// The whole, as a person meets it: a cluster in a lab, the example on it, everything that one does with kubectl, what
/// goes wrong and mends itself, a crash of Apus, and the end that leaves nothing. What is checked stands in the scripts
/// beside this file, so that each can be run by hand too.
///
/// One after another: a whole cluster keeps two processors busy, and several at once run into time limits.
@Suite(.serialized, .enabled(if: StoryCluster.obstacle == nil, "\(StoryCluster.obstacle ?? "")"))
struct StoryTests {
  @Test(
    .enabled(if: StoryCluster.Client.real != nil, "needs kubectl on PATH or in APUS_TEST_KUBECTL"),
    .timeLimit(.minutes(60)))
  func withTheRealKubectl() async throws {
    let client = try #require(StoryCluster.Client.real)
    try await StoryCluster.with { cluster in try await tell(with: client, on: cluster) }
  }

  /// And by it the README's commands, which end with `apus down`.
  @Test(.timeLimit(.minutes(60)))
  func withTheBuiltInKubectl() async throws {
    try await StoryCluster.with { cluster in
      let before = try await cluster.traces()
      try await tell(with: .builtIn, on: cluster)
      await report("readme", .builtIn, on: cluster)
      try await expectTraces(before, on: cluster)
    }
  }

  private func tell(with client: StoryCluster.Client, on cluster: StoryCluster) async throws {
    try await cluster.start()
    await withTaskGroup(of: Void.self) { group in
      for script in ["commands", "streams"] { group.addTask { await report(script, client, on: cluster) } }
    }
  }

  @Test(.timeLimit(.minutes(60)))
  func whatGoesWrongIsMendedAndTheEndLeavesNothing() async throws {
    try await StoryCluster.with { cluster in
      let before = try await cluster.traces()
      try await cluster.start()
      await report("failures", .builtIn, on: cluster)
      await report("crash", .builtIn, on: cluster)
      #expect(try await cluster.traces() != before)
      await report("down", .builtIn, on: cluster)
      try await expectTraces(before, on: cluster)
    }
  }

  /// Upstream's conformance suite for the API, as far as it needs what runs in pods: webhooks, an extension API server,
  /// service accounts, quotas, the garbage collector.
  @Test(
    .enabled(if: StoryCluster.hasPython, "needs Debian's python3, and openssl"), .timeLimit(.minutes(60)))
  func theBehavioursOfTheConformanceSuiteHold() async throws {
    try await StoryCluster.with { cluster in
      try await cluster.up()
      await report("conformance", .builtIn, on: cluster)
    }
  }

  private func expectTraces(_ before: Set<Substring>, on cluster: StoryCluster) async throws {
    let after = try await cluster.traces()
    for trace in after.subtracting(before).sorted() { Issue.record("apus down left: \(trace)") }
    for trace in before.subtracting(after).sorted() { Issue.record("apus down took away: \(trace)") }
  }

  /// Runs a script; each of its checks that fails is an issue of its own.
  private func report(_ script: String, _ client: StoryCluster.Client, on cluster: StoryCluster) async {
    do {
      let checks = try await cluster.run(script, with: client)
      #expect(checks.contains { $0.hasPrefix("✓") }, "\(script) did nothing: \(checks)")
      for check in checks where !check.hasPrefix("✓") { Issue.record("\(script), \(client.name): \(check)") }
    } catch {
      Issue.record("\(script), \(client.name): \(error)")
    }
  }
}
