import APIMachinery

/// Sees to it that the bootstrap objects are there and as they should be (upstream's `flowcontrol/ensurer`).
struct FlowControlKeeper: Sendable {
  static let group = "flowcontrol.apiserver.k8s.io"
  static let levels = GroupResource("prioritylevelconfigurations", group: group)
  static let schemas = GroupResource("flowschemas", group: group)
  private static let manager = "api-priority-and-fairness-config-producer-v1"

  let transport: any APITransport
  let objects: StoredObjects

  /// Returns how many objects were written or deleted.
  @discardableResult
  func run() async throws(APIError) -> Int {
    // Schemas name levels: levels come first, and go last.
    var writes = 0
    for (resource, mandatory, suggested) in [
      (Self.levels, FlowControlBootstrap.mandatoryLevels, FlowControlBootstrap.suggestedLevels),
      (Self.schemas, FlowControlBootstrap.mandatorySchemas, FlowControlBootstrap.suggestedSchemas),
    ] {
      for wanted in mandatory { writes += try await ensure(resource, wanted, isMandatory: true) ? 1 : 0 }
      for wanted in suggested { writes += try await ensure(resource, wanted, isMandatory: false) ? 1 : 0 }
    }
    for (resource, known) in [
      (Self.schemas, FlowControlBootstrap.mandatorySchemas + FlowControlBootstrap.suggestedSchemas),
      (Self.levels, FlowControlBootstrap.mandatoryLevels + FlowControlBootstrap.suggestedLevels),
    ] {
      writes += try await removeFormer(resource, names: Set(known.map(\.name)))
    }
    return writes
  }

  private func ensure(_ resource: GroupResource, _ wanted: JSONValue, isMandatory: Bool) async throws(APIError) -> Bool
  {
    guard let present = objects.object(resource, namespace: "", name: wanted.name) else {
      let made = try await call("POST", resource, "", wanted)
      guard made.status == 201 || made.status == 409 else { throw APIError(status: made.body) }
      return true
    }
    var changed = present
    let follows = isMandatory || Self.follows(present)
    if follows { changed["spec"] = wanted["spec"] }
    var annotations = present[path: "metadata", "annotations"] ?? [:]
    annotations[FlowControlBootstrap.autoUpdateAnnotation] = .string(follows ? "true" : "false")
    changed.setMetadata("annotations", annotations)
    guard changed != present else { return false }
    let written = try await call("PUT", resource, wanted.name, changed)
    // Whoever changed it meanwhile is looked at again next time.
    guard written.status == 200 || written.status == 409 || written.status == 404 else {
      throw APIError(status: written.body)
    }
    return true
  }

  /// Whether a suggested object is kept as it is suggested: as its annotation says; without one, until it is changed.
  private static func follows(_ object: JSONValue) -> Bool {
    switch object.annotations[FlowControlBootstrap.autoUpdateAnnotation] {
    case "true", "True", "TRUE", "t", "T", "1": true
    case "false", "False", "FALSE", "f", "F", "0": false
    default: object.generation == 1
    }
  }

  /// Objects that a former version made, and this one doesn't know.
  private func removeFormer(_ resource: GroupResource, names: Set<String>) async throws(APIError) -> Int {
    var count = 0
    for object in objects.objects(resource, namespace: nil)
    where !names.contains(object.name)
      && object.annotations[FlowControlBootstrap.autoUpdateAnnotation] == "true"
    {
      let precondition: JSONValue = [
        "preconditions": ["uid": .string(object.uid), "resourceVersion": .string(object.resourceVersion)]
      ]
      let deleted = try await call("DELETE", resource, object.name, precondition)
      guard [200, 404, 409].contains(deleted.status) else { throw APIError(status: deleted.body) }
      count += 1
    }
    return count
  }

  private func call(_ method: String, _ resource: GroupResource, _ name: String, _ object: JSONValue)
    async throws(APIError) -> (status: Int, body: JSONValue)
  {
    let path = "/apis/\(Self.group)/v1/\(resource.resource)" + (name.isEmpty ? "" : "/\(name)")
    do {
      let response = try await transport.send(
        APIRequest(
          method: method, path: path, query: method == "DELETE" ? [] : [QueryItem("fieldManager", Self.manager)],
          headers: Headers([("Content-Type", "application/json")]), body: object.encoded()))
      guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
      return (response.status, try JSONParser.parse(bytes))
    } catch {
      throw .internalError("\(error)")
    }
  }
}
