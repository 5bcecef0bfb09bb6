import APIMachinery

/// What of a pod's spec may change through the pod itself: little.
enum PodUpdateValidation {
  private static let updatable = [
    "`spec.containers[*].image`", "`spec.initContainers[*].image`", "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
  ]

  static func validate(_ spec: ObjectField, old: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for list in ["containers", "initContainers"] {
      guard spec[list].count == old[list].count else {
        return errors + [spec[list].forbidden("pod updates may not add or remove containers")]
      }
      for container in spec[list].elements {
        errors += container["image"].mustBeSet() + ContainerValidation.image(container)
      }
    }
    let deadline = deadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"])
    errors += deadline.errors
    if deadline.endsValidation { return errors }
    errors += tolerations(spec["tolerations"], old["tolerations"])
    errors += gates(spec["schedulingGates"], old["schedulingGates"])
    return errors + rest(spec, old)
  }

  /// It can be set, and lowered.
  private static func deadline(_ new: ObjectField, _ old: ObjectField) -> (errors: [FieldError], endsValidation: Bool) {
    guard let seconds = new.integer else {
      return old.isPresent
        ? ([new.invalid(showing: nil, "must not update from a positive integer to nil value")], false) : ([], false)
    }
    let wrong = new.mustBeIn(0...Int64(Int32.max))
    guard wrong.isEmpty else { return (wrong, true) }
    if let before = old.integer, before < seconds {
      return ([new.invalid("must be less than or equal to previous value")], true)
    }
    return ([], false)
  }

  private static func tolerations(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    let withoutSeconds = { (toleration: ObjectField) -> JSONValue? in
      var value = toleration.value
      value?["tolerationSeconds"] = nil
      return value
    }
    let kept = new.elements.map(withoutSeconds)
    for toleration in old.elements
    where !kept.contains(where: { SemanticEquality.areEqual($0, withoutSeconds(toleration)) }) {
      return [new.forbidden("existing toleration can not be modified except its tolerationSeconds")]
    }
    return TolerationValidation.validate(new)
  }

  private static func gates(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    let before = Set(old.elements.map { $0["name"].string })
    return new.elements.map { $0["name"] }.filter { !before.contains($0.string) }.map {
      $0.forbidden("only deletion is allowed, but found new scheduling gate '\($0.string)'")
    }
  }

  /// With all that may change put back, nothing may differ.
  private static func rest(_ spec: ObjectField, _ old: ObjectField) -> [FieldError] {
    guard var munged = spec.value, let before = old.value, !SemanticEquality.areEqual(munged, before) else { return [] }
    var errors: [FieldError] = []
    for list in ["containers", "initContainers"] {
      guard var containers = munged[list]?.arrayValue else { continue }
      for index in containers.indices { containers[index]["image"] = before[list]?[index]?["image"] }
      munged[list] = .array(containers)
    }
    for member in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] { munged[member] = before[member] }
    if let grace = old["terminationGracePeriodSeconds"].integer, grace < 0,
      spec["terminationGracePeriodSeconds"].integer == 1
    {
      munged["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
    }
    if !old["schedulingGates"].isEmpty {
      errors += GatedPodUpdate.nodeSelector(spec["nodeSelector"], old["nodeSelector"])
      munged["nodeSelector"] = before["nodeSelector"]
      errors += GatedPodUpdate.nodeAffinity(spec["affinity", "nodeAffinity"], old["affinity", "nodeAffinity"])
      munged["affinity"] = GatedPodUpdate.affinity(munged["affinity"], before["affinity"])
    }
    if !SemanticEquality.areEqual(munged, before) {
      errors.append(
        spec.forbidden(
          "pod updates may not change fields other than \(updatable.joined(separator: ","))\n"
            + GoInternalForm.changes(from: before, to: munged, "core/v1.PodSpec")))
    }
    return errors
  }
}

/// While a pod is gated, it may be told more narrowly where to run.
enum GatedPodUpdate {
  static func nodeSelector(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    old.entries.allSatisfy { new[$0.key].value == $0.field.value }
      ? []
      : [
        new.invalid(
          showing: new.value, "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
      ]
  }

  static func nodeAffinity(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let before = old[required, "nodeSelectorTerms"].elements
    let terms = new[required, "nodeSelectorTerms"]
    guard !before.isEmpty else { return [] }
    guard terms.count == before.count else {
      return [
        terms.invalid(
          showing: GoInternalForm.list(terms.value, of: "core/v1.NodeSelectorTerm"),
          "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
      ]
    }
    return zip(terms.elements, before).filter { !onlyAdds($0, to: $1) }.map { term, _ in
      term.invalid(
        showing: GoInternalForm.of(term.value, "core/v1.NodeSelectorTerm"),
        "only additions are allowed (no mutations or deletions)")
    }
  }

  /// A term without requirements matches nothing, so that any addition to it would widen the choice.
  private static func onlyAdds(_ new: ObjectField, to old: ObjectField) -> Bool {
    let lists = ["matchExpressions", "matchFields"]
    if lists.allSatisfy({ old[$0].isEmpty }) { return lists.allSatisfy { new[$0].isEmpty } }
    return lists.allSatisfy { list in
      let before = old[list].elements
      let now = new[list].elements.prefix(before.count)
      return now.count == before.count
        && zip(now, before).allSatisfy { SemanticEquality.areEqual($0.value, $1.value) }
    }
  }

  /// The affinity with the old preferences for nodes.
  static func affinity(_ new: JSONValue?, _ old: JSONValue?) -> JSONValue? {
    var affinity = new ?? .null
    let before = old?["nodeAffinity"]
    if affinity.isNull, before == nil { return new }
    if affinity.isNull { affinity = [:] }
    affinity["nodeAffinity"] = before
    if old == nil || old == .null, affinity["podAffinity"] == nil, affinity["podAntiAffinity"] == nil { return old }
    return affinity
  }
}
