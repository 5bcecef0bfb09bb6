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
        errors.append(
          containers.forbidden(
            "existing ephemeral containers \(name) may not be changed\n"
              + GoInternalForm.changes(from: before.value, to: now.value, "core/v1.EphemeralContainer")))
      }
    }
    return errors
  }
}
