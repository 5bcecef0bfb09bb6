import APIMachinery

/// The size of a workload in the form that all of them share (`autoscaling/v1` Scale).
struct ScaleHandler: ResourceHandler {
  private static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let endpoint = try request.endpoint()
    let form = try endpoint.form(request.context)
    let main = ResourceEndpoint(server: request.server, resource: endpoint.resource, subresource: nil)
    let name = request.info.name
    let result: JSONValue
    switch request.info.verb {
    case "get":
      guard let object = try main.storage().get(namespace: request.info.namespace, name: name) else {
        throw .notFound(main.groupResource, name)
      }
      result = try await main.read(object)
    case "update":
      let options = try WriteOptions(.update, request.context.request)
      let scale = try request.server.decoding.object(
        request.context, kind: Self.kind, validation: options.fieldValidation)
      result = try await write(main, endpoint, request, options, .update) { _ in scale }
    case "patch":
      let kind = try PatchKind(
        request.context.request, isCustom: false, allowsCBOR: request.server.negotiation.allowsCBOR)
      let options = try WriteOptions(.patch, request.context.request, isApply: kind.isApply)
      let patch = try kind.parse(request.context.request.body).value
      guard let type = request.server.types.type(Self.kind) else { throw .pathNotFound }
      result = try await write(main, endpoint, request, options, .patch) { current throws(APIError) in
        let changed: JSONValue
        switch kind {
        case .json: changed = try JSONPatch.apply(patch, to: current)
        case .strategic: changed = try StrategicMergePatch.apply(patch, to: current, type: type)
        case .merge, .apply, .applyCBOR: changed = try MergePatch.apply(patch, to: current)
        }
        return try request.server.decoding.object(
          BodyDecoding.Body(value: changed), kind: Self.kind, type: type, validation: options.fieldValidation,
          warnings: request.context.warnings
        ).value
      }
    default: throw .methodNotAllowed
    }
    let scale = Self.scale(of: result)
    if case .table(let version) = form.shape {
      let table = try TableRendering(resource: endpoint.resource, server: request.server, context: request.context)
        .table(
          [scale], metadata: ["resourceVersion": .string(scale.resourceVersion)], version: version,
          printer: ScaleTable(), columns: ScaleTable.columns, describedAs: "scale.autoscaling")
      return ObjectResponse.make(table, type: request.server.types.table, status: 200, form: form)
    }
    return ObjectResponse.make(scale, type: request.server.types.type(Self.kind), status: 200, form: form)
  }

  private func write(
    _ main: ResourceEndpoint, _ endpoint: ResourceEndpoint, _ request: HandlerRequest, _ options: WriteOptions,
    _ recordsAs: WriteOptions.Kind, _ make: @escaping @Sendable (JSONValue) throws(APIError) -> JSONValue
  ) async throws(APIError) -> JSONValue {
    let name = request.info.name
    let management = endpoint.fieldManagement(request.context, options)
    let form = SubresourceForm(endpoint: endpoint) { Self.scale(of: $0) }
    var change = ResourceEndpoint.Change(expectsRevision: false, recordsAs: recordsAs) { current throws(APIError) in
      let before = Self.scale(of: current)
      let scale = try await form.admitted(try make(before), old: before, request.context, options)
      guard scale.name.isEmpty || scale.name == name else {
        throw .badRequest("the name of the object (\(scale.name)) does not match the name on the URL (\(name))")
      }
      let replicas = scale[path: "spec", "replicas"]?.integerValue ?? 0
      guard replicas >= 0 else {
        throw .invalid(
          GroupKind(group: "autoscaling", kind: "Scale"), name,
          [.invalid(FieldPath("spec", "replicas"), .integer(replicas), "must be greater than or equal to 0")])
      }
      var new = current
      if !scale.resourceVersion.isEmpty, scale.resourceVersion != current.resourceVersion {
        throw .modified(main.groupResource, name)
      }
      new.set(["spec", "replicas"], to: .integer(replicas))
      management.recordUpdate(&new, old: current)
      return new
    }
    change.ownership = .alreadyRecorded
    change.form = form
    return try await main.apply(change, name: name, request.context, options).object
  }

  private static func scale(of object: JSONValue) -> JSONValue {
    var metadata: JSONValue = [:]
    for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      metadata[key] = object[path: "metadata", key]
    }
    let replicas = object[path: "spec", "replicas"]?.integerValue ?? 0
    var status: JSONValue = ["replicas": object[path: "status", "replicas"] ?? 0]
    let text = selector(of: object)
    if !text.isEmpty { status["selector"] = .string(text) }
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
      "spec": replicas == 0 ? [:] : ["replicas": .integer(replicas)], "status": status,
    ]
  }

  private static func selector(of object: JSONValue) -> String {
    guard let selector = object[path: "spec", "selector"] else { return "" }
    if object["kind"] == "ReplicationController" {
      return JSONValue.strings(selector).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: ",")
    }
    return (try? LabelSelector(object: selector))?.description ?? ""
  }
}
