import ContainerRuntime
import LinuxSupport

/// The kubelet's metrics in Prometheus' text form, under upstream's names.
struct KubeletMetrics: Sendable {
  var registry: PodRegistry
  var services: PodServices

  func own() async -> String {
    let workers = await registry.all
    var running = 0
    var containers = 0
    for worker in workers {
      if await worker.readySandboxID != nil { running += 1 }
      containers += await worker.runningLogs.count
    }
    return """
      # HELP kubelet_node_name [ALPHA] The node's name. The count is always 1.
      # TYPE kubelet_node_name gauge
      kubelet_node_name{node="\(services.node.nodeName)"} 1
      # HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox
      # TYPE kubelet_running_pods gauge
      kubelet_running_pods \(running)
      # HELP kubelet_running_containers [ALPHA] Number of containers currently running
      # TYPE kubelet_running_containers gauge
      kubelet_running_containers{container_state="running"} \(containers)
      # HELP kubelet_desired_pods [ALPHA] The number of pods the kubelet is being instructed to run. static is true if the pod is not from the apiserver.
      # TYPE kubelet_desired_pods gauge
      kubelet_desired_pods{static=""} \(workers.count)

      """ + services.instruments.text
  }

  func resource() async throws -> String {
    var text = ""
    let stats = try await services.runtime.containerStats()
    let node = services.cgroups?.usage("") ?? CgroupUsage()
    let memory = MemoryState.read(services.files)
    func family(_ name: String, _ type: String, _ help: String, _ samples: [(String, String)]) {
      text += "# HELP \(name) [STABLE] \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in samples { text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n" }
    }
    family(
      "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds",
      stats.map { (Self.labels($0), Self.seconds($0.cpuUsageCoreNanoseconds)) })
    family(
      "container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes",
      stats.map { (Self.labels($0), "\($0.memoryWorkingSetBytes)") })
    family(
      "node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds",
      [("", Self.seconds(node.cpuNanoseconds))])
    family(
      "node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes",
      [("", "\(memory.totalBytes - min(memory.totalBytes, memory.availableBytes))")])
    let pods = Dictionary(grouping: stats) {
      "namespace=\"\($0.labels[RuntimeLabel.podNamespace] ?? "")\",pod=\"\($0.labels[RuntimeLabel.podName] ?? "")\""
    }
    family(
      "pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds",
      pods.sorted { $0.key < $1.key }.map {
        ($0.key, Self.seconds($0.value.reduce(0) { $0 + $1.cpuUsageCoreNanoseconds }))
      })
    family(
      "pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes",
      pods.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value.reduce(0) { $0 + $1.memoryWorkingSetBytes })") })
    return text
  }

  func cadvisor() async throws -> String {
    let stats = try await services.runtime.containerStats()
    var text = ""
    func family(_ name: String, _ type: String, _ value: (ContainerStats) -> String) {
      text += "# TYPE \(name) \(type)\n"
      for one in stats { text += "\(name){\(Self.labels(one)),id=\"\(one.id)\"} \(value(one))\n" }
    }
    family("container_cpu_usage_seconds_total", "counter") { Self.seconds($0.cpuUsageCoreNanoseconds) }
    family("container_memory_usage_bytes", "gauge") { "\($0.memoryUsageBytes)" }
    family("container_memory_working_set_bytes", "gauge") { "\($0.memoryWorkingSetBytes)" }
    family("container_memory_rss", "gauge") { "\($0.memoryRSSBytes)" }
    family("container_fs_usage_bytes", "gauge") { "\($0.writableLayerBytes)" }
    return text
  }

  private static func labels(_ stats: ContainerStats) -> String {
    let labels = stats.labels
    return "container=\"\(stats.name)\",namespace=\"\(labels[RuntimeLabel.podNamespace] ?? "")\","
      + "pod=\"\(labels[RuntimeLabel.podName] ?? "")\""
  }

  private static func seconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds) / 1e9)" }
}
