import APIMachinery
import ContainerRuntime
import LinuxSupport

/// `/metrics/cadvisor`: containers, pods and the machine under the names that dashboards know.
struct CadvisorMetrics {
  var statistics: NodeStatistics
  var facts: HostFacts

  private typealias Labels = [(String, String)]

  var text: String {
    var lines = MetricLines()
    containers(&lines)
    network(&lines)
    lines.family("machine_cpu_cores", "gauge", "Number of logical CPU cores.")
    lines.sample([], "\(facts.processors)", nil)
    lines.family("machine_memory_bytes", "gauge", "Amount of memory installed on the machine.")
    lines.sample([], "\(facts.memory)", nil)
    return lines.text
  }

  private func labels(_ pod: NodeStatistics.Pod, _ container: NodeStatistics.Container?) -> Labels {
    [
      ("container", container?.name ?? ""),
      ("id", container.map { "/kubepods/pod\(pod.uid)/\($0.stats.id)" } ?? "/kubepods/pod\(pod.uid)"),
      ("image", container?.image ?? ""), ("name", container?.stats.id ?? ""), ("namespace", pod.namespace),
      ("pod", pod.name),
    ]
  }

  /// Each container, and each pod as a whole without a container's name, as cAdvisor has them.
  private func containers(_ lines: inout MetricLines) {
    let milliseconds = statistics.time.seconds * 1000 + Int64(statistics.time.nanoseconds / 1_000_000)
    func family(
      _ name: String, _ type: String, _ help: String, _ ofContainer: (NodeStatistics.Container) -> String?,
      _ ofPod: (NodeStatistics.Pod) -> String?
    ) {
      lines.family(name, type, help)
      for pod in statistics.pods {
        if let value = ofPod(pod) { lines.sample(labels(pod, nil), value, milliseconds) }
        for container in pod.containers {
          if let value = ofContainer(container) { lines.sample(labels(pod, container), value, milliseconds) }
        }
      }
    }
    family(
      "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed in seconds.",
      { MetricLines.seconds($0.stats.cpuUsageCoreNanoseconds) }, { MetricLines.seconds($0.usage.cpuNanoseconds) })
    family(
      "container_memory_usage_bytes", "gauge",
      "Current memory usage in bytes, including all memory regardless of when it was accessed",
      { "\($0.stats.memoryUsageBytes)" }, { "\($0.usage.memoryBytes)" })
    family(
      "container_memory_working_set_bytes", "gauge", "Current working set in bytes.",
      { "\($0.stats.memoryWorkingSetBytes)" }, { "\($0.usage.workingSetBytes)" })
    family(
      "container_memory_rss", "gauge", "Size of RSS in bytes.", { "\($0.stats.memoryRSSBytes)" },
      { "\($0.usage.rssBytes)" })
    family(
      "container_fs_usage_bytes", "gauge", "Number of bytes that are consumed by the container on this filesystem.",
      { "\($0.stats.writableLayerBytes)" }, { _ in nil })
    family(
      "container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds.",
      { $0.startedAt.map { "\($0.seconds)" } }, { _ in nil })
    family(
      "container_last_seen", "gauge", "Last time a container was seen by the exporter",
      { _ in "\(statistics.time.seconds)" }, { _ in "\(statistics.time.seconds)" })
    family(
      "container_processes", "gauge", "Number of processes running inside the container.", { _ in nil },
      { "\($0.usage.processes)" })
  }

  private func network(_ lines: inout MetricLines) {
    let kinds: [(String, String, (NetworkCounters) -> UInt64)] = [
      ("receive_bytes", "Cumulative count of bytes received", { $0.receivedBytes }),
      ("receive_packets", "Cumulative count of packets received", { $0.receivedPackets }),
      ("receive_packets_dropped", "Cumulative count of packets dropped while receiving", { $0.receivedDropped }),
      ("receive_errors", "Cumulative count of errors encountered while receiving", { $0.receiveErrors }),
      ("transmit_bytes", "Cumulative count of bytes transmitted", { $0.sentBytes }),
      ("transmit_packets", "Cumulative count of packets transmitted", { $0.sentPackets }),
      ("transmit_packets_dropped", "Cumulative count of packets dropped while transmitting", { $0.sentDropped }),
      ("transmit_errors", "Cumulative count of errors encountered while transmitting", { $0.sendErrors }),
    ]
    for (kind, help, value) in kinds {
      lines.family("container_network_\(kind)_total", "counter", help)
      for pod in statistics.pods {
        for interface in pod.network {
          lines.sample(labels(pod, nil) + [("interface", interface.name)], "\(value(interface))", nil)
        }
      }
    }
  }
}
