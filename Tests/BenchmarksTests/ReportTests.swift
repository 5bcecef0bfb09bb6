import APIMachinery
import Testing

@testable import Benchmarks

@Suite struct ReportTests {
  private let figure = Figure("create", 5_250, "requests/s", baseline: .init("fixed answer", 10_500), target: 5_000)

  @Test func ratiosAndTargets() {
    #expect(figure.ratio == 0.5)
    #expect(figure.meetsTarget == true)
    #expect(Figure("start", 600, "ms", better: .lower, target: 500).meetsTarget == false)
    #expect(Figure("x", 1, "ms").ratio == nil)
    #expect(Figure("x", 1, "ms", baseline: .init("none", 0)).ratio == nil)
  }

  @Test func figuresSurviveJSON() throws {
    let section = BenchmarkReport.Section(
      name: "api", figures: [figure, Figure("start", 0.25, "ms", better: .lower)], problem: nil)
    let read = BenchmarkReport.Section(json: try JSONParser.parse(section.json.encoded()))
    #expect(read.figures == section.figures)
    #expect(read.name == "api")
    #expect(read.problem == nil)
  }

  @Test(arguments: [
    (0.0, "0.000"), (0.0456, "0.046"), (1.005, "1.00"), (9.996, "10.00"), (54.32, "54.3"), (999.6, "1,000"),
    (1_234_567, "1,234,567"), (12_345, "12,345"), (.nan, "-"),
  ]) func numbersHaveThreeDigitsThatCount(value: Double, text: String) {
    #expect(BenchmarkReport.number(value) == text)
  }

  @Test func theTableNamesWhatWasMissed() {
    let load = MachineLoad(processors: 2, loadAverage: 1.5, isDebugBuild: true)
    let report = BenchmarkReport(
      before: load, after: load,
      sections: [
        .init(name: "api", figures: [figure, Figure("get", 10, "requests/s", target: 20_000)]),
        .init(name: "node", problem: "needs root"),
      ])
    let lines = report.text.split(separator: "\n")
    #expect(lines.first?.hasPrefix("2 processors, load average 1.50") == true)
    #expect(lines.first?.contains("DEBUG") == true)
    #expect(lines.contains { $0.contains("create") && $0.contains("≥ 5,000 met") })
    #expect(lines.contains { $0.contains("get") && $0.contains("≥ 20,000 missed") })
    #expect(lines.contains("  not measured: needs root"))
    let columns = lines.compactMap { line in
      line.firstRange(of: "requests/s").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(columns.count == 2)
    #expect(Set(columns).count == 1)
  }

  @Test func aFailedBenchmarkLeavesTheOthers() async throws {
    struct Failing: Benchmark {
      let name = "failing"
      let summary = ""
      func run(_ setting: BenchmarkSetting) async throws -> [Figure] { throw BenchmarkError("broken") }
    }
    struct Working: Benchmark {
      let name = "working"
      let summary = ""
      func run(_ setting: BenchmarkSetting) async throws -> [Figure] { [Figure("one", 1, "ms")] }
    }
    let folder = "/tmp/apus-bench-test-\(SystemRandom().suffix(length: 10))"
    let setting = BenchmarkSetting(folder: folder, duration: .milliseconds(1), program: "/bin/true")
    let report = try await BenchmarkRun([Failing(), Working()], setting: setting).report { _ in }
    #expect(report.sections.map(\.problem) == ["broken", nil])
    #expect(report.sections.map(\.figures.count) == [0, 1])
  }

  @Test func namesAreDistinct() {
    let names = (Benchmarks.all + Benchmarks.ofNodes + Benchmarks.internals).map(\.name)
    #expect(Set(names).count == names.count)
  }
}
