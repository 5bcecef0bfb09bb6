internal import APIMachinery

/// What one object costs before it reaches the store: reading, checking, defaulting, owning and writing it. Baselines
/// are a look at every byte and a copy of them.
struct JSONBenchmark: Benchmark {
  let name = "json"
  let summary = "parse, encode, decode and default a Pod of 2.4 kB, and record who owns its fields"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let watch = Stopwatch(setting)
    let pod = PodSample.manifest()
    let bytes = pod.encoded()
    guard let type = SchemaRegistry.builtIn.type(named: "core/v1.Pod") else {
      throw BenchmarkError("there is no schema of Pod")
    }
    let scan = Figure.Baseline("byte scan", watch.microseconds { keep(Self.quotes(in: bytes)) })
    let copy = Figure.Baseline("copy", watch.microseconds { keep(Self.copy(bytes)) })
    let now = setting.time.now()

    let parse = try watch.microseconds { keep(try JSONParser.parse(bytes)) }
    let encode = watch.microseconds { keep(pod.encoded()) }
    let decoder = ObjectDecoder()
    let defaulter = Defaulter()
    let decode = try watch.microseconds(
      { try JSONParser.parse(bytes) }, { keep(try decoder.decode(&$0, as: type, validation: .warn)) })
    var decoded = pod
    try decoder.decode(&decoded, as: type)
    let decodedBytes = decoded.encoded()
    let defaulting = try watch.microseconds(
      { try JSONParser.parse(decodedBytes) }, { defaulter.apply(to: &$0, as: type, now: now) })
    var complete = decoded
    defaulter.apply(to: &complete, as: type, now: now)
    let completeBytes = complete.encoded()
    let again = try watch.microseconds(
      { try JSONParser.parse(completeBytes) }, { keep(try decoder.decode(&$0, as: type, validation: .warn)) })
    let request = ManagedFields.Request(
      manager: "bench", time: now, kind: GroupVersionKind(group: "", version: "v1", kind: "Pod"),
      excluded: [["status"]])
    let owning = try watch.microseconds(
      { try JSONParser.parse(completeBytes) },
      { ManagedFields.update(live: nil, new: &$0, type: type, request) })
    func figure(_ name: String, _ value: Double, _ baseline: Figure.Baseline, target: Double? = nil) -> Figure {
      Figure(name, value, "µs", better: .lower, baseline: baseline, target: target)
    }
    return [
      figure("parse \(bytes.count) bytes", parse, scan),
      figure("encode", encode, copy),
      figure("decode by schema", decode, scan),
      figure("default", defaulting, scan),
      figure("decode and default", decode + defaulting, scan, target: 15),
      figure("decode \(completeBytes.count) bytes that are complete", again, scan),
      figure("managedFields on create", owning, scan),
    ]
  }

  @inline(never)
  private static func quotes(in bytes: [UInt8]) -> Int {
    var count = 0
    for byte in bytes where byte == UInt8(ascii: "\"") { count += 1 }
    return count
  }

  @inline(never)
  private static func copy(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      count = target.initialize(from: bytes).index
    }
  }
}
