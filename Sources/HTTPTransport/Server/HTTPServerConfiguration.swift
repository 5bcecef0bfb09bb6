public import APIMachinery

/// The limits of an ``HTTPServer``. The defaults are kube-apiserver's where it has one.
public struct HTTPServerConfiguration: Sendable {
  /// Connections beyond this many are closed at once.
  public var maximumConnections = 10_000
  /// Requests with a longer body are answered by ``bodyTooLarge``.
  public var maximumBodyBytes = 3 * 1024 * 1024
  /// Names and values of all headers of a request together; more are answered with 431.
  public var maximumHeaderBytes = 256 * 1024
  public var maximumHeaderCount = 256
  /// From the start of a connection (with its TLS handshake) to the end of the first request's headers.
  public var headerTimeout: Duration = .seconds(32)
  /// From a request's headers to the end of its body.
  public var bodyTimeout: Duration = .seconds(60)
  /// Without any request.
  public var idleTimeout: Duration = .seconds(90)
  /// Without any progress while a finished response is sent. Streams may rest as long as they like.
  public var stallTimeout: Duration = .seconds(300)
  /// How long a connection that is to be closed may go on sending before it is closed for good.
  public var lingerTimeout: Duration = .seconds(2)
  /// HTTP/2 streams that one connection may have open at a time.
  public var maximumConcurrentStreams = 250
  /// HTTP/2 streams that one connection may reset in 30 seconds; more and it is closed, since requests that are
  /// reset as soon as they are sent cost the server much and the sender nothing.
  public var maximumResetsPer30Seconds = 1_000
  /// Responses of at least this many bytes are compressed for clients that accept it; nil never compresses.
  public var compressionThreshold: Int? = 128 * 1024
  /// The answer to a request whose body is too large. Its body is empty.
  public var bodyTooLarge: @Sendable (APIRequest) -> APIResponse = { _ in
    APIResponse(
      status: 413, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
      body: .bytes(Array("http: request body too large\n".utf8)))
  }
  /// The wall clock, for the `Date` header.
  public var time: any TimeSource = SystemTime()

  public init() {}
}
