import APIMachinery

/// Requests that the server makes to itself, in its own name.
struct OwnRequests: Sendable {
  struct Answer: Sendable {
    var status: Int
    var body: JSONValue
    var message: String { body["message"]?.stringValue ?? "status \(status)" }
  }

  let server: APIServer

  /// Status 0 where the server is going down.
  func send(_ method: String, _ path: String, _ body: JSONValue? = .none) async -> Answer {
    let headers = Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36")])
    let request = APIRequest(method: method, path: path, headers: headers, body: body?.encoded() ?? [])
    guard let response = try? await server.transport(as: .apiServer).send(request) else {
      return Answer(status: 0, body: .null)
    }
    guard case .bytes(let bytes) = response.body else { return Answer(status: response.status, body: .null) }
    return Answer(status: response.status, body: (try? JSONParser.parse(bytes)) ?? .null)
  }
}
