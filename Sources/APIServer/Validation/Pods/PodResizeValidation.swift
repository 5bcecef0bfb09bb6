import APIMachinery
import ResourceAccounting

/// Resources of containers can change while they run, within bounds (`ValidatePodResize`).
enum PodResizeValidation {
  static func validate(_ object: JSONValue, old: JSONValue, soFar: [FieldError]) -> [FieldError] {
    let whole = { (message: String) -> [FieldError] in [.forbidden(FieldPath(""), message)] }
    if old[path: "metadata", "annotations", PodAnnotationValidation.mirror] != nil {
      return whole("static pods cannot be resized")
    }
    if old[path: "spec", "os", "name"]?.stringValue == "windows" { return whole("windows pods cannot be resized") }
    let spec = ObjectField(object, "spec")
    let before = ObjectField(old, "spec")
    var errors = soFar
    if PodQualityOfService.of(old["spec"] ?? .null) != PodQualityOfService.of(object["spec"] ?? .null) {
      errors.append(
        spec.invalid(
          showing: object[path: "status", "qosClass"] ?? "",
          "Pod QOS Class may not change as a result of resizing"))
    }
    if !isSupported(ObjectField(old, "status")) {
      errors.append(spec.forbidden("Pod running on node without support for resize"))
    }
    errors += ofPod(spec, before)
    if !ObjectField(old, "status")["nodeAllocatableResourceClaimStatuses"].isEmpty {
      errors.append(spec.forbidden("pods with node allocatable resource claims cannot be resized"))
    }
    let order = order(spec, before)
    guard order.isEmpty else { return errors + order }
    return errors + containers(spec, before, "initContainers") + containers(spec, before, "containers")
  }

  /// A kubelet that can resize says what running containers have.
  private static func isSupported(_ status: ObjectField) -> Bool {
    status["containerStatuses"].elements.first { $0["state", "running"].isPresent }?["resources"].isPresent ?? true
  }

  private static func ofPod(_ spec: ObjectField, _ old: ObjectField) -> [FieldError] {
    let (resources, before) = (spec["resources"], old["resources"])
    let isSet = { (resources: ObjectField) in !resources["requests"].isEmpty || !resources["limits"].isEmpty }
    guard isSet(resources) || isSet(before) else { return [] }
    guard resources.isPresent || !before.isPresent else {
      return [resources.forbidden("pod-level resources cannot be removed")]
    }
    var errors = removals(resources, before, "pod-level resource")
    var munged = resources.value
    keepAmounts(&munged, before)
    if !SemanticEquality.areEqual(withoutEmpty(munged), withoutEmpty(before.value)) {
      errors.append(spec.forbidden("only cpu and memory resources are mutable at pod-level"))
    }
    return errors
  }

  private static func order(_ spec: ObjectField, _ old: ObjectField) -> [FieldError] {
    ["containers", "initContainers"].flatMap { list -> [FieldError] in
      guard spec[list].count == old[list].count else {
        return [spec[list].forbidden("\(list) may not be added or removed on resize")]
      }
      return zip(spec[list].elements, old[list].elements).filter { $0["name"].string != $1["name"].string }.map {
        $0.0["name"].forbidden("\(list) may not be renamed or reordered on resize")
      }
    }
  }

  private static func containers(_ spec: ObjectField, _ old: ObjectField, _ list: String) -> [FieldError] {
    zip(spec[list].elements, old[list].elements).flatMap { new, before -> [FieldError] in
      var errors = removals(new["resources"], before["resources"], "resource")
      if !SemanticEquality.areEqual(munged(new, before), munged(before, before)) {
        errors.append(
          list == "containers"
            ? spec.forbidden("only cpu and memory resources are mutable")
            : new.forbidden("only cpu and memory resources for init or sidecar containers are mutable"))
      }
      if list == "initContainers", new["restartPolicy"].string != "Always",
        !SemanticEquality.areEqual(new.value, before.value)
      {
        errors += new["resizePolicy"].elements.filter { $0["restartPolicy"].string == "RestartContainer" }.map { _ in
          new.forbidden("non-sidecar init containers with a resize policy of RestartContainer cannot be resized")
        }
      }
      return errors
    }
  }

  private static func removals(_ new: ObjectField, _ old: ObjectField, _ what: String) -> [FieldError] {
    ["requests", "limits"].compactMap { list in
      old[list].entries.allSatisfy { new[list, $0.key].isPresent }
        ? nil : new[list].forbidden("\(what) \(list) cannot be removed")
    }
  }

  /// The new container with the old amounts of what can be resized.
  private static func munged(_ new: ObjectField, _ old: ObjectField) -> JSONValue? {
    var value = new.value
    var resources = value?["resources"]
    keepAmounts(&resources, old["resources"])
    value?["resources"] = withoutEmpty(resources)
    return value
  }

  private static func keepAmounts(_ resources: inout JSONValue?, _ old: ObjectField) {
    for list in ["requests", "limits"] {
      for name in ["cpu", "memory"] {
        let before = old[list, name].value
        if before == nil, resources?[path: list, name] == nil { continue }
        var all = resources ?? [:]
        var amounts = all[list] ?? [:]
        amounts[name] = before
        all[list] = amounts
        resources = all
      }
    }
  }

  private static func withoutEmpty(_ resources: JSONValue?) -> JSONValue? {
    guard case .object(let members)? = resources else { return nil }
    let kept = members.members.filter { $0.value.objectValue?.isEmpty != true && !$0.value.isNull }
    return kept.isEmpty ? nil : .object(JSONObject(kept.map { ($0.key, $0.value) }))
  }
}
