import APIMachinery

/// The form an answer is given in, negotiated from the Accept header.
struct ContentForm: Sendable, Equatable {
  enum Encoding: Sendable { case json, yaml, protobuf }

  enum Shape: Sendable, Equatable {
    /// The object itself.
    case object
    /// Rows for people; the version of meta.k8s.io that was asked for.
    case table(version: String)
    case partialMetadata(version: String)
    case partialMetadataList(version: String)
  }

  var encoding: Encoding = .json
  var shape: Shape = .object
  var isPretty = false

  static let plainJSON = ContentForm()

  var mediaType: String {
    switch encoding {
    case .json: "application/json"
    case .yaml: "application/yaml"
    case .protobuf: "application/vnd.kubernetes.protobuf"
    }
  }
}

/// Which forms can be had.
enum Negotiation {
  static let objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
  static let customTypes = ["application/json", "application/yaml"]

  /// The first acceptable clause of the Accept header, best quality first; JSON when there is no header.
  ///
  /// - Parameters:
  ///   - allowsProtobuf: False for custom resources and for answers that have no protobuf form.
  ///   - allowsShapes: Whether the object can be shown as Table or metadata alone.
  static func form(of request: APIRequest, allowsProtobuf: Bool = true, allowsShapes: Bool = false) throws(APIError)
    -> ContentForm
  {
    var form = ContentForm()
    let headers = request.headers.all("Accept")
    if !headers.isEmpty {
      let clauses = MediaType.accepted(headers.joined(separator: ","))
      if !clauses.isEmpty {
        let chosen = clauses.lazy.compactMap {
          accept($0, allowsProtobuf: allowsProtobuf, allowsShapes: allowsShapes)
        }.first
        guard let chosen else { throw .notAcceptable(accepted: allowsProtobuf ? objectTypes : customTypes) }
        form = chosen
      }
    }
    if form.encoding == .json { form.isPretty = isPretty(request) }
    return form
  }

  /// Browsers and curl get indented JSON, as upstream gives it; `pretty` decides where it is given.
  private static func isPretty(_ request: APIRequest) -> Bool {
    if let asked = request.query("pretty") { return asked.isEmpty || RequestInfo.isTrue(asked) }
    let agent = request.headers["User-Agent"] ?? ""
    return agent.hasPrefix("curl/") || agent.hasPrefix("Wget/") || agent.hasPrefix("Mozilla/5.0")
  }

  private static func accept(_ clause: MediaType, allowsProtobuf: Bool, allowsShapes: Bool) -> ContentForm? {
    var form = ContentForm()
    switch clause.essence {
    case "application/json", "*/*", "application/*": form.encoding = .json
    case "application/yaml": form.encoding = .yaml
    case "application/vnd.kubernetes.protobuf" where allowsProtobuf: form.encoding = .protobuf
    default: return nil
    }
    guard let asked = clause.parameters["as"] else { return form }
    guard allowsShapes, clause.parameters["g"] == "meta.k8s.io", let version = clause.parameters["v"],
      version == "v1" || version == "v1beta1"
    else { return nil }
    switch asked {
    case "Table": form.shape = .table(version: version)
    case "PartialObjectMetadata": form.shape = .partialMetadata(version: version)
    case "PartialObjectMetadataList": form.shape = .partialMetadataList(version: version)
    default: return nil
    }
    return form
  }
}
