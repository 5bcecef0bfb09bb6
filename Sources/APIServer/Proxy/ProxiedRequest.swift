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

  /// - Parameters:
  ///   - added: Headers for the other server instead of the caller's.
  ///   - identity: Headers that may be there several times.
  func send(
    _ original: APIRequest, path: String, query: [QueryItem], added: [(String, String)] = [],
    identity: [(String, String)] = []
  ) async throws(APIError) -> APIResponse {
    let isUpgrade = original.headers["Upgrade"] != nil
    let hops = Self.namedByConnection(original.headers)
    var headers = Headers()
    for field in original.headers.fields {
      let name = field.name.lowercased()
      let isOfConnection = Self.dropped.contains(name) || hops.contains(name)
      if isOfConnection || name.hasPrefix("impersonate-extra-"),
        !(isUpgrade && (name == "connection" || name == "upgrade"))
      {
        continue
      }
      headers.add(field.name, field.value)
    }
    for (name, value) in added { headers[name] = value }
    for (name, value) in identity { headers.add(name, value) }
    let request = APIRequest(
      method: original.method, path: path, query: query, headers: headers, body: original.body)
    do {
      guard isUpgrade else {
        var response = try await client.send(request)
        for name in ["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"] { response.headers[name] = nil }
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

  /// Headers that the caller's `Connection` says are meant for this server alone.
  private static func namedByConnection(_ headers: Headers) -> Set<String> {
    var names: Set<String> = []
    for value in headers.all("Connection") {
      for name in value.split(separator: ",") { names.insert(String(name).trimmingSpaces.lowercased()) }
    }
    return names
  }
}
