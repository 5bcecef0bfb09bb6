import APIMachinery

extension FakeAPI {
  /// Kinds whose `metadata.generation` isn't kept.
  private static let withoutGeneration: Set<String> = [
    "Node", "Namespace", "Service", "Endpoints", "Event", "ConfigMap", "Secret", "ServiceAccount", "Lease",
  ]

  func create(
    _ body: JSONValue, _ target: FakeTarget, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    var object = body
    var metadata = object["metadata"] ?? [:]
    if let version = metadata["resourceVersion"]?.stringValue, !version.isEmpty {
      throw APIError(
        code: 400, reason: .badRequest, message: "resourceVersion should not be set on objects to be created")
    }
    var name = metadata["name"]?.stringValue ?? ""
    if name.isEmpty, let prefix = metadata["generateName"]?.stringValue, !prefix.isEmpty {
      name = prefix + random.suffix()
    }
    guard !name.isEmpty else {
      throw APIError(code: 422, reason: .invalid, message: "name or generateName is required")
    }
    let namespace = target.resource.isNamespaced ? (target.namespace ?? "default") : ""
    try admit(into: namespace, name, target, storage)
    let key = FakeStorage.Key(resource: target.resource, namespace: namespace, name: name)
    guard storage[key] == nil else {
      throw APIError(
        code: 409, reason: .alreadyExists,
        message: "\(target.resource.qualifiedResource) \"\(name)\" already exists",
        details: APIError.Details(name: name, group: target.resource.group, kind: target.resource.resource))
    }
    metadata["name"] = .string(name)
    if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
    metadata["uid"] = .string(random.uuid())
    metadata["creationTimestamp"] = .string(time.now().rfc3339)
    metadata["deletionTimestamp"] = nil
    if !Self.withoutGeneration.contains(target.resource.kind) { metadata["generation"] = 1 }
    object["metadata"] = metadata
    object["kind"] = .string(target.resource.kind)
    object["apiVersion"] = .string(target.resource.apiVersion)
    if target.resource.hasStatus, target.resource.kind != "Node" { object["status"] = [:] }
    if target.resource.kind == "Pod" { object["status"] = ["phase": "Pending"] }
    if target.resource.kind == "Namespace" {
      object["spec"] = ["finalizers": ["kubernetes"]]
      object["status"] = ["phase": "Active"]
      object["metadata"]?["labels", default: [:]]["kubernetes.io/metadata.name"] = .string(name)
    }
    return storage.put(object, key)
  }

  /// NamespaceLifecycle.
  private func admit(
    into namespace: String, _ name: String, _ target: FakeTarget, _ storage: FakeStorage
  ) throws(APIError) {
    guard !namespace.isEmpty, let namespaces = FakeResource.byPath["v1/namespaces"] else { return }
    let found = storage[FakeStorage.Key(resource: namespaces, namespace: "", name: namespace)]
    if let found, found[path: "metadata", "deletionTimestamp"]?.stringValue != nil {
      throw APIError(
        code: 403, reason: .forbidden,
        message:
          "\(target.resource.qualifiedResource) \"\(name)\" is forbidden: unable to create new content in namespace \(namespace) because it is being terminated",
        details: APIError.Details(
          name: name,
          causes: [
            APIError.Cause(
              reason: "NamespaceTerminating", message: "namespace \(namespace) is being terminated",
              field: "metadata.namespace")
          ]))
    }
    if found == nil, checksNamespaces {
      throw APIError(code: 404, reason: .notFound, message: "namespaces \"\(namespace)\" not found")
    }
  }

