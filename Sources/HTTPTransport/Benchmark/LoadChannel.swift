internal import APIMachinery
internal import NIOCore
internal import NIOPosix

/// Connections of load generators: they speak HTTP/1.1 and know as little of it as they can.
enum LoadChannel {
  /// Connects; the handler sees plain bytes.
  static func open(
    _ endpoint: Endpoint, _ tls: ClientTLS?, on loop: any EventLoop,
    handler: @escaping @Sendable () -> some ChannelHandler
  ) async throws -> any Channel {
    let bootstrap = ClientBootstrap(group: loop).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        if let tls {
          var host: String?
          if case .tcp(let name, _) = endpoint { host = name }
          try channel.pipeline.syncOperations.addHandler(try tls.handler(host: host, allowsHTTP2: false))
        }
        try channel.pipeline.syncOperations.addHandler(handler())
      }
    }
    switch endpoint {
    case .tcp(let host, let port): return try await bootstrap.connect(host: host, port: port).get()
    case .unix(let path): return try await bootstrap.connect(unixDomainSocketPath: path).get()
    }
  }

  static func encode(_ request: APIRequest, host: String) -> ByteBuffer {
    var text = "\(request.method) \(RequestTarget.format(path: request.path, query: request.query)) HTTP/1.1\r\n"
    text += "Host: \(host)\r\n"
    for field in request.headers.fields { text += "\(field.name): \(field.value)\r\n" }
    if !request.body.isEmpty { text += "Content-Length: \(request.body.count)\r\n" }
    text += "\r\n"
    var buffer = ByteBuffer()
    buffer.reserveCapacity(text.utf8.count + request.body.count)
    buffer.writeString(text)
    buffer.writeBytes(request.body)
    return buffer
  }
}

/// What a load generator has to know of a response's head.
struct LoadResponseHead {
  private static let lengthField = Array("content-length:".utf8)
  private static let statusOffset = 9

  /// Bytes of the head itself.
  let count: Int
  let status: Int
  /// Of the body, as `Content-Length` says; 0 without one.
  let bodyCount: Int

  /// Nil until the whole head is there.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var bodyCount = 0
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if end <= start + 1 {
        count = end + 1
        status = Self.number(bytes.dropFirst(Self.statusOffset))
        self.bodyCount = bodyCount
        return
      }
      if Self.isLength(bytes[start..<end]) {
        bodyCount = Self.number(bytes[(start + Self.lengthField.count)..<end].drop { $0 == UInt8(ascii: " ") })
      }
      start = end + 1
    }
    return nil
  }

  private static func isLength(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    line.count > lengthField.count && zip(line, lengthField).allSatisfy { $0 | 0x20 == $1 || $0 == $1 }
  }

  private static func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    var value = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), value < 1 << 40 else { break }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
