public import APIMachinery
internal import Crypto

/// The requests and responses that turn a connection into a WebSocket.
public enum WebSocketHandshake {
  /// Whether `request` asks for a WebSocket.
  public static func isRequested(by request: APIRequest) -> Bool {
    request.headers.hasToken("websocket", in: "Upgrade") && request.headers.hasToken("upgrade", in: "Connection")
  }

  /// The subprotocols that the client offers, the best first.
  public static func offers(of request: APIRequest) -> [String] {
    request.headers.all("Sec-WebSocket-Protocol")
      .flatMap { $0.split(separator: ",") }.map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
  }

  /// The headers of the response with status 101; nil when the request lacks what the protocol asks for.
  public static func accept(_ request: APIRequest, subprotocol: String?) -> Headers? {
    guard isRequested(by: request), request.headers["Sec-WebSocket-Version"] == "13",
      let key = request.headers["Sec-WebSocket-Key"]
    else { return nil }
    var headers = Headers([
      ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", acceptance(of: key)),
    ])
    if let subprotocol, !subprotocol.isEmpty { headers.add("Sec-WebSocket-Protocol", subprotocol) }
    return headers
  }

  /// `request` with the headers that ask for a WebSocket.
  public static func request(
    _ request: APIRequest, subprotocols: [String], random: any RandomSource = SystemRandom()
  ) -> APIRequest {
    var request = request
    request.method = "GET"
    request.headers["Upgrade"] = "websocket"
    request.headers["Connection"] = "Upgrade"
    request.headers["Sec-WebSocket-Version"] = "13"
    var key: [UInt8] = []
    for _ in 0..<2 {
      let word = random.next()
      key += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
    request.headers["Sec-WebSocket-Key"] = Base64.encode(key)
    request.headers["Sec-WebSocket-Protocol"] = subprotocols.joined(separator: ", ")
    return request
  }

  /// Whether `response` proves that the server understood `request`.
  public static func isAccepted(_ response: APIResponse, for request: APIRequest) -> Bool {
    guard response.status == 101, let key = request.headers["Sec-WebSocket-Key"] else { return false }
    return response.headers["Sec-WebSocket-Accept"] == acceptance(of: key)
  }

  static func acceptance(of key: String) -> String {
    Base64.encode(Array(Insecure.SHA1.hash(data: Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))))
  }
}

extension Headers {
  /// Whether one of the comma-separated values of `name` is `token`, without regard to case.
  func hasToken(_ token: String, in name: String) -> Bool {
    all(name).contains { value in
      value.split(separator: ",").contains { $0.trimmingSpaces.lowercased() == token }
    }
  }
}
