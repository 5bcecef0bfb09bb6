internal import APIMachinery
internal import HTTPTransport

/// A thousand watches on connections of their own, and a thousand changes a second, each of which says when it was asked
/// for: how long it takes until the watchers have it. The watchers are in the server's process and on its processors.
struct WatchBenchmark: Benchmark {
  let name = "watch"
  let summary = "time from a change to the watchers that are told of it, at 1,000 changes a second and 1,000 watchers"

  private static let objectCount = 1_000
  fileprivate static let path = "/api/v1/namespaces/bench/configmaps"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    OpenFiles.raiseLimit()
    return try await APIServerInProcess.run(setting) { served in
      try await served.makeNamespace("bench")
      for number in 0..<Self.objectCount {
        try await served.send(
          "POST", Self.path, ["metadata": ["name": .string("c-\(number)")], "data": ["sent": "0"]])
      }
      var figures: [Figure] = []
      for plan in Self.plans where setting.measures(plan.name) {
        // What watches begin with must not look like a change that took long.
        for number in 0..<Self.objectCount { try await served.stamp(number, "0") }
        figures += try await plan.run(served, setting)
      }
      return figures
    }
  }

  private static let plans = [
    WatchPlan(name: "each change to one of 1,000 watchers", watchers: 1_000, rate: 1_000, selectsOne: true),
    WatchPlan(name: "each change to 100 watchers", watchers: 100, rate: 1_000, selectsOne: false),
    WatchPlan(name: "each change to 1,000 watchers", watchers: 1_000, rate: 1_000, selectsOne: false),
  ]

  private struct WatchPlan {
    let name: String
    let watchers: Int
    /// Changes a second.
    let rate: Int
    /// Every watcher selects an object of its own; else all see every change.
    let selectsOne: Bool

    private static let writerCount = 16
    private static let drainLimit = Duration.seconds(20)

    func run(_ served: APIServerInProcess, _ setting: BenchmarkSetting) async throws -> [Figure] {
      let latencies = WatchLatencies()
      let load = try await WatchLoad.open(
        watchers, endpoint: served.endpoint, tls: served.client, latencies: latencies, time: setting.time,
        request: request)
      // The objects there are come first, with a time that says nothing.
      try await settle(load, setting.time)
      let before = load.eventCount
      let start = setting.time.uptime()
      let used = SystemTime.processorTime()
      let written = try await write(served, setting)
      let writing = setting.time.uptime() - start
      let wanted = before + written * (selectsOne ? 1 : watchers)
      while load.eventCount < wanted, setting.time.uptime() - start < writing + Self.drainLimit {
        try await setting.time.sleep(for: .milliseconds(1))
      }
      let whole = setting.time.uptime() - start
      let ended = load.endedCount
      let delivered = load.eventCount - before
      await load.close()
      guard ended == 0 else { throw BenchmarkError("\(name): \(ended) watches have ended") }
      guard delivered >= wanted - before else {
        throw BenchmarkError("\(name): only \(delivered) of \(wanted - before) events have come")
      }
      return [
        Figure("\(name): changes", Double(written) / writing.inSeconds, "changes/s", target: Double(rate) * 0.95),
        Figure("\(name): events", Double(delivered) / whole.inSeconds, "events/s"),
        Figure("\(name): p50", latencies.percentile(0.5), "ms", better: .lower),
        Figure("\(name): p99", latencies.percentile(0.99), "ms", better: .lower, target: 50),
        Figure(
          "\(name): processor time for an event",
          (SystemTime.processorTime() - used).inSeconds * 1e6
            / Double(delivered), "µs", better: .lower),
      ]
    }

    private func request(_ number: Int) -> APIRequest {
      var query = [QueryItem("watch", "true")]
      if selectsOne { query.append(QueryItem("fieldSelector", "metadata.name=c-\(number)")) }
      return APIRequest(
        method: "GET", path: WatchBenchmark.path, query: query, headers: Headers([("Accept", "application/json")]))
    }

    /// Waits until no more events come.
    private func settle(_ load: WatchLoad, _ time: any TimeSource) async throws {
      var last = -1
      while load.eventCount != last {
        last = load.eventCount
        try await time.sleep(for: .milliseconds(500))
      }
    }

    /// Changes objects at the plan's rate; returns how often. A change that is late is not left out.
    private func write(_ served: APIServerInProcess, _ setting: BenchmarkSetting) async throws -> Int {
      let time = setting.time
      let start = time.uptime()
      let count = Int(setting.duration.inSeconds * Double(rate))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<Self.writerCount {
          group.addTask {
            for number in stride(from: writer, to: count, by: Self.writerCount) {
              let due = start + .microseconds(number * 1_000_000 / rate)
              let early = due - time.uptime()
              if early > .zero { try await time.sleep(for: early) }
              let sent = "\(WatchLoad.stamp(time))"
              try await served.stamp(number % WatchBenchmark.objectCount, sent)
            }
          }
        }
        try await group.waitForAll()
      }
      return count
    }
  }
}

extension APIServerInProcess {
  /// Changes an object, which says when.
  fileprivate func stamp(_ number: Int, _ sent: String) async throws {
    try await send(
      "PATCH", "\(WatchBenchmark.path)/c-\(number)", ["data": ["sent": .string(sent)]],
      contentType: "application/merge-patch+json")
  }
}
