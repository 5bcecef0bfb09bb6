internal import APIMachinery
internal import APIServer
internal import HTTPTransport
internal import Synchronization

/// The API server with its durable store over TLS on this machine, 32 clients with connections of their own. The
/// baseline of each figure is this project's HTTP server with a fixed answer of the same size to the same requests: the
/// load generator is in both, and on the same processors.
struct APIBenchmark: Benchmark {
  let name = "api"
  let summary = "create, get, list, patch and watch Pods over TLS with 32 clients, against a fixed answer over TLS"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    try await APIServerInProcess.run(setting) { try await APIFigures(served: $0, setting: setting).all() }
  }
}

private struct APIFigures {
  let served: APIServerInProcess
  let setting: BenchmarkSetting
  private static let concurrency = 32
  private static let listCount = 500
  private static let watcherCount = 1_000

  private var endpoint: Endpoint { served.endpoint }
  private var client: ClientTLS { served.client }

  func all() async throws -> [Figure] {
    for namespace in ["bench", "bench-plain", "bench-list", "bench-watch"] { try await served.makeNamespace(namespace) }
    let listed = PodRequests(namespace: "bench-list")
    let filling = HTTPBenchmark.Plan(concurrency: Self.concurrency, requestCount: Self.listCount) {
      listed.create(number: $0)
    }
    let filled = try await HTTPBenchmark.run(filling, endpoint: endpoint, tls: client, time: setting.time)
    guard filled.failureCount == 0 else { throw BenchmarkError("\(filled.failureCount) Pods could not be made") }

    let numbers = Numbers()
    func measure(_ name: String, _ request: @escaping @Sendable (Int) -> APIRequest) async throws -> Measured? {
      setting.measures(name) ? try await self.measure(name, request) : nil
    }
    let created = PodRequests(namespace: "bench")
    let create = try await measure("create a Pod") { _ in created.create(number: numbers.next()) }
    let plain = PodRequests(namespace: "bench-plain", sample: PodSample.plain)
    let createPlain = try await measure("create a Pod of one container") { _ in plain.create(number: numbers.next()) }
    let get = try await measure("get a Pod") { listed.get(number: $0 % Self.listCount) }
    let patch = try await measure("strategic merge patch of a Pod") {
      listed.patch(number: $0 % Self.listCount, value: "\(numbers.next())")
    }
    let list = try await measure("list 500 Pods") { _ in listed.list() }
    let page = try await measure("a page of 500 Pods") { _ in created.list(limit: Self.listCount) }
    let table = try await measure("list 500 Pods as a Table") { _ in listed.list(asTable: true) }
    let figures = [
      create?.requests(target: 5_000), create?.processorTime, createPlain?.requests(target: 5_000),
      createPlain?.processorTime, get?.requests(target: 20_000), get?.processorTime,
      patch?.requests(), patch?.processorTime, list?.requests(), list?.megabytes(target: 400), page?.requests(),
      page?.megabytes(), table?.requests(), table?.megabytes(), table?.processorTime,
    ].compactMap { $0 }
    guard let get else { return figures }
    return figures + (try await fanOut(baseline: get.baseline))
  }

