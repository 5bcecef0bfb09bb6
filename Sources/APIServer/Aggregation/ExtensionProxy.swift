import APIMachinery
import HTTPTransport

/// Passes a request on to an extension server, in the name of the user it came from (`handler_proxy.go` upstream).
struct ExtensionProxy: Sendable {
  let target: ExtensionServer

  /// Everything goes on: watches as streams, changed protocols as connections.
  func respond(to request: APIRequest, user: UserInfo, remoteAddress: String = "") async -> APIResponse {
    guard target.record.isAvailable else { return Self.failure("service unavailable", status: 503) }
    return await send(request, user: user, remoteAddress: remoteAddress)
  }

  /// The same without regard to what the status says of the server.
  func send(_ request: APIRequest, user: UserInfo, remoteAddress: String = "") async -> APIResponse {
    if let problem = target.connections.problem { return Self.failure(problem, status: 500) }
    let client: HTTPClient
    do {
      client = target.connections.client(to: try target.connections.place())
    } catch {
      return Self.failure("service unavailable", status: 503)
    }
    var request = request
    request.headers = RemoteIdentity.headers(removedFrom: request.headers)
    do {
      let response = try await ProxiedRequest(client: client).send(
        request, path: request.path, query: request.query, added: Self.forwarding(request, remoteAddress),
        identity: RemoteIdentity.fields(of: user))
      if (300..<400).contains(response.status), let place = response.headers["Location"], !place.isEmpty {
        if case .stream(let stream) = response.body { stream.cancel() }
        return Self.plain("the backend attempted to redirect this request, which is not permitted", status: 502)
      }
      return response
    } catch {
      return Self.failure(error.message, status: 503)
    }
  }

  private static func forwarding(_ request: APIRequest, _ remoteAddress: String) -> [(String, String)] {
    var added = [("X-Forwarded-Uri", request.path), ("X-Forwarded-Proto", "https")]
    if let host = request.headers["Host"] { added.append(("X-Forwarded-Host", host)) }
    if !remoteAddress.isEmpty {
      let before = request.headers.all("X-Forwarded-For")
      added.append(("X-Forwarded-For", (before + [remoteAddress]).joined(separator: ", ")))
    }
    return added
  }

  /// As Go's `http.Error`.
  private static func failure(_ message: String, status: Int) -> APIResponse { plain(message + "\n", status: status) }

  private static func plain(_ text: String, status: Int) -> APIResponse {
    APIResponse(
      status: status,
      headers: Headers([("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]),
      body: .bytes(Array(text.utf8)))
  }
}

/// Who a proxied request comes from, in the headers that the extension server trusts this server for.
enum RemoteIdentity {
  private static let prefix = "x-remote-extra-"
  private static let names: Set<String> = ["x-remote-user", "x-remote-uid", "x-remote-group"]

  /// Nobody but this server says who a user is.
  static func headers(removedFrom headers: Headers) -> Headers {
    var kept = Headers()
    for field in headers.fields {
      let name = field.name.lowercased()
      if !names.contains(name), !name.hasPrefix(prefix) { kept.add(field.name, field.value) }
    }
    return kept
  }

  static func fields(of user: UserInfo) -> [(String, String)] {
    var fields = [("X-Remote-User", user.name)]
    if !user.uid.isEmpty { fields.append(("X-Remote-Uid", user.uid)) }
    fields += user.groups.map { ("X-Remote-Group", $0) }
    for (key, values) in user.extra.sorted(by: { $0.key < $1.key }) {
      fields += values.map { ("X-Remote-Extra-\(escaped(key))", $0) }
    }
    return fields
  }

  /// What may not stand in the name of a header is percent-encoded, and so is the percent sign.
  static func escaped(_ key: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in key.utf8 {
      if byte != UInt8(ascii: "%"), isTokenByte(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
