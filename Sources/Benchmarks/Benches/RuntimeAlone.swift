internal import APIMachinery
internal import ContainerRuntime

/// The least that starting and ending a Pod takes: a sandbox with a network and one container by containerd and runc,
/// asked through CRI, one after another.
struct RuntimeAlone {
  let setting: BenchmarkSetting
  let count: Int

  /// Milliseconds, the middle of `count`.
  func run() async throws -> (started: Double, ended: Double) {
    let configuration = ContainerdConfiguration(
      directory: "/var/lib/apus", runDirectory: "/run/apus", cniConfiguration: "/var/lib/apus/cni/net.d")
    let runtime = CRIRuntime(socketPath: configuration.socket)
    guard let image = try await runtime.imageStatus(OCIImage.pauseName) else {
      throw BenchmarkError("containerd hasn't the image \(OCIImage.pauseName)")
    }
    var started: [Double] = []
    var ended: [Double] = []
    for number in 0...count {
      let sandbox = SandboxConfig(
        name: "alone-\(number)", namespace: "default", uid: "alone-\(number)", hostname: "alone-\(number)",
        logDirectory: "\(setting.folder)/logs/\(number)")
      var container = ContainerConfig(name: "main", image: image.id)
      container.logPath = "main.log"
      let begin = setting.time.uptime()
      let sandboxID = try await runtime.runSandbox(sandbox)
      let id = try await runtime.createContainer(container, in: sandboxID, of: sandbox)
      try await runtime.startContainer(id)
      let running = setting.time.uptime()
      try await runtime.stopContainer(id, gracePeriod: .seconds(1))
      try await runtime.stopSandbox(sandboxID)
      try await runtime.removeSandbox(sandboxID)
      // The first one warms up and doesn't count.
      guard number > 0 else { continue }
      started.append((running - begin).inMilliseconds)
      ended.append((setting.time.uptime() - running).inMilliseconds)
    }
    await runtime.close()
    return (StartBenchmark.median(started), StartBenchmark.median(ended))
  }
}
