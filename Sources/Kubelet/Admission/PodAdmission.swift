import APIMachinery

/// Whether a pod can run on this node beside the others. The scheduler has decided it before; the kubelet checks again,
/// since a pod may have been bound by hand, come from a file, or met others on its way.
struct PodAdmission: Sendable {
  /// Becomes the status of a pod that is turned away.
  struct Refusal: Sendable, Equatable {
    var reason: String
    var message: String
  }

  var resources: NodeResources
  /// What the node has too little of now.
  var pressures: Set<NodePressure> = []
  /// `--allowed-unsafe-sysctls`; a pattern may end in `*`.
  var allowedSysctls: [String] = []

  /// - Parameter others: Pods that are there and haven't ended.
  func refusal(of pod: PodDefinition, beside others: [PodDefinition]) -> Refusal? {
    pressure(on: pod) ?? forbiddenSysctl(of: pod) ?? foreignSystem(of: pod) ?? shortage(of: pod, beside: others)
      ?? portConflict(of: pod, with: others)
  }

  /// As upstream's eviction manager: under memory pressure nothing that guarantees nothing, under others nothing but
  /// what is critical.
  private func pressure(on pod: PodDefinition) -> Refusal? {
    guard !pressures.isEmpty, !pod.isCritical else { return nil }
    if pressures == [.memory] {
      if pod.qosClass != .bestEffort || pod.toleratesMemoryPressure { return nil }
    }
    let conditions = pressures.map(\.condition).sorted().joined(separator: " ")
    return Refusal(reason: "Evicted", message: "The node had condition: [\(conditions)]. ")
  }

  // MARK: Sysctls

  /// Upstream's list of those that reach nothing outside the pod.
  static let safeSysctls: Set<String> = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
  ]

  private func forbiddenSysctl(of pod: PodDefinition) -> Refusal? {
    for given in pod.security.sysctls.keys.sorted() {
      let name = Self.dotted(given)
      let isAllowed =
        Self.safeSysctls.contains(name)
        || allowedSysctls.contains { pattern in
          pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : Self.dotted(pattern) == name
        }
      guard isAllowed else {
        return Refusal(reason: "SysctlForbidden", message: "forbidden sysctl: \"\(name)\" not allowlisted")
      }
      // In the node's own namespaces it would be the node's parameter.
      if pod.hostNetwork, name.hasPrefix("net.") {
        return Refusal(
          reason: "SysctlForbidden", message: "forbidden sysctl: \"\(name)\" not allowed with host net enabled")
      }
      if pod.hostIPC, name.hasPrefix("kernel.shm") || name.hasPrefix("kernel.msg") || name.hasPrefix("fs.mqueue.") {
        return Refusal(
          reason: "SysctlForbidden", message: "forbidden sysctl: \"\(name)\" not allowed with host ipc enabled")
      }
    }
    return nil
  }

  /// `net/ipv4/conf/eth0.1/x` is written `net.ipv4.conf.eth0/1.x` with dots.
  static func dotted(_ name: String) -> String {
    guard let separator = name.first(where: { $0 == "." || $0 == "/" }), separator == "/" else { return name }
    return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
  }

  private func foreignSystem(of pod: PodDefinition) -> Refusal? {
    guard !pod.operatingSystem.isEmpty, pod.operatingSystem != "linux" else { return nil }
    return Refusal(
      reason: "PodOSNotSupported",
      message: "Failed to admit pod as the OS field doesn't match node OS")
  }

  // MARK: Resources

  /// What there is too little of, with the figures.
  struct Shortage: Equatable {
    var resource: String
    var requested: Int64
    var used: Int64
    var capacity: Int64
  }

  func firstShortage(of pod: PodDefinition, beside others: [PodDefinition]) -> Shortage? {
    let room = resources.allocatable
    if Int64(others.count) + 1 > room.pods {
      return Shortage(resource: "pods", requested: 1, used: Int64(others.count), capacity: room.pods)
    }
    let wanted = pod.requests
    let used = others.map(\.requests).reduce(PodRequests()) { $0 + $1 }
    for (name, wanted, used, room) in [
      ("cpu", wanted.cpuMilli, used.cpuMilli, room.cpuMilli),
      ("memory", wanted.memoryBytes, used.memoryBytes, room.memoryBytes),
      (
        "ephemeral-storage", wanted.ephemeralStorageBytes, used.ephemeralStorageBytes, room.ephemeralStorageBytes
      ),
    ] where wanted > 0 && wanted > room - used {
      return Shortage(resource: name, requested: wanted, used: used, capacity: room)
    }
    return nil
  }

  private func shortage(of pod: PodDefinition, beside others: [PodDefinition]) -> Refusal? {
    firstShortage(of: pod, beside: others).map { short in
      Refusal(
        reason: "OutOf\(short.resource)",
        message: "Node didn't have enough resource: \(short.resource), requested: \(short.requested), "
          + "used: \(short.used), capacity: \(short.capacity)")
    }
  }

  // MARK: Ports

  private struct HostPort: Hashable {
    var transport: String
    var port: Int64
    var ip: String

    func conflicts(with other: HostPort) -> Bool {
      transport == other.transport && port == other.port && (ip == other.ip || isAny || other.isAny)
    }
    private var isAny: Bool { ip.isEmpty || ip == "0.0.0.0" || ip == "::" }
  }

  private func portConflict(of pod: PodDefinition, with others: [PodDefinition]) -> Refusal? {
    func ports(_ pod: PodDefinition) -> [HostPort] {
      (pod.containers + pod.initContainers.filter { $0.kind == .sidecar }).flatMap(\.ports).filter { $0.hostPort > 0 }
        .map { HostPort(transport: $0.transport, port: $0.hostPort, ip: $0.hostIP) }
    }
    let wanted = ports(pod)
    guard !wanted.isEmpty else { return nil }
    let taken = others.flatMap(ports)
    guard wanted.contains(where: { port in taken.contains { $0.conflicts(with: port) } }) else { return nil }
    return Refusal(
      reason: "NodePorts",
      message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports")
  }
}
