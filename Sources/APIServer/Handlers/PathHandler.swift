public import APIMachinery

/// Answers requests that name no resource: discovery, OpenAPI, health, metrics, version.
public protocol PathHandler: Sendable {
  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse
}

/// Paths and who answers them; the longest match wins.
public struct PathHandlers: Sendable {
  private var exact: [String: any PathHandler] = [:]
  private var prefixes: [(prefix: String, handler: any PathHandler)] = []

  public init() {}

  /// Answers `path` alone, with or without a slash at its end.
  public mutating func register(_ handler: any PathHandler, at path: String) { exact[path] = handler }

  /// Answers `prefix` and everything below it.
  public mutating func register(_ handler: any PathHandler, below prefix: String) {
    prefixes.append((prefix, handler))
    prefixes.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
  }

  /// Everything registered, sorted (the answer to `/`).
  var all: [String] { (Array(exact.keys) + prefixes.map(\.prefix)).sorted() }

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    var path = context.info.path
    if path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    if let handler = exact[path] { return try await handler.respond(to: context, server: server) }
    for entry in prefixes where path == entry.prefix || path.hasPrefix(entry.prefix + "/") {
      return try await entry.handler.respond(to: context, server: server)
    }
    return Self.pageNotFound
  }

  /// What Go's router says.
  static let pageNotFound = APIResponse(
    status: 404, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
    body: .bytes(Array("404 page not found\n".utf8)))
}
