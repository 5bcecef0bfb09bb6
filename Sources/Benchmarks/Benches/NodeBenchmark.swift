internal import APIMachinery
internal import Lab
internal import LinuxSupport

/// A whole cluster on a node of a lab, which this makes and removes: the measuring itself is done inside, by
/// ``InsideNodeBenchmark`` in a child.
struct NodeBenchmark: Benchmark {
  let name = "node"
  let summary = "in a lab: start and memory of `apus server`, start and end of 20 Pods against containerd alone"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    if let obstacle = Lab.obstacle { throw BenchmarkError(obstacle) }
    let lab = try await Lab.create(
      name: "bench-\(SystemRandom().suffix())", nodes: 1, stateDirectory: "\(setting.folder)/state",
      dataDirectory: "\(setting.folder)/data")
    do {
      let figures = try await figures(lab, setting)
      try await lab.delete()
      return figures
    } catch {
      try? await lab.delete()
      throw error
    }
  }

  private func figures(_ lab: Lab, _ setting: BenchmarkSetting) async throws -> [Figure] {
    guard let node = lab.nodes.first else { throw BenchmarkError("the lab has no node") }
    let result = try await node.run(
      Command(
        setting.program, ["bench", InsideNodeBenchmark.benchmarkName, "--output", "json"], timeLimit: .seconds(300)))
    guard result.succeeded, let report = try? JSONParser.parse(result.output),
      let section = report["benches"]?[0].map(BenchmarkReport.Section.init)
    else {
      throw BenchmarkError("\(result.exit): \(result.errorText.suffix(2_000))")
    }
    if let problem = section.problem { throw BenchmarkError(problem) }
    return section.figures
  }
}
