import APIMachinery

/// Applies one object.
struct Applier {
  static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  let session: Session
  let command: Apply
  let target: ObjectTarget

  func applyOnServer(_ item: Manifests.Item) async throws -> (JSONValue, String) {
    guard !target.name.isEmpty else { throw KubectlError("error: name is required in \(item.source) for apply") }
    var object = item.object
    if object[path: "metadata", "managedFields"] != nil { object["metadata"]?["managedFields"] = nil }
    var query = command.query
    query.append(QueryItem("force", command.forceConflicts ? "true" : "false"))
    do {
      let result = try await session.json(
        "PATCH", target.path, query: query, body: object, contentType: "application/apply-patch+yaml")
      return (result, "serverside-applied")
    } catch let error as APIError where error.code == 409 && error.details?.causes.isEmpty == false {
      throw KubectlError(
        """
        error: \(error.message)
        Please review the fields above--they currently have other managers. Here
        are the ways you can resolve this warning:
        * If you intend to manage all of these fields, please re-run the apply
          command with the `--force-conflicts` flag.
        * If you do not intend to manage all of the fields, please edit your
          manifest to remove references to the fields that should keep their
          current managers.
        * You may co-own fields by updating your manifest to match the existing
          value; in this case, you'll become the manager if the other manager(s)
          stop managing the field (remove it from their configuration).
        See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
        """)
    }
  }

  func applyHere(_ item: Manifests.Item) async throws -> (JSONValue, String) {
    guard !target.name.isEmpty else {
      throw KubectlError(
        "error: error when retrieving current configuration of:\nResource: \"\(target.resource.group)/\(target.resource.version), Resource=\(target.resource.plural)\", "
          + "GroupVersionKind: \"\(target.resource.group)/\(target.resource.version), Kind=\(target.resource.kind)\"\n"
          + "Name: \"\", Namespace: \"\(target.namespace ?? "")\"\nfrom server for: \"\(item.source)\": resource name may not be empty"
      )
    }
    let modified = Self.annotated(item.object, namespace: target.namespace)
    let current: JSONValue
    do {
      current = try await session.json("GET", target.path)
    } catch let error as APIError where error.code == 404 {
      if command.change.isClientDryRun { return (modified, "created") }
      do {
        return (
          try await session.json("POST", target.collectionPath, query: command.query, body: modified), "created"
        )
      } catch let error as APIError {
        throw error.from(item.source, "creating")
      }
    }
    let annotation = current[path: "metadata", "annotations", Self.lastApplied]?.stringValue
    if annotation == nil {
      Terminal.warn(
        "resource \(target.resource.plural)/\(target.name) is missing the \(Self.lastApplied) annotation which is required by kubectl apply. "
          + "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. "
          + "The missing annotation will be patched automatically.")
    }
    let original = try annotation.map { try JSONParser.parse(Array($0.utf8)) }
    let (patch, contentType) = try ThreeWayPatch.make(
      original: original, modified: modified, current: current, resource: target.resource)
    if patch.objectValue?.isEmpty ?? true { return (current, "unchanged") }
    if command.change.isClientDryRun {
      // As kubectl: what is there now is shown.
      return (current, "configured")
    }
    do {
      let result = try await session.json(
        "PATCH", target.path, query: command.query, body: patch, contentType: contentType)
      return (result, "configured")
    } catch let error as APIError where command.force && (error.reason == .conflict || error.reason == .invalid) {
      _ = try await session.json("DELETE", target.path, body: ["propagationPolicy": "Background"])
      return (try await session.json("POST", target.collectionPath, query: command.query, body: modified), "configured")
    } catch var error as APIError {
      let text = String(decoding: patch.encoded(), as: UTF8.self)
      error.message =
        "error when applying patch:\n\(text)\nto:\nResource: \"\(target.resource.group)/\(target.resource.version), Resource=\(target.resource.plural)\", "
        + "GroupVersionKind: \"\(target.resource.group)/\(target.resource.version), Kind=\(target.resource.kind)\"\n"
        + "Name: \"\(target.name)\", Namespace: \"\(target.namespace ?? "")\"\nfor: \"\(item.source)\": error when patching \"\(item.source)\": \(error.message)"
      throw error
    }
  }

  /// The object with itself, as JSON, in the annotation that the next apply compares with.
  static func annotated(_ object: JSONValue, namespace: String?) -> JSONValue {
    var plain = object
    var metadata = plain["metadata"] ?? [:]
    if let namespace, metadata["namespace"] == nil { metadata["namespace"] = .string(namespace) }
    var annotations = metadata["annotations"] ?? [:]
    annotations[lastApplied] = nil
    metadata["annotations"] = annotations
    plain["metadata"] = metadata
    annotations[lastApplied] = .string(configuration(plain))
    metadata["annotations"] = annotations
    plain["metadata"] = metadata
    return plain
  }

  /// The text of the annotation for an object that hasn't got it.
  static func configuration(_ object: JSONValue) -> String {
    String(decoding: JSONText.sorted(object).encoded() + [UInt8(ascii: "\n")], as: UTF8.self)
  }
}

/// The patch that makes the current object what the new manifest says, leaving alone what others have set.
enum ThreeWayPatch {
  /// The patch and its content type: strategic merge for kinds whose schema is known, else JSON merge.
  static func make(
    original: JSONValue?, modified: JSONValue, current: JSONValue, resource: MappedResource
  ) throws -> (JSONValue, String) {
    let original = original?.objectValue ?? JSONObject()
    let modified = modified.objectValue ?? JSONObject()
    let current = current.objectValue ?? JSONObject()
    if let type = schema(of: resource) {
      let patch = try StrategicMergePatch.createThreeWay(
        original: original, modified: modified, current: current, type: type)
      return (.object(patch), "application/strategic-merge-patch+json")
    }
    let patch = MergePatch.createThreeWay(original: original, modified: modified, current: current)
    return (.object(patch), "application/merge-patch+json")
  }

  static func schema(of resource: MappedResource) -> ObjectType? {
    SchemaRegistry.builtIn.type(
      for: GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind))
  }
}