  /// Loads the server with a request and then the baseline with the same.
  private func measure(_ name: String, _ request: @escaping @Sendable (Int) -> APIRequest) async throws -> Measured {
    func plan(_ count: Int) -> HTTPBenchmark.Plan {
      HTTPBenchmark.Plan(concurrency: Self.concurrency, requestCount: count, request: request)
    }
    let result = try await fillTime { count in
      let result = try await HTTPBenchmark.run(plan(count), endpoint: endpoint, tls: client, time: setting.time)
      guard result.failureCount == 0 else { throw BenchmarkError("\(name): \(result.failureCount) requests failed") }
      return result
    }
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: result.bodyBytes / result.requestCount)
    let baseline = try await fillTime { count in
      try await HTTPBenchmark.baseline(body: body, tls: (served.server, client), plan: plan(count), time: setting.time)
    }
    return Measured(name: name, result: result, baseline: baseline)
  }

  /// Repeats a run with more and more requests until it takes most of the time that it should. Short ones say little: to
  /// connect costs as much as a hundred requests.
  private func fillTime(_ run: (Int) async throws -> HTTPBenchmark.Result) async throws -> HTTPBenchmark.Result {
    var result = try await run(Self.concurrency)
    while result.duration < setting.duration * 0.6, result.requestCount < Self.requestsMax {
      let wanted = result.requestsPerSecond * setting.duration.inSeconds
      let count = min(Int(wanted), result.requestCount * Self.growthMax, Self.requestsMax)
      result = try await run(max(count, result.requestCount * 2))
    }
    return result
  }

  private static let requestsMax = 1_000_000
  /// How many times as many requests a run has as the one before, at most.
  private static let growthMax = 20

  struct Measured {
    var name: String
    var result: HTTPBenchmark.Result
    var baseline: HTTPBenchmark.Result

    func requests(target: Double? = nil) -> Figure {
      Figure(
        name, result.requestsPerSecond, "requests/s",
        baseline: .init("fixed answer", baseline.requestsPerSecond), target: target)
    }

    /// Of server and client; unlike the rate, the same on a busy machine.
    var processorTime: Figure {
      Figure(
        "\(name): processor time", result.microsecondsPerRequest, "µs", better: .lower,
        baseline: .init("fixed answer", baseline.microsecondsPerRequest))
    }

    func megabytes(target: Double? = nil) -> Figure {
      Figure(
        name, result.megabytesPerSecond, "MB/s", baseline: .init("fixed answer", baseline.megabytesPerSecond),
        target: target)
    }
  }
}

// MARK: Watching

extension APIFigures {
  private static let fanOutPods = 20
  private static let fanOutRounds = 10
  private static let fanOutLimit = Duration.seconds(60)

  /// What one change costs when a thousand clients watch.
  private func fanOut(baseline: HTTPBenchmark.Result) async throws -> [Figure] {
    let requests = PodRequests(namespace: "bench-watch")
    let transport = served.api.transport(as: .apiServer)
    OpenFiles.raiseLimit()
    let load = try await WatchLoad.open(Self.watcherCount, requests.watch(), endpoint: endpoint, tls: client)
    let time = setting.time
    @Sendable func create(_ number: Int) async throws {
      let response = try await transport.send(requests.create(number: number))
      guard response.status == 201 else { throw BenchmarkError("create while watched: status \(response.status)") }
    }
    func wait(for count: Int) async throws {
      let deadline = time.uptime() + Self.fanOutLimit
      while load.eventCount < count {
        guard load.endedCount == 0 else { throw BenchmarkError("\(load.endedCount) watches have ended") }
        guard time.uptime() < deadline else {
          throw BenchmarkError("only \(load.eventCount) of \(count) events have come in \(Self.fanOutLimit)")
        }
        try await time.sleep(for: .microseconds(200))
      }
    }
    var rounds: [Double] = []
    for number in 0..<Self.fanOutRounds {
      let start = time.uptime()
      try await create(number)
      try await wait(for: (number + 1) * Self.watcherCount)
      rounds.append((time.uptime() - start).inMilliseconds)
    }
    let start = time.uptime()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.fanOutPods { group.addTask { try await create(Self.fanOutRounds + number) } }
      try await group.waitForAll()
    }
    try await wait(for: (Self.fanOutRounds + Self.fanOutPods) * Self.watcherCount)
    let rate = Double(Self.fanOutPods * Self.watcherCount) / (time.uptime() - start).inSeconds
    await load.close()
    return [
      Figure(
        "events to 1,000 watchers", rate, "events/s",
        baseline: .init("fixed answer", baseline.requestsPerSecond)),
      Figure(
        "one event to 1,000 watchers, p50", rounds.sorted()[rounds.count / 2], "ms", better: .lower,
        baseline: .init("as many fixed answers", Double(Self.watcherCount) / baseline.requestsPerSecond * 1e3)),
    ]
  }
}

/// Numbers no two requests share.
private final class Numbers: Sendable {
  private let last = Atomic(1_000)

  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
