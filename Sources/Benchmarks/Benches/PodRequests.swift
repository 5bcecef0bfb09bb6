internal import APIMachinery

/// The requests that are made, with little work for each.
struct PodRequests: Sendable {
  private static let mark = "pod-name-here"
  let path: String
  private let before: [UInt8]
  private let after: [UInt8]
  private let token: String

  /// - Parameters:
  ///   - token: Sent along; empty for clients with a certificate.
  ///   - sample: The Pod of this name in this namespace.
  init(
    namespace: String, token: String = "",
    sample: (String, String) -> JSONValue = { PodSample.manifest(name: $0, namespace: $1) }
  ) {
    self.token = token
    path = "/api/v1/namespaces/\(namespace)/pods"
    let text = sample(Self.mark, namespace).jsonText
    let parts = text.split(separator: Self.mark, maxSplits: 1)
    before = Array((parts.first ?? "").utf8)
    after = Array((parts.dropFirst().first ?? "").utf8)
  }

  func create(number: Int) -> APIRequest {
    var headers = Headers([("Content-Type", "application/json"), ("User-Agent", "bench")])
    if !token.isEmpty { headers["Authorization"] = "Bearer \(token)" }
    return APIRequest(
      method: "POST", path: path, headers: headers, body: before + Array("web-\(number)".utf8) + after)
  }

  func get(number: Int) -> APIRequest {
    APIRequest(method: "GET", path: "\(path)/web-\(number)", headers: Headers([("Accept", "application/json")]))
  }

  func patch(number: Int, value: String) -> APIRequest {
    APIRequest(
      method: "PATCH", path: "\(path)/web-\(number)",
      headers: Headers([("Content-Type", "application/strategic-merge-patch+json"), ("User-Agent", "bench")]),
      body: Array(#"{"metadata":{"labels":{"round":"\#(value)"}}}"#.utf8))
  }

  func list(limit: Int? = nil, asTable: Bool = false) -> APIRequest {
    let form = asTable ? "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" : "application/json"
    return APIRequest(
      method: "GET", path: path, query: limit.map { [QueryItem("limit", "\($0)")] } ?? [],
      headers: Headers([("Accept", form)]))
  }

  func watch() -> APIRequest {
    APIRequest(
      method: "GET", path: path, query: [QueryItem("watch", "true"), QueryItem("resourceVersion", "0")],
      headers: Headers([("Accept", "application/json")]))
  }
}
