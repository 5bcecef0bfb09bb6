public import APIMachinery

/// The server's side of exec and attach, for clients that speak WebSocket (kubectl since 1.31) or SPDY (older ones).
public enum RemoteCommandServer {
  /// The best first.
  static let spdyVersions = ["v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"]
  static let webSocketVersions = [
    "v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io",
  ]
  /// A client that has not opened its streams after this long is let go.
  static let streamCreationTimeout = Duration.seconds(30)

  /// Answers an upgrade request.
  ///
  /// - Parameter serve: Runs the command over the streams and finishes them
  ///   (``RemoteCommandStreams/finish(_:)``). Cancelled when the client goes away. When it returns, the connection
  ///   is closed.
  /// - Returns: A response with status 101, or 400 or 403 where the request can't be met.
  public static func respond(
    to request: APIRequest, options: RemoteCommandOptions, time: any TimeSource = SystemTime(),
    serve: @escaping @Sendable (RemoteCommandStreams) async -> Void
  ) -> APIResponse {
    if options.isEmpty {
      return .refusal(400, "you must specify at least 1 of stdin, stdout, stderr")
    }
    if WebSocketHandshake.isRequested(by: request) {
      return respondByWebSocket(to: request, options: options, serve: serve)
    }
    if request.headers.hasToken("spdy/3.1", in: "Upgrade") {
      return respondBySPDY(to: request, options: options, time: time, serve: serve)
    }
    return .refusal(400, "unable to upgrade: missing upgrade headers in request")
  }

  // MARK: WebSocket

  private static func respondByWebSocket(
    to request: APIRequest, options: RemoteCommandOptions,
    serve: @escaping @Sendable (RemoteCommandStreams) async -> Void
  ) -> APIResponse {
    let offers = WebSocketHandshake.offers(of: request)
    let subprotocol = offers.first { webSocketVersions.contains($0) }
    guard offers.isEmpty || subprotocol != nil,
      let headers = WebSocketHandshake.accept(request, subprotocol: subprotocol)
    else { return .refusal(400, "unable to upgrade: unsupported WebSocket subprotocol or version") }
    return APIResponse(
      status: 101, headers: headers,
      body: .upgrade { connection in
        let socket = WebSocketConnection(connection, role: .server)
        let names = options.names
        let channels = ChannelSocket(
          socket, role: .server, subprotocol: subprotocol ?? "", channels: names.map(\.channel))
        var streams: [RemoteCommandStreams.Name: any DuplexStream] = [:]
        for name in names { streams[name] = channels.stream(name.channel) }
        let made = RemoteCommandStreams(protocolVersion: subprotocol ?? "", streams: streams)
        let greeted: RemoteCommandStreams.Name = options.stdout ? .stdout : options.stderr ? .stderr : .error
        await raceAgainstConnection {
          try? await channels.run()
        } work: {
          try? await channels.greet(on: greeted.channel)
          await serve(made)
          await socket.close(.normal)
        }
      })
  }

  // MARK: SPDY

  private static func respondBySPDY(
    to request: APIRequest, options: RemoteCommandOptions, time: any TimeSource,
    serve: @escaping @Sendable (RemoteCommandStreams) async -> Void
  ) -> APIResponse {
    guard let (version, headers) = SPDYHandshake.accept(request, versions: spdyVersions) else {
      return SPDYHandshake.refusal(request, versions: spdyVersions)
    }
    return APIResponse(
      status: 101, headers: headers,
      body: .upgrade { connection in
        guard let session = try? SPDYSession(connection, role: .server) else { return }
        await raceAgainstConnection {
          try? await session.run()
        } work: {
          let hasResize = version != "" && version != "channel.k8s.io" && !version.hasPrefix("v2.")
          let names = options.names.filter { $0 != .resize || hasResize }
          guard let streams = await accept(names, from: session, within: streamCreationTimeout, time) else { return }
          await serve(RemoteCommandStreams(protocolVersion: version, streams: streams))
          await session.close()
        }
      })
  }

  /// The streams that the client opens; nil when not all of them come in time.
  private static func accept(
    _ names: [RemoteCommandStreams.Name], from session: SPDYSession, within timeout: Duration, _ time: any TimeSource
  ) async -> [RemoteCommandStreams.Name: any DuplexStream]? {
    await withTaskGroup(of: [RemoteCommandStreams.Name: any DuplexStream]?.self) { group in
      group.addTask {
        var streams: [RemoteCommandStreams.Name: any DuplexStream] = [:]
        while streams.count < names.count {
          guard let stream = await session.accept() else { return nil }
          guard let type = stream.headers["streamType"], let name = RemoteCommandStreams.Name(rawValue: type),
            names.contains(name), streams[name] == nil
          else {
            stream.close()
            continue
          }
          streams[name] = stream
        }
        return streams
      }
      group.addTask {
        try? await time.sleep(for: timeout)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}

/// Runs `work` beside the reader of its connection: when the reader ends, the peer has gone and `work` is cancelled;
/// when `work` is done, nothing more is read.
func raceAgainstConnection(
  reader: @escaping @Sendable () async -> Void, work: @escaping @Sendable () async -> Void
) async {
  await withTaskGroup(of: Void.self) { group in
    group.addTask { await reader() }
    group.addTask { await work() }
    await group.next()
    group.cancelAll()
  }
}

/// Upgrade requests and responses of SPDY, with the version of the protocol spoken over its streams.
enum SPDYHandshake {
  private static let versionHeader = "X-Stream-Protocol-Version"

  /// The first version of the client's that we know, with the headers of the response. A client that names none
  /// speaks the first version.
  static func accept(_ request: APIRequest, versions: [String]) -> (version: String, headers: Headers)? {
    var headers = Headers([("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1")])
    let offers = self.offers(request)
    if offers.isEmpty { return ("", headers) }
    guard let version = offers.first(where: { versions.contains($0) }) else { return nil }
    headers.add(versionHeader, version)
    return (version, headers)
  }

  static func refusal(_ request: APIRequest, versions: [String]) -> APIResponse {
    let text =
      "unable to upgrade: unable to negotiate protocol: client supports \(offers(request)), server accepts \(versions)"
    var response = APIResponse.refusal(403, text)
    for version in versions { response.headers.add("X-Accepted-Stream-Protocol-Versions", version) }
    return response
  }

  static func request(_ request: APIRequest, versions: [String]) -> APIRequest {
    var request = request
    request.method = "POST"
    request.headers["Connection"] = "Upgrade"
    request.headers["Upgrade"] = "SPDY/3.1"
    for version in versions { request.headers.add(versionHeader, version) }
    return request
  }

  static func version(of response: APIResponse) -> String { response.headers[versionHeader] ?? "" }

  private static func offers(_ request: APIRequest) -> [String] {
    request.headers.all(versionHeader)
      .flatMap { $0.split(separator: ",") }.map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
  }
}

extension APIResponse {
  static func refusal(_ status: Int, _ text: String) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
      body: .bytes(Array("\(text)\n".utf8)))
  }
}
