import APIMachinery
import ArgumentParser
import Benchmarks
import LinuxSupport

/// `apus bench`.
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this build on this machine.",
    discussion: "Figures are given with their ratio to a baseline of the same run. See docs/benchmarks.md.")

  enum Output: String, ExpressibleByArgument { case table, json }

  @Argument(help: "NAME of a benchmark; all that need no root where none is given") var names: [String] = []
  @Flag(help: "List the benchmarks.") var list = false
  @Flag(help: "Measure a whole node too, in a lab that is made for it (needs root and containerd).") var node = false
  @Option(help: ArgumentHelp("How long each figure is measured.", valueName: "seconds")) var duration = 2.0
  @Option(help: ArgumentHelp("Only figures with this text in their name.", valueName: "text")) var only = ""
  @Option(name: [.customShort("o"), .long], help: "How to print the figures: table or json.") var output = Output.table

  func validate() throws {
    guard duration > 0, duration <= 600 else { throw ValidationError("--duration is more than 0 and 600 at most") }
  }

  func run() async throws {
    if list {
      for benchmark in Benchmarks.all { print("\(benchmark.name)\t\(benchmark.summary)") }
      for benchmark in Benchmarks.ofNodes { print("\(benchmark.name)\t\(benchmark.summary)") }
      return
    }
    let files = HostFileSystem()
    let setting = BenchmarkSetting(
      folder: "/tmp/apus-bench-\(SystemRandom().suffix(length: 8))", duration: .milliseconds(Int64(duration * 1_000)),
      program: try files.readSymbolicLink("/proc/self/exe"), only: only)
    let report = try await BenchmarkRun(try chosen(), setting: setting).report { name in
      if output == .table { print("measuring \(name) …") }
    }
    switch output {
    case .table: print("\n\(report.text)", terminator: "")
    case .json: print(report.json.jsonText)
    }
  }

  private func chosen() throws -> [any Benchmark] {
    guard !names.isEmpty else { return Benchmarks.all + (node ? Benchmarks.ofNodes : []) }
    let known = Benchmarks.all + Benchmarks.ofNodes + Benchmarks.internals
    var chosen: [any Benchmark] = []
    for name in names {
      guard let found = known.first(where: { $0.name == name }) else {
        throw ValidationError("there is no benchmark \(name); apus bench --list names them")
      }
      chosen.append(found)
    }
    return chosen + (node && !names.contains("node") ? Benchmarks.ofNodes : [])
  }
}
