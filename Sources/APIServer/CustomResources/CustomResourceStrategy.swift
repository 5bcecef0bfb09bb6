import APIMachinery

/// Custom objects: everything but the metadata counts as written by people, except a status with a subresource of
/// its own.
struct CustomResourceStrategy: ResourceStrategy {
  let hasStatus: Bool

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = nil }
    object.setGeneration(1)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = old["status"] }
    let content = { (value: JSONValue) -> JSONValue in
      var copy = value
      for key in ["metadata", "apiVersion", "kind"] + (hasStatus ? ["status"] : []) { copy[key] = nil }
      return copy
    }
    object.setGeneration(old.generation + (content(object) == content(old) ? 0 : 1))
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    let managers = object[path: "metadata", "managedFields"]
    object["metadata"] = old["metadata"]
    object.setMetadata("managedFields", managers)
  }

  func resetFields(subresource: String) -> [[String]] {
    guard hasStatus else { return [] }
    return subresource == "status" ? [["spec"], ["metadata"]] : [["status"]]
  }
}

/// Versions of a custom resource without a webhook differ in their name only.
struct NoneConversion: VersionConversion {
  let stored: String
  let served: String

  func toStored(_ object: JSONValue) -> JSONValue { named(object, stored) }
  func fromStored(_ object: JSONValue) -> JSONValue { named(object, served) }

  private func named(_ object: JSONValue, _ apiVersion: String) -> JSONValue {
    var object = object
    object["apiVersion"] = .string(apiVersion)
    return object
  }
}
