import APIMachinery
import HTTPTransport

/// An `http` or `https` URL that the server connects to.
struct RemoteAddress: Sendable, Equatable {
  let isSecure: Bool
  let host: String
  let port: Int
  /// Percent-encoded, at least `/`.
  let path: String
  let query: [QueryItem]

  /// nil for text that is no such URL.
  init?(_ url: String) {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    switch url[..<scheme.lowerBound].lowercased() {
    case "https": isSecure = true
    case "http": isSecure = false
    default: return nil
    }
    let rest = url[scheme.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let target = rest.dropFirst(authority.count)
    (path, query) = RequestTarget.parse(target.hasPrefix("/") ? String(target) : "/" + target)
    var place = authority[...]
    if let at = place.lastIndex(of: "@") { place = place[place.index(after: at)...] }
    let afterBracket = place.hasPrefix("[") ? place.drop { $0 != "]" } : place
    var number = isSecure ? 443 : 80
    if let colon = afterBracket.lastIndex(of: ":") {
      guard let given = Int(place[place.index(after: colon)...]), (1...65_535).contains(given) else { return nil }
      number = given
      place = place[..<colon]
    }
    if place.hasPrefix("["), place.hasSuffix("]") { place = place.dropFirst().dropLast() }
    guard !place.isEmpty else { return nil }
    host = String(place)
    port = number
  }

  var endpoint: Endpoint { .tcp(host: host, port: port) }
}

/// Asks one server for JSON documents.
struct RemoteDocuments: Sendable {
  private static let bytesMax = 8 << 20
  private static let timeout = Duration.seconds(30)

  let tls: ClientTLS?
  let time: any TimeSource

  func get(_ url: String) async throws(RemoteError) -> JSONValue {
    guard let address = RemoteAddress(url) else { throw RemoteError("\(url) is no URL") }
    let client = HTTPClient(
      endpoint: address.endpoint, configuration: HTTPClientConfiguration(tls: address.isSecure ? tls : nil), time: time)
    defer { client.shutDown() }
    let request = APIRequest(
      method: "GET", path: address.path, query: address.query, headers: Headers([("Accept", "application/json")]))
    return try await Self.send(request, with: client, timeout: Self.timeout, time: time, name: url)
  }

  /// The answer, which must be JSON and a success.
  static func send(
    _ request: APIRequest, with client: HTTPClient, timeout: Duration, time: any TimeSource, name: String
  ) async throws(RemoteError) -> JSONValue {
    let answer: (Int, [UInt8])?
    do {
      answer = try await Deadline.run(timeout, time: time) {
        let response = try await client.send(request)
        return (response.status, try await response.body.collect(upTo: bytesMax))
      }
    } catch {
      throw RemoteError("\(request.method) \(quoted(name)): \(error)")
    }
    guard let (status, bytes) = answer else {
      throw RemoteError("\(request.method) \(quoted(name)): context deadline exceeded")
    }
    guard (200..<300).contains(status) else {
      throw RemoteError("\(request.method) \(quoted(name)): the answer has the status \(status)", status: status)
    }
    do {
      return try JSONParser.parse(bytes)
    } catch {
      throw RemoteError("\(request.method) \(quoted(name)): the answer can't be read: \(error)")
    }
  }
}

/// Why another server gave no usable answer.
struct RemoteError: Error, Sendable, CustomStringConvertible {
  let message: String
  /// Of an answer that was a refusal.
  var status: Int?

  init(_ message: String, status: Int? = nil) {
    self.message = message
    self.status = status
  }

  var description: String { message }
  /// Whether the same request may be answered later.
  var isTemporary: Bool { status.map { $0 == 429 || $0 >= 500 } ?? true }
}
