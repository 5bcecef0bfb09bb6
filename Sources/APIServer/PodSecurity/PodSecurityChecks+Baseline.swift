import APIMachinery

extension PodSecurityCheck {
  private typealias Words = PodSecurityWords

  static let baseline: [PodSecurityCheck] = [
    PodSecurityCheck(id: "appArmorProfile", level: .baseline) { pod, _ in appArmor(pod) },
    PodSecurityCheck(id: "capabilities_baseline", level: .baseline) { pod, _ in capabilities(pod) },
    PodSecurityCheck(id: "hostNamespaces", level: .baseline) { pod, _ in
      let used = ["hostNetwork", "hostPID", "hostIPC"].filter { pod.spec[$0]?.boolValue == true }
      return used.isEmpty
        ? nil
        : PodSecurityViolation(
          reason: "host namespaces", detail: used.map { "\($0)=true" }.joined(separator: ", "))
    },
    PodSecurityCheck(id: "hostPathVolumes", level: .baseline) { pod, _ in
      let volumes = (pod.spec["volumes"]?.arrayValue ?? []).filter { $0["hostPath"]?.objectValue != nil }
        .map { $0["name"]?.stringValue ?? "" }
      return volumes.isEmpty
        ? nil
        : PodSecurityViolation(
          reason: "hostPath volumes",
          detail: "\(Words.plural("volume", "volumes", volumes.count)) \(Words.quotes(volumes))")
    },
    PodSecurityCheck(id: "hostPorts", level: .baseline) { pod, _ in hostPorts(pod) },
    PodSecurityCheck(id: "hostProbesAndHostLifecycle", level: .baseline, minimumMinor: 34) { pod, _ in hosts(pod) },
    PodSecurityCheck(id: "privileged", level: .baseline) { pod, _ in
      let names = pod.names { PodSecurityPod.security($0, "privileged")?.boolValue == true }
      return names.isEmpty
        ? nil
        : PodSecurityViolation(
          reason: "privileged", detail: "\(Words.containers(names)) must not set securityContext.privileged=true")
    },
    PodSecurityCheck(id: "procMount", level: .baseline, exemptsUserNamespacesSince: 35) { pod, _ in procMount(pod) },
    PodSecurityCheck(id: "seLinuxOptions", level: .baseline) { pod, minor in seLinux(pod, minor) },
    PodSecurityCheck(id: "seccompProfile_baseline", level: .baseline) { pod, minor in
      minor < 19 ? seccompAnnotations(pod) : seccompSetters(pod)
    },
    PodSecurityCheck(id: "sysctls", level: .baseline) { pod, minor in
      let used = pod.security("sysctls")?.arrayValue ?? []
      let forbidden = used.compactMap { $0["name"]?.stringValue }.filter { !isSafeSysctl($0, minor) }
      return forbidden.isEmpty
        ? nil : PodSecurityViolation(reason: "forbidden sysctls", detail: forbidden.joined(separator: ", "))
    },
    PodSecurityCheck(id: "windowsHostProcess", level: .baseline) { pod, _ in
      let isSet = { (value: JSONValue?) in value?.boolValue == true }
      let setters = Words.setters(
        pod: isSet(pod.security("windowsOptions", "hostProcess")),
        pod.names { isSet(PodSecurityPod.security($0, "windowsOptions", "hostProcess")) })
      return setters.isEmpty
        ? nil
        : PodSecurityViolation(
          reason: "hostProcess", detail: "\(setters) must not set securityContext.windowsOptions.hostProcess=true")
    },
  ]

