import APIMachinery
import ContainerRuntime
import LinuxSupport

/// `/metrics/resource`: the few figures that autoscaling and `kubectl top` are made from.
struct ResourceMetrics {
  var statistics: NodeStatistics

  var text: String {
    var lines = MetricLines()
    let milliseconds = statistics.time.seconds * 1000 + Int64(statistics.time.nanoseconds / 1_000_000)
    let containers = statistics.pods.flatMap { pod in pod.containers.map { (pod, $0) } }
    func labels(_ pod: NodeStatistics.Pod, _ container: NodeStatistics.Container) -> [(String, String)] {
      [("container", container.name), ("namespace", pod.namespace), ("pod", pod.name)]
    }
    lines.family(
      "container_cpu_usage_seconds_total", "counter",
      "[STABLE] Cumulative cpu time consumed by the container in core-seconds")
    for (pod, container) in containers {
      lines.sample(labels(pod, container), MetricLines.seconds(container.stats.cpuUsageCoreNanoseconds), milliseconds)
    }
    lines.family(
      "container_memory_working_set_bytes", "gauge", "[STABLE] Current working set of the container in bytes")
    for (pod, container) in containers {
      lines.sample(labels(pod, container), "\(container.stats.memoryWorkingSetBytes)", milliseconds)
    }
    lines.family(
      "container_start_time_seconds", "gauge", "[STABLE] Start time of the container since unix epoch in seconds")
    for (pod, container) in containers {
      guard let start = container.startedAt else { continue }
      lines.sample(labels(pod, container), "\(Double(start.seconds) + Double(start.nanoseconds) / 1e9)", nil)
    }
    lines.family(
      "node_cpu_usage_seconds_total", "counter", "[STABLE] Cumulative cpu time consumed by the node in core-seconds")
    lines.sample([], MetricLines.seconds(statistics.usage.cpuNanoseconds), milliseconds)
    let memory = statistics.memory
    lines.family("node_memory_working_set_bytes", "gauge", "[STABLE] Current working set of the node in bytes")
    lines.sample([], "\(memory.totalBytes - min(memory.totalBytes, memory.availableBytes))", milliseconds)
    lines.family(
      "pod_cpu_usage_seconds_total", "counter", "[STABLE] Cumulative cpu time consumed by the pod in core-seconds")
    for pod in statistics.pods {
      let cpu = max(
        pod.usage.cpuNanoseconds, pod.containers.reduce(0) { $0 + $1.stats.cpuUsageCoreNanoseconds })
      lines.sample([("namespace", pod.namespace), ("pod", pod.name)], MetricLines.seconds(cpu), milliseconds)
    }
    lines.family("pod_memory_working_set_bytes", "gauge", "[STABLE] Current working set of the pod in bytes")
    for pod in statistics.pods {
      let bytes = max(pod.usage.workingSetBytes, pod.containers.reduce(0) { $0 + $1.stats.memoryWorkingSetBytes })
      lines.sample([("namespace", pod.namespace), ("pod", pod.name)], "\(bytes)", milliseconds)
    }
    for name in ["resource_scrape_error", "scrape_error"] {
      lines.family(name, "gauge", "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise")
      lines.sample([], "0", nil)
    }
    return lines.text
  }
}

/// Lines of Prometheus' text form, with the time of a sample where it has one.
struct MetricLines {
  private(set) var text = ""
  private var name = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ labels: [(String, String)], _ value: String, _ milliseconds: Int64?) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)"
    if let milliseconds { text += " \(milliseconds)" }
    text += "\n"
  }

  static func seconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds) / 1e9)" }

  private static func escaped(_ text: String) -> String {
    guard text.contains(where: { $0 == "\\" || $0 == "\"" || $0 == "\n" }) else { return text }
    return text.reduce(into: "") {
      $0 += $1 == "\\" ? "\\\\" : $1 == "\n" ? "\\n" : $1 == "\"" ? "\\\"" : String($1)
    }
  }
}
