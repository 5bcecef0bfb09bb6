public import APIMachinery

/// Something that can be measured by `apus bench`.
public protocol Benchmark: Sendable {
  /// Chosen by this name on the command line.
  var name: String { get }
  /// One line for `--list`.
  var summary: String { get }

  func run(_ setting: BenchmarkSetting) async throws -> [Figure]
}

/// What every benchmark is given.
public struct BenchmarkSetting: Sendable {
  /// An empty folder of its own.
  public var folder: String
  /// How long one figure is measured.
  public var duration: Duration
  /// This program, for benchmarks that start it.
  public var program: String
  /// Only figures whose name has this in it; all where it is empty.
  public var only: String
  public var time: any TimeSource

  public init(
    folder: String, duration: Duration, program: String, only: String = "", time: any TimeSource = SystemTime()
  ) {
    self.folder = folder
    self.duration = duration
    self.program = program
    self.only = only
    self.time = time
  }

  /// Whether the figure of this name is wanted.
  func measures(_ name: String) -> Bool { only.isEmpty || name.contains(only) }
}

/// Every benchmark, in the order they are run.
public enum Benchmarks {
  public static let all: [any Benchmark] = [
    JSONBenchmark(), CELBenchmark(), DurableWriteBenchmark(), APIBenchmark(), WatchBenchmark(),
    CustomResourceBenchmark(), StartBenchmark(), MemoryBenchmark(), SchedulingBenchmark(),
  ]

  /// Those that need root, containerd and a lab: run only when asked for.
  public static let ofNodes: [any Benchmark] = [NodeBenchmark()]

  /// What another benchmark starts in a process of its own.
  public static let internals: [any Benchmark] = [InsideNodeBenchmark()]
}

/// Why something couldn't be measured.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
  var inMilliseconds: Double { inSeconds * 1e3 }
}
