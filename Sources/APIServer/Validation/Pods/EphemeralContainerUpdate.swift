import APIMachinery

/// Containers for debugging can be added, not changed or taken away.
enum EphemeralContainerUpdate {
  static func validate(_ object: JSONValue, old: JSONValue, soFar: [FieldError]) -> [FieldError] {
    guard old[path: "metadata", "annotations", PodAnnotationValidation.mirror] == nil else {
      return [.forbidden(FieldPath(""), "static pods do not support ephemeral containers")]
    }
    let containers = ObjectField(object, "spec")["ephemeralContainers"]
    let byName = Dictionary(
      containers.elements.map { ($0["name"].string, $0) }, uniquingKeysWith: { _, last in last })
    var errors = soFar
    for before in ObjectField(old, "spec")["ephemeralContainers"].elements {
      let name = GoFormat.quoted(before["name"].string)
      guard let now = byName[before["name"].string] else {
        errors.append(containers.forbidden("existing ephemeral containers \(name) may not be removed\n"))
        continue
      }
      if !SemanticEquality.areEqual(now.value, before.value) {
        errors.append(containers.forbidden("existing ephemeral containers \(name) may not be changed\n"))
      }
    }
    return errors
  }
}

/// Resources of containers can change while they run, within bounds.
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
    errors += containers(spec, before, "containers") { _ in true }
    errors += containers(spec, before, "initContainers") { $0["restartPolicy"].string == "Always" }
    return errors
  }

  private static func containers(
    _ spec: ObjectField, _ old: ObjectField, _ list: String, isResizable: (ObjectField) -> Bool
  )
    -> [FieldError]
  {
    guard spec[list].count == old[list].count else {
      return [spec.forbidden("only cpu and memory resources are mutable")]
    }
    var errors: [FieldError] = []
    for (new, before) in zip(spec[list].elements, old[list].elements) {
      guard isResizable(before) else {
        if !SemanticEquality.areEqual(new.value, before.value) {
          errors.append(spec.forbidden("resources for non-sidecar init containers are immutable"))
        }
        continue
      }
      errors += removals(new["resources"], before["resources"])
      errors += memoryLimit(new, before)
      if !SemanticEquality.areEqual(munged(new, before), before.value) {
        errors.append(
          spec.forbidden(
            list == "containers"
              ? "only cpu and memory resources are mutable"
              : "only cpu and memory resources for sidecar containers are mutable"))
      }
    }
    return errors
  }

  private static func removals(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    ["requests", "limits"].compactMap { list in
      old[list].entries.allSatisfy { new[list, $0.key].isPresent }
        ? nil : new[list].forbidden("resource \(list) cannot be removed")
    }
  }

  /// A lower limit than what is in use needs a container that starts again; adding one counts as lowering it.
  private static func memoryLimit(_ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    let policy = new["resizePolicy"].elements.first { $0["resourceName"].string == "memory" }
    guard policy?["restartPolicy"].string != "RestartContainer" else { return [] }
    let limit = new["resources", "limits", "memory"]
    guard limit.isPresent, !old["resources", "limits", "memory"].isPresent else { return [] }
    return [
      .forbidden(
        new["resources", "limits"].path.key("memory"),
        "memory limits cannot be added unless resizePolicy is RestartContainer")
    ]
  }

  /// The new container with the old amounts of what can be resized.
  private static func munged(_ new: ObjectField, _ old: ObjectField) -> JSONValue? {
    var value = new.value
    for list in ["requests", "limits"] {
      for name in ["cpu", "memory"] {
        guard let before = old["resources", list, name].value else {
          guard var amounts = value?["resources"]?[list] else { continue }
          amounts[name] = nil
          value?["resources"]?[list] = amounts.objectValue?.isEmpty ?? true ? nil : amounts
          continue
        }
        value?["resources"]?[list]?[name] = before
      }
    }
    return value
  }
}
