import Logging
import Synchronization
@testable import Telemetry
import Testing

@Suite struct MetricTests {
  private func text(_ registry: MetricRegistry) -> String { String(decoding: registry.text(), as: UTF8.self) }

  @Test func writesCountersAndGauges() {
    let registry = MetricRegistry()
    let requests = registry.counter("requests_total", help: "Requests\nby \\verb.", labels: ["verb", "code"])
    requests.with("GET", "200").increment()
    requests.with("GET", "200").increment(by: 2)
    requests.with("GET", "\"\\\n").increment()
    registry.gauge("depth", help: "Depth.").set(-2.5)
    registry.gauge("asked", help: "Asked.") { 7 }
    #expect(
      text(registry) == """
        # HELP depth Depth.
        # TYPE depth gauge
        depth -2.5
        # HELP requests_total Requests\\nby \\\\verb.
        # TYPE requests_total counter
        requests_total{verb="GET",code="\\"\\\\\\n"} 1
        requests_total{verb="GET",code="200"} 3
        # HELP asked Asked.
        # TYPE asked gauge
        asked 7

        """)
  }

  @Test func writesHistograms() {
    let registry = MetricRegistry()
    let histogram = registry.histogram("seconds", help: "Time.", labels: ["verb"], buckets: [0.1, 1])
    histogram.with("GET").observe(0.05)
    histogram.with("GET").observe(.milliseconds(500))
    histogram.with("GET").observe(3)
    #expect(
      text(registry) == """
        # HELP seconds Time.
        # TYPE seconds histogram
        seconds_bucket{verb="GET",le="0.1"} 1
        seconds_bucket{verb="GET",le="1"} 2
        seconds_bucket{verb="GET",le="+Inf"} 3
        seconds_sum{verb="GET"} 3.55
        seconds_count{verb="GET"} 3

        """)
  }

  @Test func sameNameIsSameMetric() {
    let registry = MetricRegistry()
    registry.counter("a", help: "A.").increment()
    registry.counter("a", help: "A.").increment()
    #expect(text(registry).hasSuffix("a 2\n"))
  }

  @Test func inventedLabelValuesAreBounded() {
    let registry = MetricRegistry()
    let counter = registry.counter("a", help: "A.", labels: ["x"])
    for number in 0..<5_000 { counter.with("\(number)").increment() }
    let lines = text(registry).split(separator: "\n")
    #expect(lines.count == 2 + 4_097)
    #expect(lines.contains("a{x=\"other\"} 904"))
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (100_000, "100000"), (1_000_000, "1e+06"),
    (1_234_567, "1.234567e+06"), (123_456, "123456"), (0.0001, "0.0001"), (0.00001, "1e-05"), (1.5e300, "1.5e+300"),
    (1_700_000_000.25, "1.70000000025e+09"), (.infinity, "+Inf"), (12.5, "12.5"), (2_097_152, "2.097152e+06"),
  ])
  func writesNumbersAsGo(value: Double, text: String) {
    #expect(MetricText.number(value) == text)
  }

  @Test func readsTheProcess() {
    let registry = MetricRegistry()
    registry.collectProcessMetrics()
    let process = ProcessMetrics.read()
    #expect(process.residentMemory > 1_048_576)
    #expect(process.startTime > 1_500_000_000)
    #expect(process.openFiles > 0)
    #expect(text(registry).contains("# TYPE process_cpu_seconds_total counter\n"))
  }
}

@Suite struct KlogTests {
  @Test func writesKlogLines() {
    let lines = Mutex<[String]>([])
    let lineBox = Box(lines)
    var logger = Logger(label: "kubelet") { label in
      KlogHandler(label: label, now: { (1_790_000_000, 1_234_000) }) { line in lineBox.append(line) }
    }
    logger[metadataKey: "pod"] = "default/web"
    logger.warning("It \"failed\"\n", metadata: ["error": "no such file"])
    let line = lineBox.all.first ?? ""
    #expect(line.hasPrefix("W"))
    #expect(line.contains(".001234 "))
    #expect(
      line.hasSuffix(
        #" TelemetryTests.swift:99] "It \"failed\"\n" logger="kubelet" error="no such file" pod="default/web""# + "\n")
        || line.contains(#"] "It \"failed\"\n" logger="kubelet" error="no such file" pod="default/web""#))
  }

  private final class Box: Sendable {
    private let lines: Mutex<[String]>
    init(_ lines: consuming Mutex<[String]>) { self.lines = lines }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }
}
