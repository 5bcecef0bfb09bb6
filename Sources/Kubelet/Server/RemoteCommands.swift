import APIMachinery
import ContainerRuntime
import HTTPTransport

/// exec, attach, port-forward and run, carried on to the runtime's streaming server. That speaks SPDY, so a client that
/// does, too, is joined to it byte for byte; one that comes over a WebSocket, whose newer versions the runtime doesn't
/// know, is translated.
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
    if kind == "portForward" { return try await portForward(request, to: worker, pod: parts[2]) }
    guard parts.count == 4 || parts.count == 5, let container = parts.last else {
      return .text("404 page not found", status: 404)
    }
    guard let id = await worker.runningID(of: container) else {
      throw APIError(code: 404, reason: .notFound, message: "container not found (\"\(container)\")")
    }
    let command = request.query.filter { $0.name == "command" }.map(\.value)
    if kind == "run" {
      let words = request.query("cmd")?.split(separator: " ").map(String.init) ?? command
      let result = try await services.runtime.exec(words, in: id, timeout: .seconds(120))
      return APIResponse(status: 200, body: .bytes(result.stdout + result.stderr))
    }
    let options = RemoteCommandOptions(query: request)
    guard !options.isEmpty else { return .text("you must specify at least 1 of stdin, stdout, stderr", status: 400) }
    guard request.headers["Upgrade"] != nil else { return .text("Upgrade request required", status: 400) }
    let streams = StreamOptions(
      stdin: options.stdin, stdout: options.stdout, stderr: options.stderr, tty: options.tty)
    let url =
      kind == "exec"
      ? try await services.runtime.execURL(command, in: id, streams)
      : try await services.runtime.attachURL(id, streams)
    let far = try FarEnd(url)
    guard WebSocketHandshake.isRequested(by: request) else { return try await far.join(request) }
    return RemoteCommandServer.respond(to: request, options: options, time: services.time) { near in
      do {
        try await RemoteCommandClient.overSPDY(far.client, far.request, options: options) { await near.join($0) }
      } catch {
        await near.finish(.failed(message: "error dialing the runtime: \(error)"))
      }
    }
  }

  private func portForward(_ request: APIRequest, to worker: PodWorker, pod: String) async throws -> APIResponse {
    guard let sandbox = await worker.readySandboxID else {
      throw APIError(code: 404, reason: .notFound, message: "pod \(pod) has no running sandbox")
    }
    guard request.headers["Upgrade"] != nil else { return .text("Upgrade request required", status: 400) }
    let ports = request.query.filter { $0.name == "port" || $0.name == "ports" }
      .flatMap { $0.value.split(separator: ",") }.compactMap { Int32($0) }
    let far = try FarEnd(try await services.runtime.portForwardURL(sandbox, ports: ports))
    guard PortForwardServer.isTunnelRequested(by: request) else { return try await far.join(request) }
    return try await PortForwardServer.respond(to: request, joining: far.client, far.request)
  }
}

/// Where the runtime waits for the streams of one command.
private struct FarEnd: Sendable {
  let client: HTTPClient
  let request: APIRequest

  /// What names the first connection or proves who the caller is.
  private static let notForwarded: Set<String> = ["host", "authorization", "content-length"]

  init(_ url: String) throws(APIError) {
    guard let target = StreamingURL(url) else {
      throw APIError(code: 500, reason: .internalError, message: "the runtime's streaming URL can't be read: \(url)")
    }
    var configuration = HTTPClientConfiguration()
    configuration.keepsConnections = false
    client = HTTPClient(endpoint: .tcp(host: target.host, port: target.port), configuration: configuration)
    request = APIRequest(method: "POST", path: target.path, query: target.query)
  }

  /// Sends the client's own request on; then the two connections are one.
  func join(_ original: APIRequest) async throws -> APIResponse {
    var forwarded = request
    forwarded.method = original.method
    for field in original.headers.fields where !Self.notForwarded.contains(field.name.lowercased()) {
      forwarded.headers.add(field.name, field.value)
    }
    return try await client.send(forwarded)
  }
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
