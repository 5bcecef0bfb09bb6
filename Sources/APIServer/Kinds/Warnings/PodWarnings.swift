import APIMachinery

/// What to tell about a pod, or a template of pods, that is accepted nonetheless (`GetWarningsForPod` and
/// `GetWarningsForPodTemplate` upstream).
struct PodWarnings {
  private let metadata: ObjectField
  private let spec: ObjectField
  private let isTemplate: Bool
  private var texts: [String] = []

  /// - Parameter pod: A pod, or a template in the object that has it.
  static func of(_ pod: ObjectField, isTemplate: Bool) -> [String] {
    guard pod["spec"].isPresent else { return [] }
    var warnings = PodWarnings(pod, isTemplate: isTemplate)
    warnings.collect()
    return warnings.texts
  }

  private init(_ pod: ObjectField, isTemplate: Bool) {
    metadata = pod["metadata"]
    spec = pod["spec"]
    self.isTemplate = isTemplate
  }

  private mutating func collect() {
    placement()
    annotations()
    texts += PodVolumeWarnings.of(spec["volumes"])
    names()
    texts += ByteWarnings.fractional(spec["overhead"])
    for container in PodContainers.all(of: spec) { texts += ContainerWarnings.of(container) }
    texts += ContainerWarnings.ports(PodContainers.all(of: spec))
    if let period = spec["terminationGracePeriodSeconds"].integer, period < 0 {
      texts.append(
        "\(spec["terminationGracePeriodSeconds"].path): must be >= 0; negative values are invalid and will be treated "
          + "as 1")
    }
    texts += spec["dnsConfig", "nameservers"].elements.flatMap(AddressWarnings.ofAddress)
    texts += spec["hostAliases"].elements.map { $0["ip"] }.flatMap(AddressWarnings.ofAddress)
  }

  private static let matchesNothing = "a null labelSelector results in matching no pod"

  private mutating func placement() {
    texts += NodeLabelWarnings.of(spec["nodeSelector"])
    let nodes = spec["affinity", "nodeAffinity"]
    for term in nodes["requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"].elements {
      texts += NodeLabelWarnings.of(term: term)
    }
    for term in nodes["preferredDuringSchedulingIgnoredDuringExecution"].elements {
      texts += NodeLabelWarnings.of(term: term["preference"], checksValues: true)
    }
    for constraint in spec["topologySpreadConstraints"].elements {
      let key = constraint["topologyKey"]
      if let problem = NodeLabelWarnings.deprecated[key.string] {
        texts.append("\(key.path): \(key.string) is \(problem)")
      }
      noteMissing(constraint["labelSelector"])
    }
    for pods in [spec["affinity", "podAffinity"], spec["affinity", "podAntiAffinity"]] {
      for term in pods["requiredDuringSchedulingIgnoredDuringExecution"].elements { noteMissing(term["labelSelector"]) }
      for term in pods["preferredDuringSchedulingIgnoredDuringExecution"].elements {
        noteMissing(term["podAffinityTerm", "labelSelector"])
      }
    }
  }

  private mutating func noteMissing(_ selector: ObjectField) {
    if !selector.isPresent { texts.append("\(selector.path): \(Self.matchesNothing)") }
  }

  private static let seccompPod = "seccomp.security.alpha.kubernetes.io/pod"
  private static let seccompContainer = "container.seccomp.security.alpha.kubernetes.io/"
  static let appArmorContainer = "container.apparmor.security.beta.kubernetes.io/"
  private static let deprecated = [
    (
      "scheduler.alpha.kubernetes.io/critical-pod",
      "non-functional in v1.16+; use the \"priorityClassName\" field instead"
    ),
    ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
  ]

  private mutating func annotations() {
    let annotations = metadata["annotations"]
    func note(_ key: String, _ text: String) {
      if annotations[key].isPresent { texts.append("\(annotations.path.key(key)): \(text)") }
    }
    for (key, text) in Self.deprecated { note(key, text) }
    let seccomp = "non-functional in v1.27+; use the \"seccompProfile\" field instead"
    if !spec["securityContext", "seccompProfile"].isPresent { note(Self.seccompPod, seccomp) }
    for container in PodContainers.all(of: spec) {
      let (name, context) = (container["name"].string, container["securityContext"])
      if !context["seccompProfile"].isPresent { note(Self.seccompContainer + name, seccomp) }
      // Of pods this is told when the annotation is read.
      if isTemplate, !context["appArmorProfile"].isPresent, !spec["securityContext", "appArmorProfile"].isPresent {
        note(Self.appArmorContainer + name, "deprecated since v1.30; use the \"appArmorProfile\" field instead")
      }
    }
  }

  private mutating func names() {
    var addresses: Set<String> = []
    for alias in spec["hostAliases"].elements where !addresses.insert(alias["ip"].string).inserted {
      texts.append("\(alias["ip"].path): duplicate ip \(GoFormat.quoted(alias["ip"].string))")
    }
    var secrets: Set<String> = []
    for name in spec["imagePullSecrets"].elements.map({ $0["name"] }) {
      if !secrets.insert(name.string).inserted {
        texts.append("\(name.path): duplicate name \(GoFormat.quoted(name.string))")
      }
      if name.isEmpty { texts.append("\(name.path): invalid empty name \"\"") }
    }
  }

  /// Names that make poor host names.
  static func ofName(_ object: JSONValue, used: String) -> [String] {
    let problems = NameValidation.dns1123Label(object.name)
    guard !problems.isEmpty else { return [] }
    return [
      "metadata.name: this is used in \(used), which can result in surprising behavior; a DNS label is recommended: "
        + "[\(problems.joined(separator: " "))]"
    ]
  }
}
