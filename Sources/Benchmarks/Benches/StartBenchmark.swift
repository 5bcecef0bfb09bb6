internal import APIMachinery
internal import LinuxSupport

/// How soon an API server answers, and what it keeps in memory when nobody asks anything. The baseline of the start is
/// this program doing nothing.
struct StartBenchmark: Benchmark {
  let name = "start"
  let summary = "time from the start of `apus kube-apiserver` to /readyz, and its memory when idle"
  private static let rounds = 5
  private static let settling = Duration.seconds(3)

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let nothing = try await Self.nothing(setting)
    var first: [Double] = []
    var again: [Double] = []
    var memory = (anonymous: 0.0, resident: 0.0)
    for round in 0..<Self.rounds {
      let folder = "\(setting.folder)/\(round)"
      try HostFileSystem().makeDirectory(folder)
      first.append(try await start(in: folder, setting) { _ in })
      again.append(
        try await start(in: folder, setting) { server in
          guard round == Self.rounds - 1 else { return }
          try await setting.time.sleep(for: Self.settling)
          memory = try server.memory()
        })
    }
    let baseline = Figure.Baseline("apus version", nothing)
    return [
      Figure(
        "/readyz after the first start, p50", Self.median(first), "ms", better: .lower, baseline: baseline, target: 500),
      Figure("/readyz after a later start, p50", Self.median(again), "ms", better: .lower, baseline: baseline),
      Figure("API server idle, RssAnon", memory.anonymous, "MB", better: .lower),
      Figure("API server idle, resident", memory.resident, "MB", better: .lower),
    ]
  }

  /// Milliseconds until ready; `inspect` sees the ready server.
  private func start(
    in folder: String, _ setting: BenchmarkSetting, inspect: (ServerProcess) async throws -> Void
  ) async throws -> Double {
    let port = try await ServerProcess.freePort()
    let arguments = [
      "kube-apiserver", "--data-dir", folder, "--bind-address", "127.0.0.1", "--secure-port", "\(port)",
    ]
    let server = try ServerProcess(
      setting.program, arguments, port: port, log: "\(setting.folder)/server.log", time: setting.time)
    do {
      let readiness = try await server.readiness()
      try await inspect(server)
      try await server.end()
      return readiness.inMilliseconds
    } catch {
      try? await server.end()
      throw error
    }
  }

  private static func nothing(_ setting: BenchmarkSetting) async throws -> Double {
    var times: [Double] = []
    for _ in 0..<rounds {
      let start = setting.time.uptime()
      try await SystemProcessRunner().require(Command(setting.program, ["version"]))
      times.append((setting.time.uptime() - start).inMilliseconds)
    }
    return median(times)
  }

  static func median(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }
}
