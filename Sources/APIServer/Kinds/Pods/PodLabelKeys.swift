import APIMachinery

/// Labels of the pod by which others are chosen: what `matchLabelKeys` and `mismatchLabelKeys` name is written into the
/// selectors when the pod is created, so that schedulers need not look it up.
enum PodLabelKeys {
  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

  static func merge(into pod: inout JSONValue) {
    let labels = pod[path: "metadata", "labels"] ?? [:]
    guard var spec = pod["spec"], spec["affinity"] != nil || spec["topologySpreadConstraints"] != nil else { return }
    for kind in ["podAffinity", "podAntiAffinity"] {
      for list in [preferred, required] {
        guard case .array(var terms)? = spec[path: "affinity", kind, list] else { continue }
        for index in terms.indices {
          if list == required {
            merge(labels, into: &terms[index])
          } else if var term = terms[index]["podAffinityTerm"] {
            merge(labels, into: &term)
            terms[index]["podAffinityTerm"] = term
          }
        }
        spec["affinity"]?[kind]?[list] = .array(terms)
      }
    }
    if case .array(var constraints)? = spec["topologySpreadConstraints"] {
      for index in constraints.indices { merge(labels, into: &constraints[index]) }
      spec["topologySpreadConstraints"] = .array(constraints)
    }
    pod["spec"] = spec
  }

  /// - Parameter term: Has a selector beside the keys; without one the keys are refused later.
  private static func merge(_ labels: JSONValue, into term: inout JSONValue) {
    guard var selector = term["labelSelector"], !selector.isNull else { return }
    var expressions = selector["matchExpressions"]?.arrayValue ?? []
    let count = expressions.count
    for (list, operation) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
      for key in term[list]?.arrayValue ?? [] {
        guard let value = key.stringValue.flatMap({ labels[$0] }) else { continue }
        expressions.append(["key": key, "operator": .string(operation), "values": [value]])
      }
    }
    guard expressions.count > count else { return }
    selector["matchExpressions"] = .array(expressions)
    term["labelSelector"] = selector
  }
}
