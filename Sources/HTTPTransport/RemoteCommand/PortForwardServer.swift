public import APIMachinery
internal import Synchronization

/// The server's side of port-forward: SPDY, or SPDY inside a WebSocket (kubectl since 1.31).
///
/// For every connection that a user makes to the forwarded port, the client opens two streams with the same request
/// number: one for errors, one for data.
public enum PortForwardServer {
  static let version = "portforward.k8s.io"
  static let tunnelVersion = "SPDY/3.1+portforward.k8s.io"
  /// Connections open at a time over one session.
  private static let connectionsMax = 512

  /// Answers an upgrade request.
  ///
  /// - Parameter dial: Connects to a port inside the pod; what it throws is reported to the user as text.
  public static func respond(
    to request: APIRequest, dial: @escaping @Sendable (_ port: Int) async throws -> any DuplexStream
  ) -> APIResponse {
    respond(to: request) { connection in
      guard let session = try? SPDYSession(connection, role: .server) else { return }
      await serve(session, dial)
    }
  }

  /// Answers an upgrade request by handing the SPDY connection, taken out of a WebSocket if need be, to `converse`:
  /// for servers that pass it on as it is.
  public static func respond(
    to request: APIRequest, converse: @escaping @Sendable (any DuplexStream) async -> Void
  ) -> APIResponse {
    if WebSocketHandshake.isRequested(by: request) {
      guard WebSocketHandshake.offers(of: request).contains(tunnelVersion),
        let headers = WebSocketHandshake.accept(request, subprotocol: tunnelVersion)
      else { return .refusal(400, "unable to upgrade: unsupported WebSocket subprotocol or version") }
      return APIResponse(
        status: 101, headers: headers,
        body: .upgrade { connection in
          let tunnel = WebSocketTunnel(WebSocketConnection(connection, role: .server), over: connection)
          await converse(tunnel)
          await tunnel.finish()
        })
    }
    guard request.headers.hasToken("spdy/3.1", in: "Upgrade") else {
      return .refusal(400, "unable to upgrade: missing upgrade headers in request")
    }
    guard let (agreed, headers) = SPDYHandshake.accept(request, versions: [version]), agreed == version else {
      return SPDYHandshake.refusal(request, versions: [version])
    }
    return APIResponse(status: 101, headers: headers, body: .upgrade(converse))
  }

  /// Whether the client wants SPDY inside a WebSocket, and not SPDY itself or the older protocol of channels.
  public static func isTunnelRequested(by request: APIRequest) -> Bool {
    WebSocketHandshake.isRequested(by: request) && WebSocketHandshake.offers(of: request).contains(tunnelVersion)
  }

  /// Answers an upgrade request by joining the client to another server, which only speaks SPDY.
  ///
  /// - Parameters:
  ///   - transport: Leads to that server.
  ///   - forwarded: What to ask it; the headers of the protocol are added.
  /// - Throws: When that server can't be reached. Its refusal is returned.
  public static func respond(
    to request: APIRequest, joining transport: any APITransport, _ forwarded: APIRequest
  ) async throws -> APIResponse {
    let far: any DuplexStream
    do {
      far = try await RemoteCommandClient.upgrade(
        transport, SPDYHandshake.request(forwarded, versions: [version])
      ).1
    } catch let refused as RemoteCommandClient.Refused {
      return refused.response
    }
    let response = respond(to: request) { (near: any DuplexStream) in await near.join(far) }
    if response.status != 101 { far.close() }
    return response
  }

  private static func serve(
    _ session: SPDYSession, _ dial: @escaping @Sendable (Int) async throws -> any DuplexStream
  ) async {
    await raceAgainstConnection {
      try? await session.run()
    } work: {
      await withTaskGroup(of: Void.self) { group in
        var halves: [String: SPDYStream] = [:]
        var running = 0
        while let stream = await session.accept() {
          guard let id = stream.headers["requestID"], halves.count < connectionsMax else {
            stream.close()
            continue
          }
          guard let other = halves.removeValue(forKey: id) else {
            halves[id] = stream
            continue
          }
          let isData = stream.headers["streamType"] == "data"
          let (data, error) = isData ? (stream, other) : (other, stream)
          if running >= connectionsMax {
            await group.next()
            running -= 1
          }
          running += 1
          group.addTask { await forward(data, error, dial) }
        }
        group.cancelAll()
      }
    }
  }

  private static func forward(
    _ data: SPDYStream, _ error: SPDYStream, _ dial: @Sendable (Int) async throws -> any DuplexStream
  ) async {
    guard let port = data.headers["port"].flatMap({ Int($0) }), (1...65_535).contains(port) else {
      await fail(data, error, "port is missing or invalid")
      return
    }
    do {
      let target = try await dial(port)
      // The client closes its side of the error stream at once and waits for ours.
      await data.join(target)
      await error.finish()
    } catch let failure {
      await fail(data, error, "error forwarding port \(port): \(failure)")
    }
  }

  private static func fail(_ data: SPDYStream, _ error: SPDYStream, _ message: String) async {
    try? await error.write(Array(message.utf8))
    await error.finish()
    await data.finish()
    data.close()
  }
}

/// The client's side of port-forward.
public final class PortForwardClient: Sendable {
  private let session: SPDYSession
  private let nextRequest = Mutex(0)

  private init(_ session: SPDYSession) {
    self.session = session
  }

  /// Connects, over a WebSocket if the server takes that and plain SPDY otherwise, and runs `body`; the connection
  /// is closed when it returns.
  public static func connect<Value: Sendable>(
    _ transport: any APITransport, _ request: APIRequest,
    body: @escaping @Sendable (PortForwardClient) async throws -> Value
  ) async throws -> Value {
    let connection = try await dial(transport, request)
    defer { connection.close() }
    let session = try SPDYSession(connection, role: .client)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try? await session.run()
        return nil
      }
      group.addTask { try await body(PortForwardClient(session)) }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        guard let value = ended else { throw TransportError(.closed, "lost connection to pod") }
        return value
      }
      throw CancellationError()
    }
  }

  private static func dial(_ transport: any APITransport, _ request: APIRequest) async throws -> any DuplexStream {
    let asked = WebSocketHandshake.request(request, subprotocols: [PortForwardServer.tunnelVersion])
    do {
      let (response, connection) = try await RemoteCommandClient.upgrade(transport, asked)
      guard WebSocketHandshake.isAccepted(response, for: asked) else {
        throw TransportError(.protocolViolation, "websocket: bad handshake")
      }
      return WebSocketTunnel(WebSocketConnection(connection, role: .client), over: connection)
    } catch let refused as RemoteCommandClient.Refused where refused.response.status == 400 {
      let plain = SPDYHandshake.request(request, versions: [PortForwardServer.version])
      return try await RemoteCommandClient.upgrade(transport, plain).1
    }
  }

  /// One connection to `port` of the pod.
  ///
  /// - Returns: The data, and a stream that ends without content when all went well, or says what went wrong.
  public func open(port: Int) async throws -> (data: any DuplexStream, error: any DuplexStream) {
    let id = nextRequest.withLock { number in
      defer { number += 1 }
      return String(number)
    }
    let error = try await session.open(
      Headers([("streamType", "error"), ("port", String(port)), ("requestID", id)]))
    await error.finish()
    let data = try await session.open(
      Headers([("streamType", "data"), ("port", String(port)), ("requestID", id)]))
    return (data, error)
  }
}
