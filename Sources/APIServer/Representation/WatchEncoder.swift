import APIMachinery
import Storage
import Synchronization

/// Watch events as bytes, in the form a watch asked for.
struct WatchEncoder: Sendable {
  let endpoint: ResourceEndpoint
  let form: ContentForm
  let context: RequestContext
  private let columns = ShownColumns()

  init(endpoint: ResourceEndpoint, form: ContentForm, context: RequestContext) {
    self.endpoint = endpoint
    self.form = form
    self.context = context
  }

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
        let (object, type) = bookmark(revision, endsInitialEvents: endsInitialEvents)
        bytes += frame("BOOKMARK", withColumns(object, shown: columns.show()), type: type)
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
      let shaped = try shape(try await endpoint.read(watched.object))
      return frame(watched.kind.rawValue, withColumns(shaped.object, shown: columns.show()), type: shaped.type)
    } catch {
      return self.error(error)
    }
  }

  private func shape(_ object: JSONValue) throws(APIError) -> Shaping.Shaped {
    try Shaping.shape(
      object, form: form, resource: endpoint.resource, server: endpoint.server, context: context)
  }

  private func encode(_ watched: WatchedObject) -> [UInt8] {
    if isStoredForm { return watched.line }
    var name = "\(endpoint.resource.apiVersion) \(form.encoding) \(form.shape)"
    let shown = columns.show()
    if case .table = form.shape { name += " \(shown) \(context.request.query("includeObject") ?? "")" }
    // One encoding serves every watcher of the same form.
    return watched.encoding(name) {
      let decoded = watched.object.decoded()
      let object = endpoint.resource.conversion?.fromStored(decoded) ?? decoded
      guard let shaped = try? shape(object) else { return [] }
      return frame(watched.kind.rawValue, withColumns(shaped.object, shown: shown), type: shaped.type)
    }
  }

  /// A Table without its column definitions after the first.
  private func withColumns(_ object: JSONValue, shown: Bool) -> JSONValue {
    guard case .table = form.shape, !shown, object["kind"] == "Table" else { return object }
    var table = object
    table["columnDefinitions"] = .null
    return table
  }

  /// The error that ends a watch.
  func error(_ error: APIError) -> [UInt8] {
    frame("ERROR", error.status, type: endpoint.server.types.status)
  }

  private func bookmark(_ revision: Revision, endsInitialEvents: Bool) -> (object: JSONValue, type: ObjectType?) {
    var metadata: JSONValue = ["resourceVersion": .string("\(revision)")]
    if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    var object: JSONValue = [
      "kind": .string(endpoint.resource.kind), "apiVersion": .string(endpoint.resource.apiVersion),
      "metadata": metadata,
    ]
    let type = endpoint.resource.type
    switch form.shape {
    case .partialMetadata(let version):
      return (Shaping.partial(object, version: version), endpoint.server.types.partialMetadata)
    case .table(let version):
      if let type { endpoint.server.decoding.complete(&object, type: type) }
      let asked = try? TableRendering.inclusion(context.request)
      // The annotation is told even to those who want rows only.
      let included = asked == TableRendering.Inclusion.none && endsInitialEvents ? .metadata : asked
      let table = try? TableRendering(resource: endpoint.resource, server: endpoint.server, context: context).table(
        [object], metadata: ["resourceVersion": .string("\(revision)")], version: version, including: included)
      return (table ?? object, endpoint.server.types.table)
    default:
      if let type { endpoint.server.decoding.complete(&object, type: type) }
      return (object, type)
    }
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

/// Whether a watch has shown the columns of its Tables: only the first has them.
private final class ShownColumns: Sendable {
  private let areShown = Atomic(false)

  /// True for the first who asks.
  func show() -> Bool { !areShown.exchange(true, ordering: .relaxed) }
}
