import APIMachinery
import Synchronization

/// A connection to one server with the settings that all commands share.
final class Session: Sendable {
  let transport: any APITransport
  /// The namespace to use where none is named.
  let namespace: String
  let time: any TimeSource
  private let discovered = DiscoveryCache()

  /// Warnings of the server make the command fail in the end (`--warnings-as-errors`).
  let warningsAreErrors: Bool
  private let warnings = Mutex(0)

  init(
    transport: any APITransport, namespace: String, time: any TimeSource = Surroundings.current.time,
    warningsAreErrors: Bool = false
  ) {
    self.transport = transport
    self.namespace = namespace
    self.time = time
    self.warningsAreErrors = warningsAreErrors
  }

  /// How many warnings the server has sent.
  var warningCount: Int { warnings.withLock { $0 } }

  /// What the server serves; asked once.
  func mapper() async throws -> ResourceMapper {
    try await discovered.value { [self] in
      let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
      let core = try await json("GET", "/api", accept: accept)
      let groups = try await json("GET", "/apis", accept: accept)
      return ResourceMapper(discoveryDocuments: [core, groups])
    }
  }

  /// The parsed answer to a request; an error status is thrown as ``APIError``.
  func json(
    _ method: String, _ path: String, query: [QueryItem] = [], body: JSONValue? = nil,
    contentType: String = "application/json", accept: String = "application/json"
  ) async throws -> JSONValue {
    let bytes = try await bytes(
      method, path, query: query, body: body?.encoded(), contentType: contentType, accept: accept)
    return bytes.isEmpty ? .null : try JSONParser.parse(bytes)
  }

  func bytes(
    _ method: String, _ path: String, query: [QueryItem] = [], body: [UInt8]? = nil,
    contentType: String = "application/json", accept: String = "application/json"
  ) async throws -> [UInt8] {
    let response = try await send(method, path, query: query, body: body, contentType: contentType, accept: accept)
    return try await Self.collect(response)
  }

  /// The answer with its body still to be read; an error status is thrown.
  func send(
    _ method: String, _ path: String, query: [QueryItem] = [], body: [UInt8]? = nil,
    contentType: String = "application/json", accept: String = "application/json", headers: Headers = Headers()
  ) async throws -> APIResponse {
    var request = APIRequest(method: method, path: path, query: query, headers: headers, body: body ?? [])
    request.headers["Accept"] = accept
    request.headers["User-Agent"] = "kubectl/v1.36.2 (linux/amd64) kubernetes/apus"
    if body != nil { request.headers["Content-Type"] = contentType }
    let response = try await transport.send(request)
    for warning in response.headers.all("Warning") {
      warnings.withLock { $0 += 1 }
      Terminal.warn(Self.text(ofWarning: warning))
    }
    guard response.status >= 400 else { return response }
    let body = try await Self.collect(response)
    if let status = try? JSONParser.parse(body), status["kind"]?.stringValue == "Status" {
      throw APIError(status: status)
    }
    throw Self.error(status: response.status, body: body)
  }

  /// What an error without a `Status` says, by its HTTP status, as client-go words it.
  private static func error(status: Int, body: [UInt8]) -> APIError {
    let text = String(decoding: body, as: UTF8.self)
    switch status {
    case 401:
      return APIError(
        code: 401, reason: .unauthorized, message: "the server has asked for the client to provide credentials")
    case 403: return APIError(code: 403, reason: .forbidden, message: text)
    case 404:
      return APIError(code: 404, reason: .notFound, message: "the server could not find the requested resource")
    case 405:
      return APIError(
        code: 405, reason: .methodNotAllowed, message: "the server does not allow this method on the requested resource"
      )
    case 503:
      return APIError(
        code: 503, reason: .serviceUnavailable, message: "the server is currently unable to handle the request")
    default:
      return APIError(
        code: status, reason: .unknown, message: text.isEmpty ? "the server answered with status \(status)" : text)
    }
  }

  /// Every byte of a body; lists of a whole cluster fit in the limit.
  static func collect(_ response: APIResponse) async throws -> [UInt8] {
    try await response.body.collect(upTo: 1 << 30)
  }

  /// The text of a `Warning` header: `299 - "text"`.
  private static func text(ofWarning header: String) -> String {
    guard let start = header.firstIndex(of: "\""), let end = header.lastIndex(of: "\""), start < end else {
      return header
    }
    return String(header[header.index(after: start)..<end]).replacing("\\\"", with: "\"")
  }
}

/// Keeps the answer of discovery for the time of one command.
private actor DiscoveryCache {
  private var mapper: ResourceMapper?

  func value(_ load: @Sendable () async throws -> ResourceMapper) async throws -> ResourceMapper {
    if let mapper { return mapper }
    let loaded = try await load()
    mapper = loaded
    return loaded
  }
}
