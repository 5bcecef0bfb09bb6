extension LabelSelector {
  /// From a `metav1.LabelSelector`: nil and null match nothing, an empty one everything. Throws upstream's message for
  /// unknown operators and invalid keys or values.
  public init(object: JSONValue?) throws(ParseError) {
    guard let object, !object.isNull else {
      self = .nothing
      return
    }
    var requirements: [Requirement] = []
    if case .object(let labels)? = object["matchLabels"] {
      for member in labels.members {
        requirements.append(try Requirement(member.key, .equals, [member.value.stringValue ?? ""]))
      }
    }
    for expression in object["matchExpressions"]?.arrayValue ?? [] {
      let name = expression["operator"]?.stringValue ?? ""
      let kind: Operator
      switch name {
      case "In": kind = .in
      case "NotIn": kind = .notIn
      case "Exists": kind = .exists
      case "DoesNotExist": kind = .doesNotExist
      default: throw ParseError("\(GoFormat.quoted(name)) is not a valid label selector operator")
      }
      let values = (expression["values"]?.arrayValue ?? []).map { $0.stringValue ?? "" }
      requirements.append(try Requirement(expression["key"]?.stringValue ?? "", kind, values))
    }
    self.init(requirements)
  }
}
