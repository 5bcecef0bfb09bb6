import APIMachinery

extension PodSecurityCheck {
  private typealias Words = PodSecurityWords

  static let restricted: [PodSecurityCheck] = [
    PodSecurityCheck(
      id: "allowPrivilegeEscalation", level: .restricted, minimumMinor: 8, exemptsWindowsSince: 25
    ) { pod, _ in
      let names = pod.names { PodSecurityPod.security($0, "allowPrivilegeEscalation")?.boolValue != false }
      return names.isEmpty
        ? nil
        : PodSecurityViolation(
          reason: "allowPrivilegeEscalation != false",
          detail: "\(Words.containers(names)) must set securityContext.allowPrivilegeEscalation=false")
    },
    PodSecurityCheck(
      id: "capabilities_restricted", level: .restricted, minimumMinor: 22, overrides: ["capabilities_baseline"],
      exemptsWindowsSince: 25
    ) { pod, _ in unrestrictedCapabilities(pod) },
    PodSecurityCheck(
      id: "procMount_restricted", level: .restricted, minimumMinor: 35, overrides: ["procMount"]
    ) { pod, _ in procMount(pod) },
    PodSecurityCheck(id: "restrictedVolumes", level: .restricted, overrides: ["hostPathVolumes"]) { pod, _ in
      volumes(pod)
    },
    PodSecurityCheck(id: "runAsNonRoot", level: .restricted, exemptsUserNamespacesSince: 35) { pod, _ in
      nonRoot(pod)
    },
    PodSecurityCheck(id: "runAsUser", level: .restricted, minimumMinor: 23, exemptsUserNamespacesSince: 35) {
      pod, _ in
      let setters = Words.setters(
        pod: pod.security("runAsUser")?.integerValue == 0,
        pod.names { PodSecurityPod.security($0, "runAsUser")?.integerValue == 0 })
      return setters.isEmpty
        ? nil : PodSecurityViolation(reason: "runAsUser=0", detail: "\(setters) must not set runAsUser=0")
    },
    PodSecurityCheck(
      id: "seccompProfile_restricted", level: .restricted, minimumMinor: 19, overrides: ["seccompProfile_baseline"],
      exemptsWindowsSince: 25
    ) { pod, _ in seccomp(pod) },
  ]

  private static func unrestrictedCapabilities(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    let list = { (container: JSONValue, key: String) in
      (PodSecurityPod.security(container, "capabilities", key)?.arrayValue ?? []).compactMap(\.stringValue)
    }
    let keeping = pod.names { !list($0, "drop").contains("ALL") }
    var forbidden: Set<String> = []
    let adding = pod.names { container in
      let bad = list(container, "add").filter { $0 != "NET_BIND_SERVICE" }
      forbidden.formUnion(bad)
      return !bad.isEmpty
    }
    var details: [String] = []
    if !keeping.isEmpty {
      details.append("\(Words.containers(keeping)) must set securityContext.capabilities.drop=[\"ALL\"]")
    }
    if !adding.isEmpty {
      details.append(
        "\(Words.containers(adding)) must not include \(Words.quotes(Words.sorted(forbidden))) "
          + "in securityContext.capabilities.add")
    }
    guard !details.isEmpty else { return nil }
    return PodSecurityViolation(reason: "unrestricted capabilities", detail: details.joined(separator: "; "))
  }

  private static let allowedVolumes = [
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
    "secret",
  ]

  private static func volumes(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    var names: [String] = []
    var types: Set<String> = []
    for volume in pod.spec["volumes"]?.arrayValue ?? [] {
      let sources = (volume.objectValue?.members ?? []).filter { $0.key != "name" && !$0.value.isNull }.map(\.key)
      guard !sources.contains(where: allowedVolumes.contains) else { continue }
      names.append(volume["name"]?.stringValue ?? "")
      types.insert(sources.first ?? "unknown")
    }
    guard !names.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "restricted volume types",
      detail: "\(Words.plural("volume", "volumes", names.count)) \(Words.quotes(names)) "
        + "\(Words.plural("uses", "use", names.count)) "
        + "\(Words.plural("restricted volume type", "restricted volume types", types.count)) "
        + Words.quotes(Words.sorted(types)))
  }

  private static func nonRoot(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    let ofPod = pod.security("runAsNonRoot")?.boolValue
    let of = { (container: JSONValue) in PodSecurityPod.security(container, "runAsNonRoot")?.boolValue }
    let setters = Words.setters(pod: ofPod == false, pod.names { of($0) == false })
    if !setters.isEmpty {
      return PodSecurityViolation(
        reason: "runAsNonRoot != true", detail: "\(setters) must not set securityContext.runAsNonRoot=false")
    }
    let silent = ofPod == true ? [] : pod.names { of($0) == nil }
    guard !silent.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "runAsNonRoot != true",
      detail: "pod or \(Words.containers(silent)) must set securityContext.runAsNonRoot=true")
  }

  private static func seccomp(_ pod: PodSecurityPod) -> PodSecurityViolation? {
    if let violation = seccompSetters(pod) { return violation }
    guard pod.security("seccompProfile") == nil else { return nil }
    let silent = pod.names { PodSecurityPod.security($0, "seccompProfile") == nil }
    guard !silent.isEmpty else { return nil }
    return PodSecurityViolation(
      reason: "seccompProfile",
      detail: "pod or \(Words.containers(silent)) must set securityContext.seccompProfile.type to "
        + "\"RuntimeDefault\" or \"Localhost\"")
  }
}
