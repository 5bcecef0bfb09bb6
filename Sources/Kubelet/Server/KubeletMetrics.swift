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
}
