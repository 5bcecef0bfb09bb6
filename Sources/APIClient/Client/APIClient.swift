public import APIMachinery

/// A client of the Kubernetes API over any transport: the network, or the API server in the same process.
///
/// It is a value without state of its own: copy it freely, use it from any task.
public struct APIClient: Sendable {
  /// What carries the requests.
  public let transport: any APITransport
  /// Sent as `User-Agent`; upstream's field manager is derived from its first part.
  public var userAgent: String
  /// Used to wait before a request is repeated.
  public var time: any TimeSource

  /// How often a request that the server refused with "try again later" is sent again, as client-go's.
  static let retriesMax = 10
  /// The longest response that is held in memory, in bytes; a longer one is an error.
  static let responseBytesMax = 1 << 30

  /// - Parameters:
  ///   - transport: What carries the requests.
  ///   - userAgent: The name of the component, such as `kube-scheduler`.
  ///   - time: The clock used between repeated requests.
  public init(transport: any APITransport, userAgent: String = "apus", time: any TimeSource = SystemTime()) {
    self.transport = transport
    self.userAgent = userAgent
    self.time = time
  }

  /// The same client under another component's name.
  public func named(_ userAgent: String) -> APIClient {
    var copy = self
    copy.userAgent = userAgent
    return copy
  }

  /// Sends `request` and gives the answer whatever its status is, except that a 429 or 503 answer with a
  /// `Retry-After` header is tried again, ten times at most.
  public func send(_ request: APIRequest) async throws -> APIResponse {
    var request = request
    if request.headers["User-Agent"] == nil { request.headers["User-Agent"] = userAgent }
    if request.headers["Accept"] == nil { request.headers["Accept"] = "application/json" }
    var attempt = 0
    while true {
      let response = try await transport.send(request)
      attempt += 1
      guard response.status == 429 || response.status == 503, attempt <= Self.retriesMax,
        let wait = response.headers["Retry-After"].flatMap({ Int64($0) }), (0...60).contains(wait)
      else { return response }
      if case .stream(let stream) = response.body { stream.cancel() }
      try await time.sleep(for: .seconds(max(wait, 1)))
    }
  }

  /// Sends `request` and decodes the answer; throws ``APIError`` for a status of 400 and above.
  public func call(_ request: APIRequest) async throws -> JSONValue {
    let response = try await send(request)
    let bytes = try await response.body.collect(upTo: Self.responseBytesMax)
    guard response.status < 400 else { throw APIError.decoded(from: bytes, status: response.status) }
    guard !bytes.isEmpty else { return .null }
    do {
      return try JSONParser.parse(bytes)
    } catch {
      throw ClientError(
        .invalidResponse, "the server's answer to \(request.method) \(request.path) isn't JSON: \(error)")
    }
  }

  /// Sends `request` and gives the answer's bytes as they are; throws ``APIError`` for a status of 400 and above.
  public func bytes(_ request: APIRequest) async throws -> [UInt8] {
    let response = try await send(request)
    let bytes = try await response.body.collect(upTo: Self.responseBytesMax)
    guard response.status < 400 else { throw APIError.decoded(from: bytes, status: response.status) }
    return bytes
  }

  /// Sends `request` and gives the answer's body as it arrives; throws ``APIError`` for a status of 400 and above.
  public func stream(_ request: APIRequest) async throws -> ByteStream {
    let response = try await send(request)
    guard response.status < 400 else {
      let bytes = try await response.body.collect(upTo: Self.responseBytesMax)
      throw APIError.decoded(from: bytes, status: response.status)
    }
    return response.body.streamed
  }
}

extension APIResponse.Body {
  /// The body as a stream, whatever form it came in.
  var streamed: ByteStream {
    switch self {
    case .stream(let stream): return stream
    case .bytes(let bytes): return Self.stream(of: [bytes])
    case .pieces(let pieces): return Self.stream(of: pieces)
    case .upgrade: return Self.stream(of: [])
    }
  }

  private static func stream(of pieces: [[UInt8]]) -> ByteStream {
    let source = PieceSource(pieces)
    return ByteStream { source.next() }
  }
}
