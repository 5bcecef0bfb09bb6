import APIMachinery

/// The form an answer is given in, negotiated from the Accept header.
struct ContentForm: Sendable, Equatable {
  enum Encoding: Sendable { case json, yaml, protobuf, cbor }

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
    case .cbor: "application/cbor"
    }
  }
}

/// Which forms can be had.
struct Negotiation: Sendable {
  /// False for custom resources and for answers that have no protobuf form: objects can't be had in it, only their metadata.
  var allowsProtobuf = true
  /// The `CBORServingAndStorage` feature is on.
  var allowsCBOR = false

  /// In the order upstream lists them.
  var mediaTypes: [String] { encodings.map(\.mediaType) }

  private var encodings: [ContentForm] {
    var all = [ContentForm(encoding: .json), ContentForm(encoding: .yaml), ContentForm(encoding: .protobuf)]
    if allowsCBOR { all.append(ContentForm(encoding: .cbor)) }
    return all
  }

  /// What watches can be in: YAML is none of them.
  var streamTypes: [String] {
    encodings.filter { $0.encoding != .yaml }
      .map { $0.encoding == .cbor ? "application/cbor-seq" : "\($0.mediaType);stream=watch" }
  }

  /// The first acceptable clause of the Accept header, best first; JSON when there is no header.
  ///
  /// - Parameter allowsShapes: Whether the object can be shown as Table or metadata alone.
  func form(of request: APIRequest, allowsShapes: Bool = false) throws(APIError) -> ContentForm {
    var form = ContentForm()
    if let header = request.headers["Accept"], !header.isEmpty, header != "application/json" {
      let clauses = AcceptHeader.clauses(header)
      guard let chosen = clauses.lazy.compactMap({ accept($0, allowsShapes: allowsShapes) }).first else {
        throw .notAcceptable(accepted: mediaTypes)
      }
      form = chosen
    }
    if form.encoding == .json { form.isPretty = form.isPretty || Self.isPretty(request) }
    return form
  }

  /// Nil for media types that can't be had.
  func encoding(_ essence: String) -> ContentForm.Encoding? {
    switch essence {
    case "application/json", "*/*", "application/*": .json
    case "application/yaml": .yaml
    case "application/vnd.kubernetes.protobuf" where allowsProtobuf: .protobuf
    case "application/cbor" where allowsCBOR: .cbor
    default: nil
    }
  }

  /// Browsers and curl get indented JSON, as upstream gives it; `pretty` decides where it is given.
  private static func isPretty(_ request: APIRequest) -> Bool {
    if let asked = request.query("pretty"), !asked.isEmpty {
      return ["1", "t", "T", "TRUE", "true", "True"].contains(asked)
    }
    let agent = request.headers["User-Agent"] ?? ""
    return agent.hasPrefix("curl") || agent.hasPrefix("Wget") || agent.hasPrefix("Mozilla/5.0")
  }

  private func accept(_ clause: MediaType, allowsShapes: Bool) -> ContentForm? {
    for candidate in encodings
    where clause.essence == candidate.mediaType
      || clause.subtype == "*" && (clause.type == "*" || clause.type == "application")
    {
      if let form = accept(clause.parameters, candidate, allowsShapes: allowsShapes) { return form }
    }
    return nil
  }

  /// Upstream's `acceptMediaTypeOptions` with a resource's `AllowsMediaTypeTransform`.
  private func accept(_ parameters: [String: String], _ candidate: ContentForm, allowsShapes: Bool) -> ContentForm? {
    var form = candidate
    form.isPretty = candidate.encoding == .json && parameters["pretty"] == "1"
    if let stream = parameters["stream"], stream != "watch" || candidate.encoding == .yaml { return nil }
    if let version = parameters["sv"], !allowsShapes || version != "v1" { return nil }
    guard parameters["as"] ?? parameters["g"] ?? parameters["v"] != nil else {
      return candidate.encoding == .protobuf && !allowsProtobuf ? nil : form
    }
    guard allowsShapes, parameters["g"] == "meta.k8s.io", let version = parameters["v"],
      version == "v1" || version == "v1beta1"
    else { return nil }
    switch parameters["as"] {
    case "Table" where candidate.encoding == .json || candidate.encoding == .yaml:
      form.shape = .table(version: version)
    case "PartialObjectMetadata": form.shape = .partialMetadata(version: version)
    case "PartialObjectMetadataList": form.shape = .partialMetadataList(version: version)
    default: return nil
    }
    return form
  }
}
