import APIMachinery

/// A recorded conversation with kube-apiserver.
struct Transcript {
  struct Step {
    var method: String
    var path: String
    var query: JSONValue
    var contentType: String
    var requestBody: JSONValue
    var status: Int64
    var body: JSONValue

    init(_ json: JSONValue) {
      let request = json["request"] ?? .null
      method = request["method"]?.stringValue ?? ""
      path = request["path"]?.stringValue ?? ""
      query = request["query"] ?? .null
      contentType = "application/json"
      for header in request["headers"]?.objectValue?.members ?? [] where header.key.lowercased() == "content-type" {
        contentType = header.value.stringValue ?? ""
      }
      requestBody = request["body"] ?? .null
      if case .string(let text) = requestBody, let parsed = try? YAMLCodec.decode(Array(text.utf8)) {
        requestBody = parsed
      }
      status = json["response"]?["status"]?.integerValue ?? 0
      body = json["response"]?["body"] ?? .null
    }

    /// The type of the object that was answered.
    var type: ObjectType? {
      guard let apiVersion = body["apiVersion"]?.stringValue, let kind = body["kind"]?.stringValue, kind != "Status",
        let groupVersionKind = try? GroupVersionKind(apiVersion: apiVersion, kind: kind)
      else { return nil }
      return SchemaRegistry.builtIn.type(for: groupVersionKind)
    }
  }

  var name: String
  var steps: [Step]

  static let folder = "kubernetes-1.36/transcripts"

  /// Every recorded conversation of an area.
  static func all(_ area: String) throws -> [Transcript] {
    try Facts.lines(of: "\(folder)/\(area).jsonl").map { line in
      let json = try JSONParser.parse(line)
      return Transcript(
        name: json["name"]?.stringValue ?? "", steps: (json["steps"]?.arrayValue ?? []).map(Step.init))
    }
  }
}
