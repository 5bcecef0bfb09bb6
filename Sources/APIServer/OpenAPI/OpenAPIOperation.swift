import APIMachinery

/// One operation of an OpenAPI document.
struct OpenAPIOperation {
  static let mediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
  private static let streams = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"]
  private static let patchTypes = [
    "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
  ]

  var id: String
  var tag: String
  /// In lower case, as OpenAPI names it.
  var method: String
  /// `get`, `list`, `post`, `put`, `patch`, `delete`, `deletecollection`, `watch`, `watchlist` or `connect`; empty for
  /// operations that are about no kind.
  var action = ""
  var kind: GroupVersionKind?
  var parameters: [String] = []
  /// The schema of the body; nil where there is none.
  var body: JSONValue?
  /// The schema of the answer; nil for one that says nothing but its status.
  var answer: JSONValue?
  var isCustom = false

  var json: JSONValue {
    var operation: JSONValue = ["tags": [.string(tag)], "operationId": .string(id)]
    operation["parameters"] = .array(parameters.map(OpenAPIParameters.query))
    if let body {
      let types = action == "patch" ? Self.patchTypes.filter { !isCustom || !$0.contains("strategic") } : ["*/*"]
      operation["requestBody"] = ["content": Self.content(types, body)]
      // The options of a deletion may be left out.
      if !action.hasPrefix("delete") { operation["requestBody"]?["required"] = true }
    }
    var responses = JSONObject()
    for code in codes {
      var response: JSONValue = ["description": .string(Self.texts[code] ?? "")]
      if let answer, code != 401 { response["content"] = Self.content(answerTypes, answer) }
      responses["\(code)"] = response
    }
    operation["responses"] = .object(responses)
    if !action.isEmpty { operation["x-kubernetes-action"] = .string(action) }
    if let kind { operation["x-kubernetes-group-version-kind"] = OpenAPISchemas.json(kind) }
    return operation
  }

  private static let texts = [200: "OK", 201: "Created", 202: "Accepted", 401: "Unauthorized"]

  private var codes: [Int] {
    switch action {
    case "post": [200, 201, 202, 401]
    case "put", "patch": [200, 201, 401]
    case "delete": [200, 202, 401]
    default: [200, 401]
    }
  }

  private var answerTypes: [String] {
    if action == "connect" { return ["*/*"] }
    let types = isCustom ? Array(Self.mediaTypes.prefix(2)) : Self.mediaTypes
    switch action {
    case "list", "watch", "watchlist": return types + Self.streams.prefix(isCustom ? 1 : 2)
    case "get" where kind?.kind == "Pod" && id.hasSuffix("Log"): return ["text/plain"] + types
    default: return types
    }
  }

  private static func content(_ types: [String], _ schema: JSONValue) -> JSONValue {
    .object(JSONObject(types.map { ($0, ["schema": schema]) }))
  }
}
