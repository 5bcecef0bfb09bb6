internal import APIMachinery
internal import NIOCore

/// How a ``ServerExchange`` sends its answer: the part that differs between the HTTP versions. On the event loop.
protocol ExchangeOutput: AnyObject {
  /// Whether more can be written before it piles up.
  var isWritable: Bool { get }
  /// Whether this connection can change its protocol.
  var canUpgrade: Bool { get }

  func writeHead(status: Int, headers: Headers, length: BodyLength)
  func writeBody(_ bytes: ByteBuffer)
  /// Ends and flushes the response. The exchange is over.
  func writeEnd()
  func flush()
  /// The response can't be finished: tells the peer so by breaking it off.
  func abort()
  /// Answers with status 101 and hands over the connection.
  func upgrade(headers: Headers) -> ChannelDuplexStream?
}

/// What is known about the length of a response body when its head is sent.
enum BodyLength: Equatable {
  /// There is no body, nor does the head speak of one (204, 304).
  case none
  case known(Int)
  /// The head speaks of a body of that length, which isn't sent (HEAD).
  case omitted(Int)
  case unknown
}
