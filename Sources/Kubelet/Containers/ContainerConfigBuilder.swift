import APIMachinery
import ContainerRuntime
import LinuxSupport

/// Makes what the runtime needs from a container's definition.
struct ContainerConfigBuilder {
  var node: NodeSettings
  var objects: any ObjectSource
  var files: any FileSystem

  /// - Parameters:
  ///   - volumes: Where each volume is on the node, by name.
  ///   - targetID: The runtime's id of the container whose processes an ephemeral one sees.
  /// Throws ``StartFailure``.
  func config(
    _ container: ContainerDefinition, of pod: PodDefinition, attempt: UInt32, image: Image, podIPs: [String],
    volumes: [String: String], targetID: String?
  ) async throws -> ContainerConfig {
    let downward = DownwardAPI(
      pod: pod, podIPs: podIPs.isEmpty && pod.hostNetwork ? node.nodeIPs : podIPs, hostIPs: node.nodeIPs,
      nodeName: node.nodeName, allocatable: node.resources.allocatable)
    let environment = try await EnvironmentBuilder(objects: objects, downward: downward).environment(of: container)
    let expansion = EnvironmentExpansion(
      variables: Dictionary(environment.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))

    var config = ContainerConfig(name: container.name, attempt: attempt, image: image.id)
    config.userSpecifiedImage = container.image
    config.command = container.command.map(expansion.expand)
    config.arguments = container.arguments.map(expansion.expand)
    config.workingDirectory = container.workingDirectory
    config.environment = environment
    config.mounts = try mounts(container, pod, attempt, volumes, expansion)
    config.labels = [
      RuntimeLabel.podName: pod.name, RuntimeLabel.podNamespace: pod.namespace, RuntimeLabel.podUID: pod.uid,
      RuntimeLabel.containerName: container.name,
    ]
    config.annotations = [
      RuntimeLabel.hash: container.hash, RuntimeLabel.restartCount: "\(attempt)",
      RuntimeLabel.terminationMessagePath: container.terminationMessagePath,
      RuntimeLabel.terminationMessagePolicy: container.terminationMessagePolicy.rawValue,
      RuntimeLabel.terminationGracePeriod: "\(pod.terminationGracePeriod.components.seconds)",
    ]
    config.logPath = "\(container.name)/\(attempt).log"
    config.stdin = container.stdin
    config.stdinOnce = container.stdinOnce
    config.tty = container.tty
    config.resources = LinuxResources(container, of: pod, capacityBytes: node.resources.capacity.memoryBytes)
    config.security = try security(container, pod, image, targetID)
    return config
  }

  private func security(
    _ container: ContainerDefinition, _ pod: PodDefinition, _ image: Image, _ targetID: String?
  ) throws -> ContainerSecurity {
    let own = container.security
    var security = ContainerSecurity()
    security.isPrivileged = own.privileged
    security.readOnlyRootFilesystem = own.readOnlyRootFilesystem
    security.addedCapabilities = own.addedCapabilities
    security.droppedCapabilities = own.droppedCapabilities
    security.noNewPrivileges = own.allowPrivilegeEscalation == false && !own.privileged
    security.runAsUser = own.runAsUser ?? pod.security.runAsUser
    security.runAsGroup = own.runAsGroup ?? pod.security.runAsGroup
    security.supplementalGroups = pod.supplementalGroups
    security.namespaces = NamespaceOptions(pod)
    if let targetID { (security.namespaces.pid, security.namespaces.targetID) = (.target, targetID) }
    switch own.seccomp ?? pod.security.seccomp {
    case _ where own.privileged: security.seccomp = .unconfined
    case .runtimeDefault: security.seccomp = .runtimeDefault
    case .localhost(let profile): security.seccomp = .localhost("\(node.seccompDirectory)/\(profile)")
    case .unconfined, nil: security.seccomp = .unconfined
    }
    if !own.privileged && !own.unmaskedProc {
      security.maskedPaths = [
        "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
      ]
      security.readOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
    }
    try checkNonRoot(container, pod, image, user: security.runAsUser)
    // Without a user of the pod's, the image's own stands; containerd must be told when a group is set.
    if security.runAsUser == nil, security.runAsGroup != nil {
      if let uid = image.uid { security.runAsUser = uid } else { security.runAsUserName = image.userName }
    }
    return security
  }

  private func checkNonRoot(
    _ container: ContainerDefinition, _ pod: PodDefinition, _ image: Image, user: Int64?
  ) throws {
    guard container.security.runAsNonRoot ?? pod.security.runAsNonRoot ?? false else { return }
    func failure(_ message: String) -> StartFailure {
      StartFailure(
        kind: .configuration, reason: "CreateContainerConfigError",
        message: "\(message) (pod: \"\(pod.description)\", container: \(container.name))")
    }
    if let user {
      if user == 0 { throw failure("container's runAsUser breaks non-root policy") }
    } else if image.uid == 0 || (image.uid == nil && image.userName.isEmpty) {
      throw failure("container has runAsNonRoot and image will run as root")
    } else if image.uid == nil {
      throw failure(
        "container has runAsNonRoot and image has non-numeric user (\(image.userName)), cannot verify user is non-root")
    }
  }

  private func mounts(
    _ container: ContainerDefinition, _ pod: PodDefinition, _ attempt: UInt32, _ volumes: [String: String],
    _ expansion: EnvironmentExpansion
  ) throws -> [ContainerMount] {
    var mounts: [ContainerMount] = []
    for mount in container.mounts {
      guard let path = volumes[mount.volume] else {
        throw StartFailure(
          kind: .configuration, reason: "CreateContainerConfigError",
          message: "cannot find volume \"\(mount.volume)\" to mount into container \"\(container.name)\"")
      }
      let sub: String
      do {
        sub =
          mount.subPathExpression.isEmpty
          ? mount.subPath : try expansion.expandStrictly(mount.subPathExpression)
      } catch {
        throw StartFailure(
          kind: .configuration, reason: "CreateContainerConfigError",
          message: "missing value for \"\(error.name)\"")
      }
      let propagation: ContainerMount.Propagation =
        switch mount.propagation {
        case "HostToContainer": .hostToContainer
        case "Bidirectional": .bidirectional
        default: .none
        }
      mounts.append(
        ContainerMount(
          containerPath: mount.path.hasPrefix("/") ? mount.path : "/" + mount.path,
          hostPath: sub.isEmpty ? path : try SubPath(files: files).resolve(sub, in: path),
          isReadOnly: mount.isReadOnly, propagation: propagation))
    }
    let targets = Set(mounts.map(\.containerPath))
    if !targets.contains("/etc/hosts") {
      mounts.append(ContainerMount(containerPath: "/etc/hosts", hostPath: "\(node.podDirectory(pod.uid))/etc-hosts"))
    }
    if !container.terminationMessagePath.isEmpty {
      let log = node.terminationLog(pod, container: container.name, attempt: attempt)
      do {
        try files.makeDirectory(String(log[..<(log.lastIndex(of: "/") ?? log.startIndex)]))
        try files.write([], to: log, mode: 0o666)
        try files.setMode(log, mode: 0o666)
      } catch {
        throw StartFailure(kind: .configuration, reason: "CreateContainerError", message: "\(error)")
      }
      mounts.append(ContainerMount(containerPath: container.terminationMessagePath, hostPath: log))
    }
    return mounts
  }
}
