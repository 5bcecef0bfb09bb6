import APIMachinery

/// What handlers of subresources share.
extension HandlerRequest {
  /// `Status: Success` as an answer to a create.
  func created() throws(APIError) -> APIResponse {
    let status: JSONValue = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201]
    return ObjectResponse.make(
      status, type: server.types.status, status: 201, form: try server.negotiation.form(of: context.request))
  }

  /// What a request to create a subresource, or something that is never stored, sends, as the admission plugins let it
  /// through.
  func admitted(_ object: JSONValue, kind: GroupVersionKind, name: String, _ options: WriteOptions)
    async throws(APIError) -> JSONValue
  {
    var admission = AdmissionRequest(
      operation: .create, resource: GroupResource(info.resource, group: info.apiGroup), apiVersion: info.apiVersion,
      subresource: info.subresource, kind: kind.kind, kindGroupVersion: (kind.group, kind.version),
      namespace: info.namespace, name: name, object: object, options: options.json(.create),
      isDryRun: options.isDryRun, context: context)
    guard server.admission.handles(admission) else { return object }
    try await server.admission.admit(&admission)
    try await server.admission.validate(admission)
    return admission.object
  }

  /// Asks the admission plugins whether a connection may be made.
  ///
  /// - Parameter options: The kind of its options, such as `PodExecOptions`; they are the request's query.
  func admitConnection(options: String) async throws(APIError) {
    var object: JSONValue = ["kind": .string(options), "apiVersion": "v1"]
    for item in context.request.query {
      if item.name == "command" {
        object["command"] = .array((object["command"]?.arrayValue ?? []) + [.string(item.value)])
      } else if ["stdin", "stdout", "stderr", "tty"].contains(item.name) {
        object[item.name] = .bool(RequestInfo.isTrue(item.value))
      } else if item.name == "container" || item.name == "path" {
        object[item.name] = .string(item.value)
      }
    }
    var admission = AdmissionRequest(
      operation: .connect, resource: GroupResource(info.resource, group: info.apiGroup), apiVersion: info.apiVersion,
      subresource: info.subresource, kind: options, kindGroupVersion: ("", "v1"), namespace: info.namespace,
      name: info.name, object: object, context: context)
    guard server.admission.handles(admission) else { return }
    try await server.admission.admit(&admission)
    try await server.admission.validate(admission)
  }

  func storage(_ resource: String, group: String = "") throws(APIError) -> ResourceStorage {
    guard let storage = server.resources.storage(GroupResource(resource, group: group)) else { throw .pathNotFound }
    return storage
  }

  /// An endpoint for the object that the subresource belongs to.
  func endpoint() throws(APIError) -> ResourceEndpoint {
    guard let resource = server.resources.resource(info.resource, group: info.apiGroup, version: info.apiVersion)
    else { throw .pathNotFound }
    return ResourceEndpoint(
      server: server, resource: resource, subresource: resource.subresources.first { $0.name == info.subresource })
  }
}

extension ResourceHandlers {
  /// Subresources that do something of their own with the stored object.
  mutating func registerSubresources() {
    register(BindingHandler(), for: "pods", subresource: "binding")
    register(BindingHandler(), for: "bindings")
    register(EvictionHandler(), for: "pods", subresource: "eviction")
    register(NamespaceFinalizeHandler(), for: "namespaces", subresource: "finalize")
    register(
      ApprovalHandler(), for: "certificatesigningrequests", group: "certificates.k8s.io", subresource: "approval")
    register(ScaleHandler(), for: "replicationcontrollers", subresource: "scale")
    for resource in ["deployments", "replicasets", "statefulsets"] {
      register(ScaleHandler(), for: resource, group: "apps", subresource: "scale")
    }
    register(ComponentStatusHandler(), for: "componentstatuses")
  }
}

/// Component statuses are no longer kept by anyone; the list is empty.
struct ComponentStatusHandler: ResourceHandler {
  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let form = try request.server.negotiation.form(of: request.context.request)
    // A list by `metadata.name` has a name too.
    guard request.info.parts.count < 2 else {
      throw .notFound(GroupResource("componentstatuses"), request.info.name)
    }
    let selectors = try ListOptions(request.context.request, isWatch: false).fields?.requirements ?? []
    for selector in selectors where !["metadata.name", "metadata.namespace"].contains(selector.field) {
      throw .badRequest(Selection.onlyMetadata(selector.field))
    }
    let list: JSONValue = ["kind": "ComponentStatusList", "apiVersion": "v1", "metadata": [:], "items": []]
    return ObjectResponse.make(
      list, type: SchemaRegistry.builtIn.type(named: "core/v1.ComponentStatusList"), status: 200, form: form)
  }
}
