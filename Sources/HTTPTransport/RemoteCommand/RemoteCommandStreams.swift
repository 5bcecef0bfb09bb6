public import APIMachinery

/// What a client of exec or attach wants to be connected to.
public struct RemoteCommandOptions: Sendable, Equatable {
  public var stdin: Bool
  public var stdout: Bool
  public var stderr: Bool
  public var tty: Bool

  public init(stdin: Bool = false, stdout: Bool = true, stderr: Bool = true, tty: Bool = false) {
    self.stdin = stdin
    self.stdout = stdout
    // A terminal has one output.
    self.stderr = stderr && !tty
    self.tty = tty
  }

  /// From the query of the API server's path (`stdin=true`) or the kubelet's (`input=1`).
  public init(query: APIRequest) {
    func isSet(_ names: String...) -> Bool {
      names.contains { name in query.query(name).map { $0 == "1" || $0 == "true" } ?? false }
    }
    self.init(
      stdin: isSet("stdin", "input"), stdout: isSet("stdout", "output"), stderr: isSet("stderr", "error"),
      tty: isSet("tty"))
  }

  /// Upstream's `you must specify at least 1 of stdin, stdout, stderr`.
  public var isEmpty: Bool { !stdin && !stdout && !stderr }

  var names: [RemoteCommandStreams.Name] {
    var names: [RemoteCommandStreams.Name] = [.error]
    if stdin { names.append(.stdin) }
    if stdout { names.append(.stdout) }
    if stderr { names.append(.stderr) }
    if tty { names.append(.resize) }
    return names
  }
}

/// The streams of one exec or attach, whatever protocol carries them.
public struct RemoteCommandStreams: Sendable {
  enum Name: String, CaseIterable, Sendable {
    case stdin
    case stdout
    case stderr
    case error
    case resize

    /// The number of its channel in the WebSocket protocols.
    var channel: UInt8 {
      switch self {
      case .stdin: 0
      case .stdout: 1
      case .stderr: 2
      case .error: 3
      case .resize: 4
      }
    }
  }

  /// Such as `v4.channel.k8s.io`; empty for the first version.
  public let protocolVersion: String
  public let stdin: (any DuplexStream)?
  public let stdout: (any DuplexStream)?
  public let stderr: (any DuplexStream)?
  /// Carries how the command ended.
  public let error: (any DuplexStream)?
  /// Carries terminal sizes as JSON: `{"Width":80,"Height":24}`.
  public let resize: (any DuplexStream)?

  init(protocolVersion: String, streams: [Name: any DuplexStream]) {
    self.protocolVersion = protocolVersion
    stdin = streams[.stdin]
    stdout = streams[.stdout]
    stderr = streams[.stderr]
    error = streams[.error]
    resize = streams[.resize]
  }

  /// Whether the outcome is written as a `Status` object; older versions write only errors, as text.
  var hasStatus: Bool { protocolVersion.hasPrefix("v4.") || protocolVersion.hasPrefix("v5.") }
}

/// How a command ended, as the error stream says.
public enum RemoteCommandOutcome: Sendable, Equatable {
  case exited(code: Int)
  /// It didn't run, or its end is unknown.
  case failed(message: String)
}

extension RemoteCommandStreams {
  /// Tells the client how the command ended and ends all output.
  public func finish(_ outcome: RemoteCommandOutcome) async {
    if hasStatus {
      try? await error?.write(outcome.status)
    } else if let text = outcome.errorText {
      try? await error?.write(Array(text.utf8))
    }
    for stream in [stdout, stderr, error] { await stream?.finish() }
  }

  /// Waits for the outcome, as a client.
  public func outcome() async throws -> RemoteCommandOutcome {
    var bytes: [UInt8] = []
    while let piece = try await error?.read() {
      bytes += piece
      guard bytes.count <= 1 << 20 else { throw TransportError(.limitReached, "the command's status is too long") }
    }
    return RemoteCommandOutcome(status: bytes, isObject: hasStatus)
  }
}

extension RemoteCommandOutcome {
  /// A `Status` object with upstream's reason and cause.
  var status: [UInt8] {
    switch self {
    case .exited(code: 0):
      return JSONValue.object(JSONObject([("metadata", [:]), ("status", "Success")])).encoded()
    case .exited(let code):
      let cause: JSONValue = ["reason": "ExitCode", "message": .string(String(code))]
      return JSONValue.object(
        JSONObject([
          ("metadata", [:]), ("status", "Failure"),
          ("message", .string("command terminated with non-zero exit code: exit status \(code)")),
          ("reason", "NonZeroExitCode"), ("details", ["causes": .array([cause])]),
        ])
      ).encoded()
    case .failed(let message):
      return JSONValue.object(
        JSONObject([
          ("metadata", [:]), ("status", "Failure"), ("message", .string(message)), ("reason", "InternalError"),
          ("details", ["causes": .array([["message": .string(message)]])]), ("code", 500),
        ])
      ).encoded()
    }
  }

  var errorText: String? {
    switch self {
    case .exited(code: 0): nil
    case .exited(let code): "command terminated with non-zero exit code: exit status \(code)"
    case .failed(let message): message
    }
  }

  init(status bytes: [UInt8], isObject: Bool) {
    guard isObject else {
      self = bytes.isEmpty ? .exited(code: 0) : .failed(message: String(decoding: bytes, as: UTF8.self))
      return
    }
    guard !bytes.isEmpty, let status = try? JSONParser.parse(bytes) else {
      self = .failed(message: "the connection ended without a status")
      return
    }
    if status["status"]?.stringValue == "Success" {
      self = .exited(code: 0)
      return
    }
    let causes = status[path: "details", "causes"]?.arrayValue ?? []
    let exit = causes.first { $0["reason"]?.stringValue == "ExitCode" }?["message"]?.stringValue
    if status["reason"]?.stringValue == "NonZeroExitCode", let code = exit.flatMap({ Int($0) }) {
      self = .exited(code: code)
    } else {
      self = .failed(message: status["message"]?.stringValue ?? "unknown error")
    }
  }
}
