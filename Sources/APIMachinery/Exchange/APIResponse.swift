/// The answer to an ``APIRequest``.
public struct APIResponse: Sendable {
  public var status: Int
  public var headers: Headers
  public var body: Body

  /// How the content comes.
  public enum Body: Sendable {
    case bytes([UInt8])
    /// Pieces sent one after another without joining them first: a long list as its cached objects.
    case pieces([[UInt8]])
    /// Bytes that come as they are made: a watch, a followed log.
    case stream(ByteStream)
    /// The connection changes its protocol (status 101) and is handed to this function, which returns when
    /// the conversation is over.
    case upgrade(@Sendable (any DuplexStream) async -> Void)
  }

  public init(status: Int, headers: Headers = Headers(), body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Bytes that a consumer pulls; the producer makes the next piece only when asked, so nothing piles up
/// between the two.
public struct ByteStream: AsyncSequence, Sendable {
  private let pull: @Sendable () async throws -> [UInt8]?
  private let stop: @Sendable () -> Void

  /// - Parameters:
  ///   - next: The next piece, or nil at the end. Never called again after nil or an error, never concurrently.
  ///   - cancel: Called when the consumer goes away before the end. May be called more than once.
  public init(next: @escaping @Sendable () async throws -> [UInt8]?, cancel: @escaping @Sendable () -> Void = {}) {
    pull = next
    stop = cancel
  }

  public func next() async throws -> [UInt8]? { try await pull() }

  /// Nobody reads on: whoever makes the bytes may stop.
  public func cancel() { stop() }

  /// Pulls the next bytes when asked.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let stream: ByteStream

    public mutating func next() async throws -> [UInt8]? { try await stream.pull() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }

  /// Everything up to the end, or an error when it is more than `limit` bytes.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try await pull() {
      guard all.count + piece.count <= limit else {
        stop()
        throw ByteStreamError.tooLong(limit: limit)
      }
      all += piece
    }
    return all
  }
}

/// Why a stream could not be read as a whole.
public enum ByteStreamError: Error, Equatable {
  case tooLong(limit: Int)
}

/// A connection that has changed its protocol: bytes both ways.
public protocol DuplexStream: Sendable {
  /// The next bytes from the other side; nil when it has closed its side.
  func read() async throws -> [UInt8]?
  /// Returns when the bytes are on their way; waits while the other side is slow.
  func write(_ bytes: [UInt8]) async throws
  /// Says that no more will be written.
  func finish() async
  /// Closes both sides at once.
  func close()
}

/// Something that answers API requests: the network client, or the API server itself in the same process.
public protocol APITransport: Sendable {
  /// Throws only when no answer could be had (connection refused, time-out, cancellation); every HTTP
  /// status is an answer.
  func send(_ request: APIRequest) async throws -> APIResponse
}
