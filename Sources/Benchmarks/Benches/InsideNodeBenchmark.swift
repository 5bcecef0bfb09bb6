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
  private static let podsLimit = Duration.seconds(180)

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let files = HostFileSystem()
    guard files.exists("/run/netns"), try files.list("/var/lib/apus").isEmpty else {
      throw BenchmarkError("this is no fresh node of a lab; use apus bench --node")
    }
    let log = "/var/lib/apus/server.log"
    let server = try ServerProcess(
      setting.program, ["server", "--no-dns-forwarding"], port: Self.port, log: log, time: setting.time)
    var figures: [Figure] = []
    let lives: [PodLife]
    let calls: RuntimeCalls
    do {
      let readiness = try await server.readiness()
      let client = try connect(setting)
      let node = try await nodeReadiness(client, server, setting)
      lives = try await livesOfPods(client, setting)
      calls = try await RuntimeCalls.read(client)
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
    return figures + Self.figures(of: lives, calls, alone)
  }

  private static func figures(of lives: [PodLife], _ calls: RuntimeCalls, _ alone: RuntimeAlone.Times) -> [Figure] {
    func middle(_ value: (PodLife) -> Double?) -> Double { StartBenchmark.median(lives.compactMap(value)) }
    func part(_ name: String, _ value: Double, _ baseline: Double? = nil) -> Figure {
      Figure(
        "  " + name, value, "ms", better: .lower, baseline: baseline.map { .init("containerd and runc", $0) })
    }
    return [
      Figure(
        "start a Pod, p50 of \(pods)", middle(\.start), "ms", better: .lower,
        baseline: .init("containerd and runc", alone.start), target: 350),
      part("until it is bound to the node", middle { $0.milliseconds($0.asked, .bound) }),
      part("until volumes and sandbox are there", middle { $0.milliseconds(.bound, .networked) }),
      part("until it is ready", middle { $0.milliseconds(.networked, .ready) }),
      part("of it run_podsandbox", calls["run_podsandbox"], alone.sandbox),
      part("of it create_container", calls["create_container"], alone.create),
      part("of it start_container", calls["start_container"], alone.run),
      Figure(
        "delete a Pod, p50 of \(pods)", middle(\.end), "ms", better: .lower,
        baseline: .init("containerd and runc", alone.end), target: 700),
      part("until its containers have ended", middle { $0.milliseconds($0.endAsked, .ended) }),
      part("until it is gone", middle { $0.milliseconds(.ended, .gone) }),
      part("of it stop_container", calls["stop_container"], alone.stop),
      part("of it stop_podsandbox", calls["stop_podsandbox"], alone.stopSandbox),
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

  private func livesOfPods(_ client: APIClient, _ setting: BenchmarkSetting) async throws -> [PodLife] {
    try await wait("the default service account isn't there", setting) {
      _ = try await client.call(APIRequest(method: "GET", path: "/api/v1/namespaces/default/serviceaccounts/default"))
      return true
    }
    let measured = PodLives(client: client, time: setting.time) { Self.pod($0) }
    return try await withThrowingTaskGroup(of: [PodLife].self) { group in
      group.addTask { try await measured.run(Self.pods) }
      group.addTask {
        try await setting.time.sleep(for: Self.podsLimit)
        throw BenchmarkError("\(Self.pods) Pods were not started and ended in \(Self.podsLimit)")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
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
