import APIMachinery

/// The scale subresource of a custom resource, whose numbers lie where its definition says.
struct CustomScaleHandler {
  private static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
  /// Stands for a number that isn't there, so that a patch that doesn't set it is found out.
  private static let unset = Int64(Int32.min)

  let endpoint: ResourceEndpoint
  let paths: CustomResourceInfo.ScalePaths

  private var server: APIServer { endpoint.server }
  private var main: ResourceEndpoint {
    ResourceEndpoint(server: server, resource: endpoint.resource, subresource: nil)
  }

  func respond(to context: RequestContext) async throws(APIError) -> APIResponse {
    var form = try server.negotiation.form(of: context.request)
    form.shape = .object
    let scale: JSONValue
    switch context.info.verb {
    case "get":
      guard let object = try endpoint.storage().get(namespace: context.info.namespace, name: context.info.name) else {
        throw .notFound(endpoint.groupResource, context.info.name)
      }
      let (found, hasReplicas) = try self.scale(of: try await endpoint.read(object))
      guard hasReplicas else {
        throw .internalError("the spec replicas field \(quoted(paths.specReplicasText)) does not exist")
      }
      scale = found
    case "update":
      let options = try WriteOptions(.update, context.request)
      let given = try server.decoding.object(context, kind: Self.kind, validation: options.fieldValidation)
      scale = try await write(context, options, .update) { _ in given }
    case "patch": scale = try await patch(context)
    default: throw .methodNotAllowed
    }
    return ObjectResponse.make(scale, type: server.types.type(Self.kind), status: 200, form: form)
  }

  private func patch(_ context: RequestContext) async throws(APIError) -> JSONValue {
    let kind = try PatchKind(context.request, isCustom: true, allowsCBOR: server.negotiation.allowsCBOR)
    let options = try WriteOptions(.patch, context.request, isApply: kind.isApply)
    let patch = try kind.parse(context.request.body).value
    guard let type = server.types.type(Self.kind) else { throw .pathNotFound }
    return try await write(context, options, .patch) { [server] current throws(APIError) in
      let changed: JSONValue
      switch kind {
      case .json: changed = try JSONPatch.apply(patch, to: current)
      case .strategic, .merge, .apply, .applyCBOR: changed = try MergePatch.apply(patch, to: current)
      }
      return try server.decoding.object(
        BodyDecoding.Body(value: changed), kind: Self.kind, type: type, validation: options.fieldValidation,
        warnings: context.warnings
      ).value
    }
  }

  private func write(
    _ context: RequestContext, _ options: WriteOptions, _ recordsAs: WriteOptions.Kind,
    _ make: @escaping @Sendable (JSONValue) throws(APIError) -> JSONValue
  ) async throws(APIError) -> JSONValue {
    let name = context.info.name
    let management = endpoint.fieldManagement(context, options)
    let form = SubresourceForm(endpoint: endpoint) { [self] object throws(APIError) in try scale(of: object).scale }
    var change = ResourceEndpoint.Change(expectsRevision: false, recordsAs: recordsAs) {
      [self] current throws(APIError) in
      var (before, hasReplicas) = try scale(of: current)
      if !hasReplicas { before.set(["spec", "replicas"], to: .integer(Self.unset)) }
      let scale = try await form.admitted(try make(before), old: before, context, options)
      guard scale.name.isEmpty || scale.name == name else {
        throw .badRequest("the name of the object (\(scale.name)) does not match the name on the URL (\(name))")
      }
      let replicas = scale[path: "spec", "replicas"]?.integerValue ?? 0
      guard replicas != Self.unset else {
        throw .badRequest("the spec replicas field \(quoted(paths.specReplicasText)) cannot be empty")
      }
      var new = current
      new.set(paths.specReplicas, to: .integer(replicas))
      if !scale.resourceVersion.isEmpty { new.setMetadata("resourceVersion", .string(scale.resourceVersion)) }
      management.recordUpdate(&new, old: current)
      return new
    }
    change.ownership = .alreadyRecorded
    change.form = form
    return try scale(of: try await main.apply(change, name: name, context, options).object).scale
  }

  private func scale(of object: JSONValue) throws(APIError) -> (scale: JSONValue, hasReplicas: Bool) {
    do throws(ParseError) {
      let replicas = try NestedField.integer(object, paths.specReplicas)
      var metadata: JSONValue = [:]
      for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        metadata[key] = object[path: "metadata", key]
      }
      var status: JSONValue = ["replicas": .integer(try NestedField.integer(object, paths.statusReplicas) ?? 0)]
      if let path = paths.labelSelector, let selector = try NestedField.string(object, path), !selector.isEmpty {
        status["selector"] = .string(selector)
      }
      let spec: JSONValue = replicas.map { $0 == 0 ? [:] : ["replicas": .integer($0)] } ?? [:]
      return (
        ["kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec, "status": status],
        replicas != nil
      )
    } catch {
      throw .internalError(error.message)
    }
  }
}
