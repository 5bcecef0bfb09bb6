internal import Storage

/// The store and the watch cache: `StorageBenchmark`, whose baseline is SQLite alone.
struct DurableWriteBenchmark: Benchmark {
  let name = "storage"
  let summary = "durable writes at 1, 8 and 32 per commit against SQLite alone, and reads of the watch cache"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let figures = try await StorageBenchmark(folder: setting.folder, duration: setting.duration, time: setting.time)
      .run()
    return figures.map { figure in
      Figure(
        figure.name, figure.value, figure.unit, better: figure.unit == "ms" ? .lower : .higher,
        baseline: figure.ratio.map { .init("SQLite alone", figure.value / $0) })
    }
  }
}
