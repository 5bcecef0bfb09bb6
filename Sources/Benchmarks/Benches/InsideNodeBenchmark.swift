internal import APIClient
internal import APIMachinery
internal import ContainerRuntime
internal import LinuxSupport

/// What ``NodeBenchmark`` runs inside its lab, on the machine-wide paths that `apus server` uses there.
struct InsideNodeBenchmark: Benchmark {
  static let benchmarkName = "inside-node"
  let name = benchmarkName
  let summary = "the part of `node` that runs inside the lab"
  private static let pods = 20
  private static let port = 6443
  private static let settling = Duration.seconds(10)
  private static let limit = Duration.seconds(60)

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let files = HostFileSystem()
    guard files.exists("/run/netns"), try files.list("/var/lib/apus").isEmpty else {
      throw BenchmarkError("this is no fresh node of a lab; use apus bench --node")
    }
    let log = "/var/lib/apus/server.log"
    let server = try ServerProcess(
      setting.program, ["server", "--no-dns-forwarding"], port: Self.port, log: log, time: setting.time)
    var figures: [Figure] = []
    let started: [Double]
    let ended: [Double]
    do {
      let readiness = try await server.readiness()
      let client = try connect(setting)
      let node = try await nodeReadiness(client, server, setting)
      (started, ended) = try await measurePods(client, setting)
      try await setting.time.sleep(for: Self.settling)
      let memory = try server.memory()
      figures = [
        Figure("/readyz after the start of apus server", readiness.inMilliseconds, "ms", better: .lower, target: 500),
        Figure("node ready after that start", node.inMilliseconds, "ms", better: .lower, target: 3_000),
        Figure("apus server idle, RssAnon", memory.anonymous, "MB", better: .lower),
        Figure("apus server idle, resident", memory.resident, "MB", better: .lower, target: 60),
      ]
      // Its containerd lives on, and nobody but the baseline uses it then.
      try await server.end()
    } catch {
      try? await server.end()
      throw BenchmarkError("\(error)\n\(((try? files.readText(log, limit: 64 << 20)) ?? "").suffix(1_500))")
    }
    let alone = try await RuntimeAlone(setting: setting, count: Self.pods).run()
    return figures + [
      Figure(
        "start a Pod, p50 of \(Self.pods)", StartBenchmark.median(started), "ms", better: .lower,
        baseline: .init("containerd and runc", alone.started), target: 350),
      Figure(
        "delete a Pod, p50 of \(Self.pods)", StartBenchmark.median(ended), "ms", better: .lower,
        baseline: .init("containerd and runc", alone.ended), target: 700),
    ]
  }

  private func connect(_ setting: BenchmarkSetting) throws -> APIClient {
    let kubeconfig = try ClientConfiguration.loadKubeconfig(explicit: "/etc/apus/admin.kubeconfig")
    let configuration = try ClientConfiguration(kubeconfig, source: SystemConfigurationSource())
    return APIClient(transport: try configuration.connect(time: setting.time), userAgent: "bench", time: setting.time)
  }

  private func nodeReadiness(
    _ client: APIClient, _ server: ServerProcess, _ setting: BenchmarkSetting
  ) async throws -> Duration {
    try await wait("the node isn't ready", setting) {
      let list = try await client.call(APIRequest(method: "GET", path: "/api/v1/nodes"))
      return (list["items"]?.arrayValue ?? []).contains { node in
        (node[path: "status", "conditions"]?.arrayValue ?? []).contains {
          $0["type"] == "Ready" && $0["status"] == "True"
        }
      }
    }
    return setting.time.uptime() - server.startedAt
  }

  /// Milliseconds from the request until the API shows the Pod running, and gone.
  private func measurePods(
    _ client: APIClient, _ setting: BenchmarkSetting
  ) async throws -> (started: [Double], ended: [Double]) {
    try await wait("the default service account isn't there", setting) {
      _ = try await client.call(APIRequest(method: "GET", path: "/api/v1/namespaces/default/serviceaccounts/default"))
      return true
    }
    var started: [Double] = []
    var ended: [Double] = []
    // The first one warms up and doesn't count.
    for number in 0...Self.pods {
      let path = "/api/v1/namespaces/default/pods"
      let begin = setting.time.uptime()
      _ = try await client.call(
        APIRequest(
          method: "POST", path: path, headers: Headers([("Content-Type", "application/json")]),
          body: Self.pod("bench-\(number)").encoded()))
      try await wait("the Pod doesn't run", setting) {
        let pod = try await client.call(APIRequest(method: "GET", path: "\(path)/bench-\(number)"))
        return pod[path: "status", "phase"] == "Running"
          && pod[path: "status", "containerStatuses"]?[0]?["ready"] == true
      }
      let running = setting.time.uptime()
      _ = try await client.call(
        APIRequest(method: "DELETE", path: "\(path)/bench-\(number)", query: [QueryItem("gracePeriodSeconds", "1")]))
      try await wait("the Pod isn't gone", setting) {
        do {
          _ = try await client.call(APIRequest(method: "GET", path: "\(path)/bench-\(number)"))
          return false
        } catch let error as APIError where error.isNotFound {
          return true
        }
      }
      guard number > 0 else { continue }
      started.append((running - begin).inMilliseconds)
      ended.append((setting.time.uptime() - running).inMilliseconds)
    }
    return (started, ended)
  }

  private static func pod(_ name: String) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
      "spec": [
        "containers": [["name": "main", "image": .string(OCIImage.pauseName), "imagePullPolicy": "Never"]]
      ],
    ]
  }

  private func wait(_ complaint: String, _ setting: BenchmarkSetting, _ holds: () async throws -> Bool) async throws {
    let deadline = setting.time.uptime() + Self.limit
    while setting.time.uptime() < deadline {
      if (try? await holds()) == true { return }
      try await setting.time.sleep(for: .milliseconds(4))
    }
    throw BenchmarkError("\(complaint) after \(Self.limit)")
  }
}