  func update(
    _ body: JSONValue, _ target: FakeTarget, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    let (key, old) = try find(target, storage)
    if let version = body[path: "metadata", "resourceVersion"]?.stringValue, !version.isEmpty,
      version != old[path: "metadata", "resourceVersion"]?.stringValue
    {
      throw conflict(
        target, "the object has been modified; please apply your changes to the latest version and try again")
    }
    if let uid = body[path: "metadata", "uid"]?.stringValue, !uid.isEmpty,
      uid != old[path: "metadata", "uid"]?.stringValue
    {
      throw conflict(
        target,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old[path: "metadata", "uid"]?.stringValue ?? "")"
      )
    }
    return store(merged(body, old, target), old, key, &storage)
  }

  private func conflict(_ target: FakeTarget, _ why: String) -> APIError {
    APIError(
      code: 409, reason: .conflict,
      message:
        "Operation cannot be fulfilled on \(target.resource.qualifiedResource) \"\(target.name ?? "")\": \(why)",
      details: APIError.Details(
        name: target.name ?? "", group: target.resource.group, kind: target.resource.resource))
  }

  /// What of `body` this write may change.
  private func merged(_ body: JSONValue, _ old: JSONValue, _ target: FakeTarget) -> JSONValue {
    var new = body
    switch target.subresource {
    case "status", "approval":
      new = old
      new["status"] = body["status"]
      if target.resource.kind == "Node" { new["metadata"] = body["metadata"] }
    case "finalize":
      new = old
      new["spec"] = body["spec"]
    case "scale":
      new = old
      new["spec"]?["replicas"] = body[path: "spec", "replicas"]
    default:
      if target.resource.hasStatus { new["status"] = old["status"] }
      if target.resource.kind == "Namespace" { new["spec"]?["finalizers"] = old[path: "spec", "finalizers"] }
    }
    for field in [
      "name", "namespace", "uid", "creationTimestamp", "resourceVersion", "generation", "deletionTimestamp",
      "deletionGracePeriodSeconds",
    ] {
      new["metadata"]?[field] = old["metadata"]?[field]
    }
    new["kind"] = old["kind"]
    new["apiVersion"] = old["apiVersion"]
    if old[path: "metadata", "generation"] != nil, new["spec"] != old["spec"] {
      new["metadata"]?["generation"] = .integer((old[path: "metadata", "generation"]?.integerValue ?? 0) + 1)
    }
    return new
  }

  /// Stores a change, unless nothing changes; removes an object whose deletion nothing holds back any more.
  private func store(
    _ new: JSONValue, _ old: JSONValue, _ key: FakeStorage.Key, _ storage: inout FakeStorage
  ) -> JSONValue {
    guard new != old else { return old }
    let stored = storage.put(new, key)
    guard isReadyToGo(stored) else { return stored }
    return storage.remove(key) ?? stored
  }

  func isReadyToGo(_ object: JSONValue) -> Bool {
    guard object[path: "metadata", "deletionTimestamp"]?.stringValue != nil,
      (object[path: "metadata", "finalizers"]?.arrayValue ?? []).isEmpty
    else { return false }
    switch object["kind"]?.stringValue {
    case "Namespace": return (object[path: "spec", "finalizers"]?.arrayValue ?? []).isEmpty
    case "Pod": return (object[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue ?? 0) == 0
    default: return true
    }
  }

  func patch(
    _ request: APIRequest, _ target: FakeTarget, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    let (_, old) = try find(target, storage)
    let patched: JSONValue
    do {
      let body = try JSONParser.parse(request.body)
      patched = try FakePatch.apply(body, to: old, contentType: request.headers["Content-Type"] ?? "")
    } catch let error as APIError {
      throw error
    } catch {
      throw APIError(code: 400, reason: .badRequest, message: "\(error)")
    }
    // Other than an update, a patch can't say which object it is for: it would change that of the one that is there.
    let uid = patched[path: "metadata", "uid"]
    guard uid == old[path: "metadata", "uid"] else {
      throw .invalid(
        GroupKind(group: "", kind: old["kind"]?.stringValue ?? ""), target.name ?? "",
        [.invalid(FieldPath("metadata", "uid"), uid ?? "", "field is immutable")])
    }
    return try update(patched, target, &storage)
  }
}

extension JSONValue {
  fileprivate subscript(key: String, default fallback: JSONValue) -> JSONValue {
    get { self[key] ?? fallback }
    set { self[key] = newValue }
  }
}
