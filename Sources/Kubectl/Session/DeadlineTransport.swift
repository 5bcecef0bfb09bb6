import APIMachinery

/// An answer took longer than `--request-timeout`.
struct RequestTimeout: Error {}

/// Gives up requests that take too long, the reading of their bodies included.
struct DeadlineTransport: APITransport {
  let inner: any APITransport
  let limit: Duration
  let time: any TimeSource

  func send(_ request: APIRequest) async throws -> APIResponse {
    let deadline = time.uptime() + limit
    var request = request
    // The server ends a watch by itself then.
    request.query.append(QueryItem("timeout", GoDuration(limit).description))
    let sent = request
    var response = try await within(deadline) { try await inner.send(sent) }
    if case .stream(let stream) = response.body {
      response.body = .stream(
        ByteStream(
          next: { [self] in
            do {
              return try await within(deadline) { try await stream.next() }
            } catch {
              stream.cancel()
              throw error
            }
          }, cancel: { stream.cancel() }))
    }
    return response
  }

  private func within<Value: Sendable>(
    _ deadline: Duration, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let left = max(.zero, deadline - time.uptime())
    guard let value = try await Deadline.run(left, time: time, body) else { throw RequestTimeout() }
    return value
  }
}
