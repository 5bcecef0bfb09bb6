import APIMachinery

/// Versions of a custom resource without a webhook: they differ in their name and in what their schemas know.
///
/// What is stored may have been written under another schema than today's, or through another version; so reading sets
/// the defaults of the stored version and drops what the served one doesn't have, as upstream does.
struct NoneConversion: VersionConversion {
  let stored: Version
  let served: Version

  struct Version: Sendable {
    var apiVersion: String
    var type: StructuralType
  }

  func toStored(_ object: JSONValue) -> JSONValue { converted(object, to: stored) }

  func fromStored(_ object: JSONValue) -> JSONValue {
    var object = object
    StructuralObjects.applyDefaults(to: &object, stored.type)
    return converted(object, to: served)
  }

  private func converted(_ object: JSONValue, to version: Version) -> JSONValue {
    var object = object
    _ = StructuralObjects.prune(&object, version.type, isResource: true)
    object["apiVersion"] = .string(version.apiVersion)
    return object
  }
}
