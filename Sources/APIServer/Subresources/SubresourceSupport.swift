import APIMachinery

/// What handlers of subresources share.
extension HandlerRequest {
  /// `Status: Success` as an answer to a create.
  func created() throws(APIError) -> APIResponse {
    let status: JSONValue = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201]
    return ObjectResponse.make(
      status, type: server.types.status, status: 201, form: try Negotiation.form(of: context.request))
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
    let form = try Negotiation.form(of: request.context.request)
    guard request.info.name.isEmpty else {
      throw .notFound(GroupResource("componentstatuses"), request.info.name)
    }
    let list: JSONValue = ["kind": "ComponentStatusList", "apiVersion": "v1", "metadata": [:], "items": []]
    return ObjectResponse.make(
      list, type: SchemaRegistry.builtIn.type(named: "core/v1.ComponentStatusList"), status: 200, form: form)
  }
}
