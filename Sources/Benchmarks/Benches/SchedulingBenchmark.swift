internal import KubeScheduler

/// How fast nodes are found for pods, without an API around.
struct SchedulingBenchmark: Benchmark {
  let name = "scheduler"
  let summary = "pods placed per second on 1,000 nodes, against a loop over their free CPU and memory"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let result = try SchedulerBenchmark().run()
    return [
      Figure(
        "place pods on 1,000 nodes", result.podsPerSecond, "pods/s",
        baseline: .init("plain loop", result.plainLoopPerSecond))
    ]
  }
}
