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

  // MARK: Warnings

  func warnings(creating object: JSONValue) -> [String] {
    Self.unknownFormats(object).map { "unrecognized format \(quoted($0))" }
  }

  func warnings(updating object: JSONValue, old: JSONValue) -> [String] {
    let before = Set(Self.unknownFormats(old))
    return Self.unknownFormats(object).filter { !before.contains($0) }.map { "unrecognized format \(quoted($0))" }
  }

  private static func unknownFormats(_ definition: JSONValue) -> [String] {
    var formats: [String] = []
    for schema in DefinitionForm.schemas(of: DefinitionForm.spec(of: definition)) {
      SchemaSearch.forEach(schema) { schema in
        guard let format = schema["format"]?.stringValue,
          !ValueFormat.isSupported(format, kinds: JSONKinds(named: schema["type"]?.stringValue ?? ""))
        else { return }
        formats.append(format)
      }
    }
    return formats
  }

  // MARK: Deletion

  /// The definition stays until its objects are gone.
  func beginDeletion(_ object: JSONValue, now: Timestamp) -> JSONValue? {
    guard object.deletionTimestamp == nil else { return nil }
    var marked = object
    marked.setMetadata("deletionTimestamp", .string(now.wholeSeconds.rfc3339))
    if !marked.finalizers.contains(DefinitionCleanup.finalizer) {
      marked.setFinalizers(marked.finalizers + [DefinitionCleanup.finalizer])
    }
    var conditions = CustomResourceConditions(object)
    conditions.set(
      .init(
        type: "Terminating", status: "True", reason: "InstanceDeletionPending",
        message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"), at: now)
    marked.set(["status", "conditions"], to: .array(conditions.list))
    return marked
  }
}