  private static func appArmor(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var values: Set<String> = []
    let isBad = { (profile: JSONValue?) -> Bool in
      guard let profile else { return false }
      let type = profile["type"]?.stringValue ?? ""
      guard type != "RuntimeDefault", type != "Localhost" else { return false }
      values.insert(type)
      return true
    }
    let podIsBad = isBad(pod.security("appArmorProfile"))
    let names = pod.names { isBad(PodSecurityPod.security($0, "appArmorProfile")) }
    let prefix = "container.apparmor.security.beta.kubernetes.io/"
    let annotations = pod.annotations.filter { key, value in
      key.hasPrefix(prefix) && !value.isEmpty && value != "runtime/default" && !value.hasPrefix("localhost/")
    }.map { "\($0.key)=\(quoted($0.value))" }.sorted()
    var setters = [Words.setters(pod: podIsBad, names)].filter { !$0.isEmpty }
    if !annotations.isEmpty { setters.append(Words.plural("annotation", "annotations", annotations.count)) }
    guard !setters.isEmpty else { return nil }
    let all = Words.sorted(values) + annotations
    return PodSecurityViolation(
      reason: Words.plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.count),
      detail: "\(setters.joined(separator: " and ")) must not set AppArmor profile type to \(Words.quotes(all))")
  }

  private static let defaultCapabilities: Set<String> = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
  ]

  private static func capabilities(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var forbidden: Set<String> = []
    let names = pod.names { container in
      let added = PodSecurityPod.security(container, "capabilities", "add")?.arrayValue ?? []
      let bad = Set(added.compactMap(\.stringValue)).subtracting(defaultCapabilities)
      forbidden.formUnion(bad)
      return !bad.isEmpty
    }
    guard !names.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "non-default capabilities",
      detail: "\(Words.containers(names)) must not include \(Words.quotes(Words.sorted(forbidden))) "
        + "in securityContext.capabilities.add")
  }

  private static func hostPorts(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var ports: Set<String> = []
    let names = pod.names { container in
      let used = (container["ports"]?.arrayValue ?? []).compactMap { $0["hostPort"]?.integerValue }.filter { $0 != 0 }
      ports.formUnion(used.map { "\($0)" })
      return !used.isEmpty
    }
    guard !names.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "hostPort",
      detail: "\(Words.containers(names)) \(Words.plural("uses", "use", names.count)) "
        + "\(Words.plural("hostPort", "hostPorts", ports.count)) \(Words.sorted(ports).joined(separator: ", "))")
  }

  /// Probes and lifecycle handlers that speak to another host than the pod.
  private static func hosts(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var hosts: Set<String> = []
    let names = pod.names { container in
      let handlers =
        ["livenessProbe", "readinessProbe", "startupProbe"].map { container[$0] }
        + ["postStart", "preStop"].map { container[path: "lifecycle", $0] }
      let used = handlers.flatMap { handler in
        ["httpGet", "tcpSocket"].compactMap { handler?[path: $0, "host"]?.stringValue }.filter { !$0.isEmpty }
      }
      hosts.formUnion(used)
      return !used.isEmpty
    }
    guard !names.isEmpty else { return nil }
    let unique = Words.sorted(Set(names))
    return PodSecurityViolation(
      reason: "probe or lifecycle host",
      detail: "\(Words.containers(unique)) \(Words.plural("uses", "use", unique.count)) "
        + "\(Words.plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.count)) "
        + Words.quotes(Words.sorted(hosts)))
  }

  static func procMount(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var types: Set<String> = []
    let names = pod.names { container in
      guard let type = PodSecurityPod.security(container, "procMount")?.stringValue, type != "Default" else {
        return false
      }
      types.insert(type)
      return true
    }
    guard !names.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "procMount",
      detail: "\(Words.containers(names)) must not set securityContext.procMount to "
        + Words.quotes(Words.sorted(types)))
  }

  private static func seLinux(_ pod: PodSecurityPod, _ minor: Int) -> PodSecurityViolation? {
    var allowed: Set<String> = ["", "container_t", "container_init_t", "container_kvm_t"]
    if minor >= 31 { allowed.insert("container_engine_t") }
    var types: Set<String> = []
    var setsUser = false
    var setsRole = false
    let isBad = { (options: JSONValue?) -> Bool in
      guard let options else { return false }
      let type = options["type"]?.stringValue ?? ""
      let user = !(options["user"]?.stringValue ?? "").isEmpty
      let role = !(options["role"]?.stringValue ?? "").isEmpty
      if !allowed.contains(type) { types.insert(type) }
      setsUser = setsUser || user
      setsRole = setsRole || role
      return !allowed.contains(type) || user || role
    }
    let podIsBad = isBad(pod.security("seLinuxOptions"))
    let setters = Words.setters(
      pod: podIsBad, pod.names { isBad(PodSecurityPod.security($0, "seLinuxOptions")) })
    guard !setters.isEmpty else { return nil }
    var bad: [String] = []
    if !types.isEmpty {
      bad.append("\(Words.plural("type", "types", types.count)) \(Words.quotes(Words.sorted(types)))")
    }
    if setsUser { bad.append("user may not be set") }
    if setsRole { bad.append("role may not be set") }
    return PodSecurityViolation(
      reason: "seLinuxOptions",
      detail: "\(setters) set forbidden securityContext.seLinuxOptions: \(bad.joined(separator: "; "))")
  }

  /// Before 1.19 profiles were chosen by annotations.
  private static func seccompAnnotations(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    let keys =
      ["seccomp.security.alpha.kubernetes.io/pod"]
      + pod.names { _ in true }.map { "container.seccomp.security.alpha.kubernetes.io/\($0)" }
    let forbidden = Set(
      keys.compactMap { key -> String? in
        guard let value = pod.annotations[key], value != "runtime/default", value != "docker/default",
          !value.hasPrefix("localhost/")
        else { return nil }
        return "\(key)=\(quoted(value))"
      }
    ).sorted()
    guard !forbidden.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "seccompProfile",
      detail: "forbidden \(Words.plural("annotation", "annotations", forbidden.count)) "
        + forbidden.joined(separator: ", "))
  }

  static func isGoodSeccomp(_ profile: JSONValue) -> Bool {
    let type = profile["type"]?.stringValue
    return type == "RuntimeDefault" || type == "Localhost"
  }

  /// The pod and containers that choose a profile which is none.
  static func seccompSetters(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var values: Set<String> = []
    let isBad = { (profile: JSONValue?) -> Bool in
      guard let profile, !isGoodSeccomp(profile) else { return false }
      values.insert(profile["type"]?.stringValue ?? "")
      return true
    }
    let podIsBad = isBad(pod.security("seccompProfile"))
    let setters = Words.setters(
      pod: podIsBad, pod.names { isBad(PodSecurityPod.security($0, "seccompProfile")) })
    guard !setters.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "seccompProfile",
      detail: "\(setters) must not set securityContext.seccompProfile.type to \(Words.quotes(Words.sorted(values)))")
  }

  private static let safeSysctls: [(since: Int, names: Set<String>)] = [
    (
      0,
      [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
      ]
    ),
    (27, ["net.ipv4.ip_local_reserved_ports"]),
    (
      29,
      [
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
      ]
    ),
    (32, ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]),
  ]

  private static func isSafeSysctl(_ name: String, _ minor: Int) -> Bool {
    safeSysctls.contains { $0.since <= minor && $0.names.contains(name) }
  }
}
