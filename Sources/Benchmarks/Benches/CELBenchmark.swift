internal import APIMachinery
internal import CEL

/// Rules of custom resources and policies, compiled and evaluated. The baseline of evaluation is the same decision
/// written in Swift over the same JSON; that of compiling, a look at every byte of the expression.
struct CELBenchmark: Benchmark {
  let name = "cel"
  let summary = "compile a rule, and evaluate typical rules against the same decisions in Swift"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let watch = Stopwatch(setting)
    var environment = CELEnvironment.kubernetes
    guard let schema = CELSchema(openAPI: Self.schema, isRoot: false) else {
      throw BenchmarkError("the schema can't be used in expressions")
    }
    environment.declare("self", schema)
    let object = Self.object
    let activation: CELActivation = ["self": CELValue(object, as: schema)]

    var figures: [Figure] = []
    for (name, rule, native) in Self.rules {
      let program = try environment.compile(rule)
      guard case .success(.bool(true)) = program.evaluate(activation).result else {
        throw BenchmarkError("\(rule) is not true")
      }
      let baseline = Figure.Baseline("in Swift", watch.microseconds { keep(native(object)) })
      let time = watch.microseconds { keep(program.evaluate(activation).cost) }
      let target: Double? = name == Self.comparison ? 1 : nil
      figures.append(Figure(name, time, "µs", better: .lower, baseline: baseline, target: target))
    }
    let rule = Self.rules[0].rule
    let bytes = Array(rule.utf8)
    let scan = Figure.Baseline("byte scan", watch.microseconds { keep(bytes.reduce(0, &+)) })
    let compile = try watch.microseconds { keep(try environment.compile(rule).type) }
    figures.append(Figure("compile a comparison", compile, "µs", better: .lower, baseline: scan))
    return figures
  }

  private static let comparison = "self.replicas <= self.maxReplicas"

  private static let rules: [(name: String, rule: String, native: @Sendable (JSONValue) -> Bool)] = [
    (
      comparison, comparison,
      { object in (object["replicas"]?.integerValue ?? 0) <= (object["maxReplicas"]?.integerValue ?? 0) }
    ),
    (
      "all over 20 names", "self.names.all(n, n.startsWith('n-') && n.size() < 20)",
      { object in
        (object["names"]?.arrayValue ?? []).allSatisfy { name in
          let text = name.stringValue ?? ""
          return text.utf8.starts(with: "n-".utf8) && text.unicodeScalars.count < 20
        }
      }
    ),
    (
      "a pattern", "self.host.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')",
      { object in
        (object["host"]?.stringValue ?? "").utf8.allSatisfy { ($0 | 0x20) >= 0x61 || $0 == 0x2D || $0 == 0x2E }
      }
    ),
  ]

  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "replicas": ["type": "integer"], "maxReplicas": ["type": "integer"], "host": ["type": "string"],
      "names": ["type": "array", "items": ["type": "string"]],
    ],
  ]

  private static let object: JSONValue = [
    "replicas": 3, "maxReplicas": 5, "host": "api.internal.example.com",
    "names": .array((0..<20).map { .string("n-\($0)") }),
  ]
}
