internal import APIClient
internal import APIMachinery

/// When a watch of the API showed each stage of one Pod's life.
struct PodLife: Sendable {
  enum Stage: CaseIterable { case bound, networked, ready, marked, ended, gone }

  /// Since the start of the machine: when the Pod was asked for, and its end.
  var asked: Duration
  var endAsked: Duration = .zero
  private var seen: [Stage: Duration] = [:]

  init(asked: Duration) { self.asked = asked }

  subscript(stage: Stage) -> Duration? { seen[stage] }

  var start: Double { milliseconds(asked, .ready) }
  var end: Double { milliseconds(endAsked, .gone) }

  /// From one stage to another; nil where the watch didn't show one of them, as when two came in one event.
  func milliseconds(_ from: Stage, _ to: Stage) -> Double? {
    guard let from = seen[from], let to = seen[to] else { return nil }
    return (to - from).inMilliseconds
  }

  func milliseconds(_ from: Duration, _ to: Stage) -> Double {
    seen[to].map { ($0 - from).inMilliseconds } ?? .nan
  }

  /// Notes what an event shows.
  mutating func note(_ event: WatchEvent<JSONValue>, at now: Duration) {
    func mark(_ stage: Stage) { if seen[stage] == nil { seen[stage] = now } }
    switch event {
    case .added(let pod), .modified(let pod):
      let statuses = pod[path: "status", "containerStatuses"]?.arrayValue ?? []
      if pod[path: "spec", "nodeName"] != nil { mark(.bound) }
      if Self.isTrue("PodReadyToStartContainers", pod) { mark(.networked) }
      if pod[path: "status", "phase"] == "Running", Self.isTrue("Ready", pod) { mark(.ready) }
      guard pod[path: "metadata", "deletionTimestamp"] != nil else { return }
      mark(.marked)
      if !statuses.isEmpty, statuses.allSatisfy({ $0[path: "state", "terminated"] != nil }) { mark(.ended) }
    case .deleted: mark(.gone)
    case .bookmark, .error: break
    }
  }

  private static func isTrue(_ condition: String, _ pod: JSONValue) -> Bool {
    (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
      $0["type"]?.stringValue == condition && $0["status"] == "True"
    }
  }
}

/// Starts and ends Pods one after another and watches them.
struct PodLives {
  let client: APIClient
  let time: any TimeSource
  let pod: @Sendable (_ name: String) -> JSONValue
  private static let path = ResourcePath(
    GroupVersionResource(group: "", version: "v1", resource: "pods"), namespace: "default")

  /// The lives of `count` Pods; one more, the first, warms up and is left out.
  func run(_ count: Int) async throws -> [PodLife] {
    let stream = try await client.watch(Self.path)
    defer { stream.cancel() }
    var events = stream.makeAsyncIterator()
    var lives: [PodLife] = []
    for number in 0...count {
      let name = "bench-\(number)"
      var life = PodLife(asked: time.uptime())
      try await client.create(Self.path, pod(name))
      try await follow(&events, name, &life, until: .ready)
      life.endAsked = time.uptime()
      try await client.delete(Self.path, name: name, options: DeletionOptions(gracePeriodSeconds: 1))
      try await follow(&events, name, &life, until: .gone)
      if number > 0 { lives.append(life) }
    }
    return lives
  }

  private func follow(
    _ events: inout WatchStream<JSONValue>.Iterator, _ name: String, _ life: inout PodLife, until stage: PodLife.Stage
  ) async throws {
    while life[stage] == nil {
      guard let event = try await events.next() else { throw BenchmarkError("the watch of Pods has ended") }
      switch event {
      case .added(let pod), .modified(let pod), .deleted(let pod):
        if pod[path: "metadata", "name"]?.stringValue == name { life.note(event, at: time.uptime()) }
      case .bookmark: continue
      case .error(let error): throw error
      }
    }
  }
}
