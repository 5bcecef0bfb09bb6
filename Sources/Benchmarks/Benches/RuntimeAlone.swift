internal import APIClient
internal import APIMachinery
internal import ContainerRuntime

/// The least that starting and ending a Pod takes: a sandbox with a network and one container by containerd and runc,
/// asked through CRI, one after another.
struct RuntimeAlone {
  let setting: BenchmarkSetting
  let count: Int

  /// Milliseconds, the middle of `count` of each.
  struct Times {
    var start: Double
    var sandbox: Double
    var create: Double
    var run: Double
    var end: Double
    var stop: Double
    var stopSandbox: Double
  }

  func run() async throws -> Times {
    let configuration = ContainerdConfiguration(
      directory: "/var/lib/apus", runDirectory: "/run/apus", cniConfiguration: "/var/lib/apus/cni/net.d")
    let runtime = CRIRuntime(socketPath: configuration.socket)
    guard let image = try await runtime.imageStatus(OCIImage.pauseName) else {
      throw BenchmarkError("containerd hasn't the image \(OCIImage.pauseName)")
    }
    // Of every round the moments between its steps.
    var rounds: [[Duration]] = []
    for number in 0...count {
      let sandbox = SandboxConfig(
        name: "alone-\(number)", namespace: "default", uid: "alone-\(number)", hostname: "alone-\(number)",
        logDirectory: "\(setting.folder)/logs/\(number)")
      var container = ContainerConfig(name: "main", image: image.id)
      container.logPath = "main.log"
      var moments = [setting.time.uptime()]
      let sandboxID = try await runtime.runSandbox(sandbox)
      moments.append(setting.time.uptime())
      let id = try await runtime.createContainer(container, in: sandboxID, of: sandbox)
      moments.append(setting.time.uptime())
      try await runtime.startContainer(id)
      moments.append(setting.time.uptime())
      try await runtime.stopContainer(id, gracePeriod: .seconds(1))
      moments.append(setting.time.uptime())
      try await runtime.stopSandbox(sandboxID)
      moments.append(setting.time.uptime())
      try await runtime.removeSandbox(sandboxID)
      moments.append(setting.time.uptime())
      // The first one warms up and doesn't count.
      if number > 0 { rounds.append(moments) }
    }
    await runtime.close()
    func middle(_ from: Int, _ to: Int) -> Double {
      StartBenchmark.median(rounds.map { ($0[to] - $0[from]).inMilliseconds })
    }
    return Times(
      start: middle(0, 3), sandbox: middle(0, 1), create: middle(1, 2), run: middle(2, 3), end: middle(3, 6),
      stop: middle(3, 4), stopSandbox: middle(4, 5))
  }
}

/// How long the kubelet's calls of the runtime took on the average, by its own metrics.
struct RuntimeCalls {
  private var means: [String: Double] = [:]

  /// Milliseconds.
  subscript(operation: String) -> Double { means[operation] ?? .nan }

  init(metrics: String) {
    func values(_ name: String) -> [String: Double] {
      var values: [String: Double] = [:]
      for line in metrics.split(separator: "\n") where line.hasPrefix(name + "{") {
        let words = line.split(separator: " ")
        guard words.count == 2, let value = Double(words[1]) else { continue }
        let labels = words[0].split(separator: "\"")
        if labels.count == 3 { values[String(labels[1])] = value }
      }
      return values
    }
    let counts = values("kubelet_runtime_operations_duration_seconds_count")
    for (operation, sum) in values("kubelet_runtime_operations_duration_seconds_sum") {
      if let count = counts[operation], count > 0 { means[operation] = sum / count * 1e3 }
    }
  }

  /// Asks the kubelet of the only node, through the API.
  static func read(_ client: APIClient) async throws -> RuntimeCalls {
    let list = try await client.call(APIRequest(method: "GET", path: "/api/v1/nodes"))
    guard let node = list["items"]?[0]?[path: "metadata", "name"]?.stringValue else {
      throw BenchmarkError("there is no node")
    }
    let bytes = try await client.bytes(APIRequest(method: "GET", path: "/api/v1/nodes/\(node)/proxy/metrics"))
    return RuntimeCalls(metrics: String(decoding: bytes, as: UTF8.self))
  }
}
