import APIMachinery
import Storage

/// Watch events as bytes, in the form a watch asked for.
struct WatchEncoder: Sendable {
  let endpoint: ResourceEndpoint
  let form: ContentForm
  let context: RequestContext

  func response(_ stream: ByteStream) -> APIResponse {
    var headers = Headers([("Cache-Control", "no-cache, private")])
    switch form.encoding {
    case .json, .yaml: headers["Content-Type"] = "application/json"
    case .protobuf: headers["Content-Type"] = "application/vnd.kubernetes.protobuf;stream=watch"
    case .cbor: headers["Content-Type"] = "application/cbor-seq"
    }
    return APIResponse(status: 200, headers: headers, body: .stream(stream))
  }

  func encode(_ events: [WatchCacheEvent]) async -> [UInt8] {
    var bytes: [UInt8] = []
    for event in events {
      switch event {
      case .object(let watched):
        bytes += endpoint.resource.conversion?.isRemote == true ? await convert(watched) : encode(watched)
      case .bookmark(let revision, let endsInitialEvents):
        bytes += frame(
          "BOOKMARK", bookmark(revision, endsInitialEvents: endsInitialEvents), type: endpoint.resource.type)
      }
    }
    return bytes
  }

  private var isStoredForm: Bool {
    form.encoding == .json && form.shape == .object && endpoint.resource.conversion == nil
  }

  /// For conversions that ask somebody else; a failure goes to the client in place of the event.
  private func convert(_ watched: WatchedObject) async -> [UInt8] {
    do throws(APIError) {
      let shaped = try Shaping.shape(
        try await endpoint.read(watched.object), form: form, resource: endpoint.resource, server: endpoint.server,
        context: context)
      return frame(watched.kind.rawValue, shaped.object, type: shaped.type)
    } catch {
      return self.error(error)
    }
  }

  private func encode(_ watched: WatchedObject) -> [UInt8] {
    if isStoredForm { return watched.line }
    // One encoding serves every watcher of the same form.
    let name = "\(endpoint.resource.apiVersion) \(form.encoding) \(form.shape)"
    return watched.encoding(name) {
      let decoded = watched.object.decoded()
      let object = endpoint.resource.conversion?.fromStored(decoded) ?? decoded
      guard
        let shaped = try? Shaping.shape(
          object, form: form, resource: endpoint.resource, server: endpoint.server, context: context)
      else { return [] }
      return frame(watched.kind.rawValue, shaped.object, type: shaped.type)
    }
  }

  /// The error that ends a watch.
  func error(_ error: APIError) -> [UInt8] {
    frame("ERROR", error.status, type: endpoint.server.types.status)
  }

  private func bookmark(_ revision: Revision, endsInitialEvents: Bool) -> JSONValue {
    var metadata: JSONValue = ["resourceVersion": .string("\(revision)")]
    if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    var object: JSONValue = [
      "kind": .string(endpoint.resource.kind), "apiVersion": .string(endpoint.resource.apiVersion),
      "metadata": metadata,
    ]
    switch form.shape {
    case .partialMetadata(let version): object = Shaping.partial(object, version: version)
    case .table(let version):
      object = [
        "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
        "columnDefinitions": .null, "rows": .null,
      ]
    default:
      if let type = endpoint.resource.type { endpoint.server.decoding.complete(&object, type: type) }
    }
    return object
  }

  private func frame(_ type: String, _ object: JSONValue, type schema: ObjectType?) -> [UInt8] {
    switch form.encoding {
    case .json:
      return JSONValue.object(JSONObject([("type", .string(type)), ("object", object)])).encoded()
        + [UInt8(ascii: "\n")]
    case .yaml: return []  // Refused before the watch began.
    case .protobuf:
      return WireForm.watchFrame(type: type, object: object, schema: schema)
    case .cbor: return CBORCodec.watchEvent(type: type, object: object)
    }
  }
}
