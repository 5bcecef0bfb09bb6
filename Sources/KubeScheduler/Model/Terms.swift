import APIClient
import APIMachinery
import KubernetesAPI

/// One alternative of a node affinity.
struct NodeTerm: Sendable {
  private let labels: [NodeSelectorRequirement]
  private let fields: [NodeSelectorRequirement]

  init(_ term: NodeSelectorTerm) {
    labels = term.matchExpressions
    fields = term.matchFields
  }

  /// A term without requirements matches no node.
  func matches(_ node: NodeInfo) -> Bool {
    guard !labels.isEmpty || !fields.isEmpty else { return false }
    return labels.allSatisfy { Self.holds($0, node.labels[$0.key]) }
      && fields.allSatisfy { $0.key == "metadata.name" && Self.holds($0, node.name) }
  }

  private static func holds(_ requirement: NodeSelectorRequirement, _ value: String?) -> Bool {
    switch requirement.operator {
    case "In": return value.map { requirement.values.contains($0) } ?? false
    case "NotIn": return value.map { !requirement.values.contains($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    case "Gt", "Lt":
      guard let value, let number = Int64(value), let limit = requirement.values.first.flatMap({ Int64($0) }) else {
        return false
      }
      return requirement.operator == "Gt" ? number > limit : number < limit
    default: return false
    }
  }
}

/// Which pods an inter-pod affinity is about, and over which topology.
struct PodTerm: Sendable {
  let topologyKey: String
  private let selector: LabelSelector
  private let namespaces: Set<String>
  /// Also the namespaces whose labels match; nil for none.
  private let namespaceSelector: LabelSelector?

  init(_ term: PodAffinityTerm, namespace: String, labels: [String: String]) {
    topologyKey = term.topologyKey
    selector = Selecting.requirements(
      term.labelSelector, keys: term.matchLabelKeys, mismatched: term.mismatchLabelKeys, labels)
    namespaceSelector = term.namespaceSelector.flatMap { try? LabelSelector(object: $0.json) }
    namespaces = term.namespaces.isEmpty && term.namespaceSelector == nil ? [namespace] : Set(term.namespaces)
  }

  func matches(_ pod: PodInfo, namespaceLabels: (String) -> [String: String]) -> Bool {
    guard selector.matches(pod.labels) else { return false }
    if namespaces.contains(pod.key.namespace) { return true }
    guard let namespaceSelector else { return false }
    return namespaceSelector.isEmpty || namespaceSelector.matches(namespaceLabels(pod.key.namespace))
  }
}

/// How evenly pods are to be spread over a topology.
struct SpreadConstraint: Sendable {
  let maxSkew: Int
  let topologyKey: String
  let isRequired: Bool
  let minDomains: Int
  let selector: LabelSelector
  let ignoresTaints: Bool
  let honorsAffinity: Bool

  init(_ constraint: TopologySpreadConstraint, labels: [String: String]) {
    maxSkew = Int(constraint.maxSkew)
    topologyKey = constraint.topologyKey
    isRequired = constraint.whenUnsatisfiable != "ScheduleAnyway"
    minDomains = Int(constraint.minDomains ?? 1)
    selector = Selecting.requirements(constraint.labelSelector, keys: constraint.matchLabelKeys, mismatched: [], labels)
    ignoresTaints = constraint.nodeTaintsPolicy != "Honor"
    honorsAffinity = constraint.nodeAffinityPolicy != "Ignore"
  }
}

private enum Selecting {
  /// The selector, narrowed to pods that share (or don't share) the values of some labels.
  static func requirements(
    _ selector: MetaLabelSelector?, keys: [String], mismatched: [String], _ labels: [String: String]
  ) -> LabelSelector {
    guard let selector, let parsed = try? LabelSelector(object: selector.json) else { return .nothing }
    var requirements = parsed.requirements
    for key in keys {
      if let value = labels[key] { requirements.append(LabelSelector.Requirement(unchecked: key, .in, [value])) }
    }
    for key in mismatched {
      if let value = labels[key] { requirements.append(LabelSelector.Requirement(unchecked: key, .notIn, [value])) }
    }
    return LabelSelector(requirements)
  }
}
