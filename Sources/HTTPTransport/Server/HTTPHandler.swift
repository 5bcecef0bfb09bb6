public import APIMachinery

/// What answers the requests that an ``HTTPServer`` receives.
public protocol HTTPHandler: Sendable {
  /// Answers one request. Runs on the global executor; cancelled when the peer goes away.
  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse

  /// Answers at once what needs no waiting, such as a read from a cache; nil leaves the request to
  /// ``handle(_:connection:)``. Runs on the connection's event loop, where every microsecond holds up other
  /// connections: it must not block, and should take well under a millisecond.
  func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse?
}

extension HTTPHandler {
  public func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }
}

/// A handler made of a function.
public struct FunctionHandler: HTTPHandler {
  private let answer: @Sendable (APIRequest, ConnectionInfo) async -> APIResponse

  public init(_ answer: @escaping @Sendable (APIRequest, ConnectionInfo) async -> APIResponse) {
    self.answer = answer
  }

  public func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    await answer(request, connection)
  }
}
