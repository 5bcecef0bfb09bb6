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
  /// False for custom resources and for answers that have no protobuf form.
  var allowsProtobuf = true
  /// The `CBORServingAndStorage` feature is on.
  var allowsCBOR = false

  /// In the order upstream lists them.
  var mediaTypes: [String] {
    ["application/json", "application/yaml"] + (allowsProtobuf ? ["application/vnd.kubernetes.protobuf"] : [])
      + (allowsCBOR ? ["application/cbor"] : [])
  }

  /// What watches can be in: YAML is none of them.
  var streamTypes: [String] { mediaTypes.filter { $0 != "application/yaml" }.map { "\($0);stream=watch" } }

  /// The first acceptable clause of the Accept header, best quality first; JSON when there is no header.
  ///
  /// - Parameter allowsShapes: Whether the object can be shown as Table or metadata alone.
  func form(of request: APIRequest, allowsShapes: Bool = false) throws(APIError) -> ContentForm {
    var form = ContentForm()
    let headers = request.headers.all("Accept")
    if !headers.isEmpty {
      let clauses = MediaType.accepted(headers.joined(separator: ","))
      if !clauses.isEmpty {
        let chosen = clauses.lazy.compactMap {
          accept($0, allowsShapes: allowsShapes)
        }.first
        guard let chosen else { throw .notAcceptable(accepted: mediaTypes) }
        form = chosen
      }
    }
    if form.encoding == .json { form.isPretty = Self.isPretty(request) }
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
    if let asked = request.query("pretty") { return asked.isEmpty || RequestInfo.isTrue(asked) }
    let agent = request.headers["User-Agent"] ?? ""
    return agent.hasPrefix("curl/") || agent.hasPrefix("Wget/") || agent.hasPrefix("Mozilla/5.0")
  }

  private func accept(_ clause: MediaType, allowsShapes: Bool) -> ContentForm? {
    guard let encoding = encoding(clause.essence) else { return nil }
    var form = ContentForm(encoding: encoding)
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
