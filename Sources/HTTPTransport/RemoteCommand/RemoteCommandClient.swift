public import APIMachinery

/// The client's side of exec and attach.
public enum RemoteCommandClient {
  /// The other side answered something else than 101.
  public struct Refused: Error, CustomStringConvertible, Sendable {
    public let response: APIResponse

    public var description: String { "the server answered with status \(response.status)" }
  }

  /// Connects over SPDY, as containerd's streaming server wants it, and runs `body` with the streams. The
  /// connection is closed when `body` returns.
  public static func overSPDY<Value: Sendable>(
    _ transport: any APITransport, _ request: APIRequest, options: RemoteCommandOptions,
    body: @escaping @Sendable (RemoteCommandStreams) async throws -> Value
  ) async throws -> Value {
    let request = SPDYHandshake.request(request, versions: RemoteCommandServer.spdyVersions)
    let (response, connection) = try await upgrade(transport, request)
    let version = SPDYHandshake.version(of: response)
    let session = try SPDYSession(connection, role: .client)
    defer { connection.close() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        // The end of the connection ends the streams; that is for the body to notice.
        try? await session.run()
        return nil
      }
      group.addTask {
        var streams: [RemoteCommandStreams.Name: any DuplexStream] = [:]
        let hasResize = version != "" && version != "channel.k8s.io" && !version.hasPrefix("v2.")
        for name in options.names where name != .resize || hasResize {
          streams[name] = try await session.open(Headers([("streamType", name.rawValue)]))
        }
        let value = try await body(RemoteCommandStreams(protocolVersion: version, streams: streams))
        await session.close()
        return value
      }
      return try await result(of: &group)
    }
  }

  /// Connects over a WebSocket, as kubectl does, and runs `body` with the streams. The connection is closed when
  /// `body` returns.
  public static func overWebSocket<Value: Sendable>(
    _ transport: any APITransport, _ request: APIRequest, options: RemoteCommandOptions,
    subprotocols: [String] = ["v5.channel.k8s.io", "v4.channel.k8s.io"],
    body: @escaping @Sendable (RemoteCommandStreams) async throws -> Value
  ) async throws -> Value {
    let request = WebSocketHandshake.request(request, subprotocols: subprotocols)
    let (response, connection) = try await upgrade(transport, request)
    defer { connection.close() }
    guard WebSocketHandshake.isAccepted(response, for: request) else {
      throw TransportError(.protocolViolation, "websocket: bad handshake")
    }
    let version = response.headers["Sec-WebSocket-Protocol"] ?? ""
    let socket = WebSocketConnection(connection, role: .client)
    let channels = ChannelSocket(
      socket, role: .client, subprotocol: version, channels: options.names.map(\.channel))
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try? await channels.run()
        return nil
      }
      group.addTask {
        var streams: [RemoteCommandStreams.Name: any DuplexStream] = [:]
        for name in options.names { streams[name] = channels.stream(name.channel) }
        let value = try await body(RemoteCommandStreams(protocolVersion: version, streams: streams))
        await socket.close(.normal)
        return value
      }
      return try await result(of: &group)
    }
  }

  /// The value of the task that has one; the reader of the connection may end before it.
  private static func result<Value: Sendable>(of group: inout ThrowingTaskGroup<Value?, any Error>) async throws
    -> Value
  {
    defer { group.cancelAll() }
    while let ended = try await group.next() {
      if let value = ended { return value }
    }
    throw CancellationError()
  }

  static func upgrade(
    _ transport: any APITransport, _ request: APIRequest
  ) async throws -> (APIResponse, any DuplexStream) {
    if let client = transport as? HTTPClient {
      switch try await client.upgrade(request) {
      case .upgraded(let response, let stream): return (response, stream)
      case .refused(let response): throw Refused(response: response)
      }
    }
    let response = try await transport.send(request)
    guard response.status == 101, let stream = response.duplexStream() else { throw Refused(response: response) }
    return (response, stream)
  }
}

extension RemoteCommandStreams {
  /// Joins the streams of a client, served here, to those of the one who really runs the command: what the kubelet
  /// does between kubectl and the container runtime. Returns when the command has ended and its output is through.
  public func join(_ runtime: RemoteCommandStreams) async {
    await withTaskGroup(of: Void.self) { input in
      input.addTask { await Self.copy(from: stdin, to: runtime.stdin) }
      input.addTask { await Self.copy(from: resize, to: runtime.resize) }
      await withTaskGroup(of: Void.self) { output in
        output.addTask { await Self.copy(from: runtime.stdout, to: stdout) }
        output.addTask { await Self.copy(from: runtime.stderr, to: stderr) }
        let outcome = (try? await runtime.outcome()) ?? .failed(message: "the connection to the runtime was lost")
        // The outcome can overtake the last output.
        await output.waitForAll()
        await finish(outcome)
      }
      input.cancelAll()
    }
  }

  private static func copy(from source: (any DuplexStream)?, to target: (any DuplexStream)?) async {
    guard let source, let target else { return }
    do {
      while let bytes = try await source.read() { try await target.write(bytes) }
      await target.finish()
    } catch {
      // The other side has gone; what it sends is not wanted any more.
      source.close()
    }
  }
}
