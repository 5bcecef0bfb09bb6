import ContainerRuntime

extension SandboxConfig {
  /// The sandbox of a pod.
  init(_ pod: PodDefinition, node: NodeSettings, attempt: UInt32, nodeResolverConfiguration: String) {
    let names = PodNames(pod: pod, node: node)
    self.init(
      name: pod.name, namespace: pod.namespace, uid: pod.uid, attempt: attempt,
      hostname: pod.hostNetwork ? "" : names.hostname, logDirectory: node.logDirectory(pod),
      dns: names.dns(nodeConfiguration: nodeResolverConfiguration), labels: pod.labels, annotations: pod.annotations,
      cgroupParent: pod.cgroupPath(root: node.cgroupRoot), sysctls: pod.security.sysctls)
    labels[RuntimeLabel.podName] = pod.name
    labels[RuntimeLabel.podNamespace] = pod.namespace
    labels[RuntimeLabel.podUID] = pod.uid
    // The object as kubectl applied it is of no use to the runtime, only long.
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
    if !pod.hostNetwork {
      portMappings = pod.containers.flatMap(\.ports).filter { $0.hostPort > 0 }.map {
        PortMapping(
          transport: .init(rawValue: $0.transport) ?? .tcp, containerPort: Int32(clamping: $0.containerPort),
          hostPort: Int32(clamping: $0.hostPort), hostIP: $0.hostIP)
      }
    }
    security.namespaces = NamespaceOptions(pod)
    security.runAsUser = pod.security.runAsUser
    security.runAsGroup = pod.security.runAsUser == nil ? nil : pod.security.runAsGroup
    security.supplementalGroups = pod.supplementalGroups
    security.isPrivileged = pod.allContainers.contains { $0.security.privileged }
  }
}

extension NamespaceOptions {
  init(_ pod: PodDefinition) {
    self.init(
      network: pod.hostNetwork ? .node : .pod,
      pid: pod.hostPID ? .node : pod.shareProcessNamespace ? .pod : .container, ipc: pod.hostIPC ? .node : .pod)
  }
}

extension PodDefinition {
  var supplementalGroups: [Int64] {
    security.supplementalGroups + (security.fsGroup.map { [$0] } ?? [])
  }
}
