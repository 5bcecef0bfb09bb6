import APIMachinery
import ContainerRuntime
import HTTPTransport

/// exec, attach, port-forward and run. The first three join the client's connection to the runtime's streaming server,
/// byte for byte: both speak the same protocols.
struct RemoteCommands: Sendable {
  var registry: PodRegistry
  var services: PodServices

  /// - Parameter parts: `exec/NAMESPACE/POD[/UID]/CONTAINER`, `portForward/NAMESPACE/POD[/UID]`.
  func answer(_ parts: [String], _ request: APIRequest) async throws -> APIResponse {
    guard parts.count >= 3 else { return .text("404 page not found", status: 404) }
    let kind = parts[0]
    guard let worker = await registry.worker(namespace: parts[1], name: parts[2]) else {
      throw APIError(code: 404, reason: .notFound, message: "pod does not exist")
    }
    if kind == "portForward" {
      guard let sandbox = await worker.readySandboxID else {
        throw APIError(code: 404, reason: .notFound, message: "pod \(parts[2]) has no running sandbox")
      }
      let ports = request.query.filter { $0.name == "port" || $0.name == "ports" }
        .flatMap { $0.value.split(separator: ",") }.compactMap { Int32($0) }
      return try await join(request, to: try await services.runtime.portForwardURL(sandbox, ports: ports))
    }
    guard parts.count == 4 || parts.count == 5, let container = parts.last else {
      return .text("404 page not found", status: 404)
    }
    guard let id = await worker.runningID(of: container) else {
      throw APIError(code: 404, reason: .notFound, message: "container not found (\"\(container)\")")
    }
    let options = StreamOptions(
      stdin: flag(request, "input", "stdin"), stdout: flag(request, "output", "stdout"),
      stderr: flag(request, "error", "stderr"), tty: flag(request, "tty", "tty"))
    let command = request.query.filter { $0.name == "command" }.map(\.value)
    switch kind {
    case "run":
      let words = request.query("cmd")?.split(separator: " ").map(String.init) ?? command
      let result = try await services.runtime.exec(words, in: id, timeout: .seconds(120))
      return APIResponse(status: 200, body: .bytes(result.stdout + result.stderr))
    case "exec":
      guard options.stdin || options.stdout || options.stderr else { return noStreams() }
      return try await join(request, to: try await services.runtime.execURL(command, in: id, options))
    default:
      guard options.stdin || options.stdout || options.stderr else { return noStreams() }
      return try await join(request, to: try await services.runtime.attachURL(id, options))
    }
  }

  private func noStreams() -> APIResponse {
    .text("you must specify at least 1 of stdin, stdout, stderr", status: 400)
  }

  private func flag(_ request: APIRequest, _ name: String, _ other: String) -> Bool {
    ["1", "true"].contains(request.query(name) ?? request.query(other) ?? "")
  }

  private func join(_ request: APIRequest, to url: String) async throws -> APIResponse {
    guard request.headers["Upgrade"] != nil else { return .text("Upgrade request required", status: 400) }
    guard let target = StreamingURL(url) else {
      throw APIError(code: 500, reason: .internalError, message: "the runtime's streaming URL can't be read: \(url)")
    }
    var forwarded = APIRequest(method: request.method, path: target.path, query: target.query)
    for field in request.headers.fields where !Self.notForwarded.contains(field.name.lowercased()) {
      forwarded.headers.add(field.name, field.value)
    }
    var configuration = HTTPClientConfiguration()
    configuration.keepsConnections = false
    let client = HTTPClient(endpoint: .tcp(host: target.host, port: target.port), configuration: configuration)
    return try await client.send(forwarded)
  }

  /// What names the first connection or proves who the caller is.
  private static let notForwarded: Set<String> = ["host", "authorization", "content-length"]
}

/// The parts of `http://127.0.0.1:4321/exec/TOKEN`.
struct StreamingURL: Equatable {
  var host: String
  var port: Int
  var path: String
  var query: [QueryItem]

  init?(_ url: String) {
    guard url.hasPrefix("http://") else { return nil }
    let rest = url.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" }
    guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]) else {
      return nil
    }
    host = String(authority[..<colon].filter { $0 != "[" && $0 != "]" })
    self.port = port
    let parts = rest.dropFirst(authority.count).split(separator: "?", maxSplits: 1)
    path = parts.first.map(String.init) ?? "/"
    query =
      parts.count > 1
      ? parts[1].split(separator: "&").map { item in
        let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return QueryItem(String(pair[0]), pair.count > 1 ? String(pair[1]) : "")
      } : []
  }
}

extension PodWorker {
  var readySandboxID: String? {
    if case .ready(let id, _) = machine.sandbox { id } else { nil }
  }
}
