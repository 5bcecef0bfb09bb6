import APIMachinery

/// A field of an object by the names on the way to it, such as `spec/template/metadata/labels`. Lists on the way
/// stand for all their elements.
struct KustomizeField: Sendable {
  let steps: [String]
  /// What isn't there is made.
  let creates: Bool

  init(_ path: String, creates: Bool = false) {
    steps = path.split(separator: "/").map(String.init)
    self.creates = creates
  }

  /// Changes the field wherever it is.
  func update(_ object: inout JSONValue, _ change: (inout JSONValue) -> Void) {
    update(&object, steps[...], change)
  }

  private func update(_ value: inout JSONValue, _ rest: ArraySlice<String>, _ change: (inout JSONValue) -> Void) {
    if let elements = value.arrayValue, !rest.isEmpty {
      value = .array(
        elements.map { element in
          var element = element
          update(&element, rest, change)
          return element
        })
      return
    }
    guard let step = rest.first else { return change(&value) }
    guard value.objectValue != nil else { return }
    if value[step] == nil || value[step] == .null {
      guard creates else { return }
      value[step] = [:]
    }
    guard var inner = value[step] else { return }
    update(&inner, rest.dropFirst(), change)
    value[step] = inner
  }
}

/// Where kinds have what kustomizations change (kustomize's `builtinpluginconsts`).
enum KustomizeFields {
  private static let templateKinds = [
    "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController",
  ]

  /// Labels or annotations of the pods that an object makes.
  static func templateMetadata(_ kind: String, _ member: String) -> [KustomizeField] {
    if templateKinds.contains(kind) { return [KustomizeField("spec/template/metadata/\(member)", creates: true)] }
    guard kind == "CronJob" else { return [] }
    return [
      KustomizeField("spec/jobTemplate/metadata/\(member)", creates: true),
      KustomizeField("spec/jobTemplate/spec/template/metadata/\(member)", creates: true),
    ]
  }

  /// Selectors that choose the pods that an object makes, and others that mean the same pods.
  static func selectors(_ kind: String) -> [KustomizeField] {
    switch kind {
    case "Service", "ReplicationController": return [KustomizeField("spec/selector", creates: true)]
    case "ReplicaSet", "DaemonSet": return [KustomizeField("spec/selector/matchLabels", creates: true)]
    case "Deployment": return [KustomizeField("spec/selector/matchLabels", creates: true)] + podSelectors
    case "StatefulSet":
      return [
        KustomizeField("spec/selector/matchLabels", creates: true),
        KustomizeField("spec/volumeClaimTemplates/metadata/labels", creates: true),
      ] + podSelectors
    case "Job", "PodDisruptionBudget": return [KustomizeField("spec/selector/matchLabels")]
    case "CronJob": return [KustomizeField("spec/jobTemplate/spec/selector/matchLabels")]
    case "NetworkPolicy":
      return ["podSelector", "ingress/from/podSelector", "egress/to/podSelector"].map {
        KustomizeField("spec/\($0)/matchLabels")
      }
    default: return []
    }
  }

  private static let podSelectors: [KustomizeField] = {
    let affinities = ["podAffinity", "podAntiAffinity"].flatMap { name in
      [
        "affinity/\(name)/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "affinity/\(name)/requiredDuringSchedulingIgnoredDuringExecution",
      ]
    }
    return (affinities + ["topologySpreadConstraints"]).map {
      KustomizeField("spec/template/spec/\($0)/labelSelector/matchLabels")
    }
  }()

  static let replicas = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"]

  /// Where a kind has the spec of pods; nil where it has none.
  static func podSpec(_ kind: String) -> String? {
    switch kind {
    case "Pod": "spec"
    case "PodTemplate": "template/spec"
    case "CronJob": "spec/jobTemplate/spec/template/spec"
    default: templateKinds.contains(kind) ? "spec/template/spec" : nil
    }
  }
}
