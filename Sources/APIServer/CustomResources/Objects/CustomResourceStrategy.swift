import APIMachinery

/// Custom objects: everything but the metadata counts as written by people, except a status with a subresource of
/// its own.
struct CustomResourceStrategy: ResourceStrategy {
  let hasStatus: Bool

  private static let standardFinalizers: Set<String> = ["orphan", "foregroundDeletion", "kubernetes"]

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = nil }
    object.setGeneration(1)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = old["status"] }
    object.setGeneration(old.generation + (Self.hasSameContent(object, old) ? 0 : 1))
  }

  private static func hasSameContent(_ object: JSONValue, _ old: JSONValue) -> Bool {
    guard case .object(let new) = object, case .object(let old) = old, new.count == old.count else { return false }
    return new.members.allSatisfy { $0.key == "metadata" || old[$0.key] == $0.value }
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    var new = old
    new["status"] = object["status"]
    new.setMetadata("managedFields", object[path: "metadata", "managedFields"])
    new.setMetadata("resourceVersion", object[path: "metadata", "resourceVersion"])
    object = new
  }

  func resetFields(subresource: String) -> [[String]] {
    guard hasStatus else { return [] }
    return subresource == "status" ? [["spec"], ["metadata"]] : [["status"]]
  }

  func warnings(creating object: JSONValue) -> [String] { Self.warnings(Set(object.finalizers)) }

  func warnings(updating object: JSONValue, old: JSONValue) -> [String] {
    Self.warnings(Set(object.finalizers).subtracting(old.finalizers))
  }

  private static func warnings(_ finalizers: Set<String>) -> [String] {
    finalizers.sorted().flatMap { name in
      let place = "metadata.finalizers: \(quoted(name)): "
      var warnings = NameValidation.qualifiedName(name).map { place + $0 }
      if !name.contains("/"), !standardFinalizers.contains(name) {
        warnings.append(
          place + "prefer a domain-qualified finalizer name \(name.contains(".") ? "including a path (/) " : "")"
            + "to avoid accidental conflicts with other finalizer writers")
      }
      return warnings
    }
  }
}
