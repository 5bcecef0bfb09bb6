import APIMachinery

/// Adds one header field to every request.
struct HeaderTransport: APITransport {
  let inner: any APITransport
  let name: String
  let value: String

  func send(_ request: APIRequest) async throws -> APIResponse {
    var request = request
    request.headers[name] = value
    return try await inner.send(request)
  }
}

/// Prints every request with its answer's status on standard error (`-v=6`).
struct TracingTransport: APITransport {
  let inner: any APITransport
  let server: String
  let time: any TimeSource

  func send(_ request: APIRequest) async throws -> APIResponse {
    let start = time.uptime()
    let response = try await inner.send(request)
    let milliseconds = (time.uptime() - start).components.attoseconds / 1_000_000_000_000_000
    let query = request.query.map { "\($0.name)=\(PercentEncoding.encodePath($0.value))" }.joined(separator: "&")
    Terminal.printError(
      "\(request.method) \(server)\(request.path)\(query.isEmpty ? "" : "?" + query) \(response.status) in \(milliseconds) milliseconds"
    )
    return response
  }
}
