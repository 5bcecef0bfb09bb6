import APIMachinery
import HTTPTransport

/// Passes a request on to another server and its answer back, streams and changed protocols included.
struct ProxiedRequest: Sendable {
  let client: HTTPClient

  /// Headers that belong to one connection, and those that say who the caller is here.
  private static let dropped: Set<String> = [
    "authorization", "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "content-length", "host", "impersonate-user", "impersonate-group", "impersonate-uid",
  ]

  /// - Parameter added: Headers for the other server beside the caller's.
  func send(
    _ original: APIRequest, path: String, query: [QueryItem], added: [(String, String)] = []
  ) async throws(APIError) -> APIResponse {
    let isUpgrade = original.headers["Upgrade"] != nil
    var headers = Headers()
    for field in original.headers.fields {
      let name = field.name.lowercased()
      if Self.dropped.contains(name) || name.hasPrefix("impersonate-extra-"), !(isUpgrade && name == "connection") {
        continue
      }
      headers.add(field.name, field.value)
    }
    for (name, value) in added { headers[name] = value }
    let request = APIRequest(
      method: original.method, path: path, query: query, headers: headers, body: original.body)
    do {
      guard isUpgrade else {
        var response = try await client.send(request)
        for name in ["Connection", "Transfer-Encoding", "Content-Length"] { response.headers[name] = nil }
        return response
      }
      switch try await client.upgrade(request) {
      case .refused(let response): return response
      case .upgraded(let response, let far):
        return APIResponse(
          status: response.status, headers: response.headers, body: .upgrade { near in await near.join(far) })
      }
    } catch {
      throw .serviceUnavailable("error trying to reach service: \(error)")
    }
  }
}
