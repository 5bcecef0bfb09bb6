internal import APIMachinery
internal import LinuxSupport

/// Runs benchmarks one after another, each in a temporary folder that is removed afterwards.
public struct BenchmarkRun: Sendable {
  let benchmarks: [any Benchmark]
  let setting: BenchmarkSetting

  /// - Parameter setting: Its folder is the one to make folders in; it is removed at the end.
  public init(_ benchmarks: [any Benchmark], setting: BenchmarkSetting) {
    self.benchmarks = benchmarks
    self.setting = setting
  }

  /// - Parameter progress: Told the name of each benchmark as it begins.
  public func report(progress: (String) -> Void) async throws -> BenchmarkReport {
    let files = HostFileSystem()
    defer { try? files.removeTree(setting.folder) }
    let before = MachineLoad.read()
    var sections: [BenchmarkReport.Section] = []
    for benchmark in benchmarks {
      progress(benchmark.name)
      var own = setting
      own.folder = "\(setting.folder)/\(benchmark.name)"
      try files.makeDirectory(own.folder)
      do {
        sections.append(
          .init(name: benchmark.name, figures: try await benchmark.run(own).filter { own.measures($0.name) }))
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        sections.append(.init(name: benchmark.name, problem: "\(error)"))
      }
      try files.removeTree(own.folder)
    }
    return BenchmarkReport(before: before, after: .read(), sections: sections)
  }
}
