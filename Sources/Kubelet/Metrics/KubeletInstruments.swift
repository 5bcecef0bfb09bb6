import APIMachinery
import ContainerRuntime
import Telemetry

/// What the kubelet counts while it works, under upstream's names.
struct KubeletInstruments: Sendable {
  private let registry = MetricRegistry()
  private let operations: CounterFamily
  private let operationErrors: CounterFamily
  private let operationDurations: HistogramFamily
  private let podStart: HistogramFamily
  private let startedPods: CounterFamily
  private let startedContainers: CounterFamily
  private let restartedContainers: CounterFamily
  private let evictions: CounterFamily
  private let probes: CounterFamily
  /// Probes have a page of their own.
  private let probeRegistry = MetricRegistry()

  /// Seconds: 5 ms, two and a half times as much 14 times.
  private static let operationBuckets = (0..<14).map { power in
    (0..<power).reduce(0.005) { value, _ in value * 2.5 }
  }
  private static let podStartBuckets: [Double] = [
    0.1, 0.2, 0.35, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800,
    2700, 3600,
  ]

  init() {
    registry.collectProcessMetrics()
    operations = registry.counter(
      "kubelet_runtime_operations_total", help: "Cumulative number of runtime operations by operation type.",
      labels: ["operation_type"])
    operationErrors = registry.counter(
      "kubelet_runtime_operations_errors_total",
      help: "Cumulative number of runtime operation errors by operation type.", labels: ["operation_type"])
    operationDurations = registry.histogram(
      "kubelet_runtime_operations_duration_seconds",
      help: "Duration in seconds of runtime operations. Broken down by operation type.", labels: ["operation_type"],
      buckets: Self.operationBuckets)
    podStart = registry.histogram(
      "kubelet_pod_start_duration_seconds",
      help: "Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run",
      buckets: Self.podStartBuckets)
    startedPods = registry.counter("kubelet_started_pods_total", help: "Cumulative number of pods started")
    startedContainers = registry.counter(
      "kubelet_started_containers_total", help: "Cumulative number of containers started", labels: ["container_type"])
    restartedContainers = registry.counter(
      "kubelet_restarted_containers_total", help: "Cumulative number of containers started again after they ended",
      labels: ["container_type"])
    evictions = registry.counter(
      "kubelet_evictions", help: "Cumulative number of pod evictions by eviction signal", labels: ["eviction_signal"])
    probes = probeRegistry.counter(
      "prober_probe_total",
      help: "Cumulative number of a liveness, readiness or startup probe for a container by result.",
      labels: ["probe_type", "result", "container", "pod", "namespace", "pod_uid"])
  }

  var text: String { String(decoding: registry.text(), as: UTF8.self) }
  var probeText: String { String(decoding: probeRegistry.text(), as: UTF8.self) }

  /// A pod has got from its first sight to running.
  func podStarted(after duration: Duration) {
    startedPods.increment()
    podStart.observe(duration)
  }

  func containerStarted(_ kind: ContainerDefinition.Kind, attempt: UInt32) {
    startedContainers.with(kind.metricLabel).increment()
    if attempt > 0 { restartedContainers.with(kind.metricLabel).increment() }
  }

  func evicted(by signal: String) { evictions.with(signal).increment() }

  func probed(_ kind: String, succeeded: Bool, container: String, _ pod: PodDefinition) {
    probes.with(kind, succeeded ? "successful" : "failed", container, pod.name, pod.namespace, pod.uid).increment()
  }

  /// Counts and times one call of the runtime.
  func measure<Result: Sendable>(
    _ operation: String, _ time: any TimeSource, _ body: () async throws -> Result
  ) async throws -> Result {
    operations.with(operation).increment()
    let begin = time.uptime()
    defer { operationDurations.with(operation).observe(time.uptime() - begin) }
    do {
      return try await body()
    } catch {
      operationErrors.with(operation).increment()
      throw error
    }
  }
}

extension ContainerDefinition.Kind {
  /// As metrics name it.
  var metricLabel: String {
    switch self {
    case .regular: "container"
    case .initial, .sidecar: "init_container"
    case .ephemeral: "ephemeral_container"
    }
  }
}
