import APIMachinery

/// Definitions: the status names what is served and is kept by the server itself.
struct CustomResourceDefinitionStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object.setGeneration(1)
    object["status"] = [
      "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
      "storedVersions": .array(storedVersion(of: object).map { [$0] } ?? []),
    ]
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    StandardStrategy.bumpGeneration(&object, old: old)
    var versions = object[path: "status", "storedVersions"]?.arrayValue ?? []
    if let stored = storedVersion(of: object), !versions.contains(stored) {
      versions.append(stored)
      object["status"]?["storedVersions"] = .array(versions)
    }
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  private func storedVersion(of object: JSONValue) -> JSONValue? {
    object[path: "spec", "versions"]?.arrayValue?.first { $0["storage"]?.boolValue == true }?["name"]
  }
}
