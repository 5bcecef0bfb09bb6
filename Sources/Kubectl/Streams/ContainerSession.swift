import APIMachinery
import HTTPTransport

/// Runs a command in a container, or joins the one that runs there, with this process's own input and output.
struct ContainerSession: Sendable {
  let session: Session

  /// - Parameter path: Of the pod's subresource, such as `/api/v1/namespaces/web/pods/p/exec`.
  /// - Returns: How the command ended.
  func run(_ path: String, query: [QueryItem], options: RemoteCommandOptions) async throws -> RemoteCommandOutcome {
    var request = APIRequest(method: "GET", path: path, query: query + Self.items(options))
    request.headers["User-Agent"] = "kubectl/v1.36.2 (linux/amd64) kubernetes/apus"
    return try await open(request, options) { streams in
      try await withThrowingTaskGroup(of: Void.self) { group in
        if let stdin = streams.stdin { group.addTask { await LocalTerminal.copyInput(to: stdin) } }
        if options.tty, let resize = streams.resize {
          group.addTask { [time = session.time] in try await Self.reportSizes(to: resize, time) }
        }
        let outcome = try await withThrowingTaskGroup(of: Void.self) { output in
          output.addTask { try await Self.copy(streams.stdout, to: 1) }
          output.addTask { try await Self.copy(streams.stderr, to: 2) }
          let outcome = try await streams.outcome()
          try await output.waitForAll()
          return outcome
        }
        group.cancelAll()
        return outcome
      }
    }
  }

  /// Opens the streams without this process's own input and output, for commands that move data themselves.
  func open<Value: Sendable>(
    _ request: APIRequest, _ options: RemoteCommandOptions,
    body: @escaping @Sendable (RemoteCommandStreams) async throws -> Value
  ) async throws -> Value {
    do {
      do {
        return try await RemoteCommandClient.overWebSocket(session.transport, request, options: options, body: body)
      } catch let refused as RemoteCommandClient.Refused
        where [400, 403, 404, 405].contains(refused.response.status) == false
      {
        var plain = request
        plain.method = "POST"
        return try await RemoteCommandClient.overSPDY(session.transport, plain, options: options, body: body)
      }
    } catch let refused as RemoteCommandClient.Refused {
      let bytes = try await Session.collect(refused.response)
      if let status = try? JSONParser.parse(bytes), status["kind"]?.stringValue == "Status" {
        throw APIError(status: status)
      }
      throw KubectlError("error: unable to upgrade connection: \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  static func items(_ options: RemoteCommandOptions) -> [QueryItem] {
    [("stdin", options.stdin), ("stdout", options.stdout), ("stderr", options.stderr), ("tty", options.tty)]
      .filter(\.1).map { QueryItem($0.0, "true") }
  }

  private static func copy(_ stream: (any DuplexStream)?, to descriptor: Int32) async throws {
    while let bytes = try await stream?.read() { Terminal.write(bytes, to: descriptor) }
  }

  /// Tells the container the size of the terminal, at once and whenever it has changed.
  private static func reportSizes(to stream: any DuplexStream, _ time: any TimeSource) async throws {
    var last: [UInt8]?
    while !Task.isCancelled {
      if let size = LocalTerminal.size(), size != last {
        try await stream.write(size)
        last = size
      }
      try await time.sleep(for: .milliseconds(250))
    }
  }
}
