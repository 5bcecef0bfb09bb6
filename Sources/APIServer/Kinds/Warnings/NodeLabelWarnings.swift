import APIMachinery

/// Labels of nodes that have other names now, where something is chosen by them.
enum NodeLabelWarnings {
  static let deprecated = [
    "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
    "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
    "failure-domain.beta.kubernetes.io/region": "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    "failure-domain.beta.kubernetes.io/zone": "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    "beta.kubernetes.io/instance-type": "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": "use \"node-role.kubernetes.io/control-plane\" instead",
  ]

  /// Of a map of labels.
  /// - Parameter namesKey: Whether the path ends in the label.
  static func of(_ labels: ObjectField, namesKey: Bool = true) -> [String] {
    labels.entries.compactMap { key, _ in
      deprecated[key].map { "\(namesKey ? labels.path.key(key) : labels.path): \($0)" }
    }
  }

  /// Of a term of a node selector.
  /// - Parameter checksValues: For preferences, whose values need not be labels'.
  static func of(term: ObjectField, checksValues: Bool = false) -> [String] {
    term["matchExpressions"].elements.flatMap { expression -> [String] in
      var texts = key(expression["key"])
      guard checksValues else { return texts }
      for value in expression["values"].elements {
        texts += NameValidation.labelValue(value.string).map { "\(value.path): \(value.string) is invalid, \($0)" }
      }
      return texts
    }
  }

  private static func key(_ key: ObjectField) -> [String] {
    deprecated[key.string].map { ["\(key.path): \(key.string) is \($0)"] } ?? []
  }

  /// Of a label selector.
  static func of(selector: ObjectField) -> [String] {
    selector["matchExpressions"].elements.flatMap { key($0["key"]) }
      + selector["matchLabels"].entries.compactMap { label, _ in
        deprecated[label].map { "\(selector["matchLabels"].path.child(label)): \($0)" }
      }
  }

  /// Of the places a storage class allows.
  static func of(topologies: ObjectField) -> [String] {
    topologies.elements.flatMap { $0["matchLabelExpressions"].elements }.compactMap { expression in
      deprecated[expression["key"].string].map { "\(expression["key"].path): \(expression["key"].string) is \($0)" }
    }
  }
}
