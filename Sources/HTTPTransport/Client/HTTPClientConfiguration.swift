public import APIMachinery

/// The options and limits of an ``HTTPClient``.
public struct HTTPClientConfiguration: Sendable {
  /// Nil speaks plain HTTP/1.1.
  public var tls: ClientTLS?
  /// Whether HTTP/2 is offered in the TLS handshake.
  public var allowsHTTP2 = true
  /// Connections open at a time. With HTTP/2 a further one is opened when the streams of the others are used up.
  /// Upgraded connections don't count.
  public var maximumConnections = 16
  /// Requests that may wait for a connection; more fail at once.
  public var maximumWaitingRequests = 2_000
  /// Whether connections are kept for later requests.
  public var keepsConnections = true
  public var connectTimeout: Duration = .seconds(10)
  /// From sending a request to the head of its response; nil waits for ever.
  public var responseTimeout: Duration?
  /// How long a connection without requests is kept.
  public var idleTimeout: Duration = .seconds(90)
  /// An HTTP/2 connection with open streams is asked this often whether it is still alive.
  public var pingInterval: Duration = .seconds(30)
  /// Bodies that announce at most this many bytes arrive whole, as `.bytes`; others as `.stream`.
  public var wholeBodyBytesMax = 256 * 1024
  /// Added to every request that has no such header itself.
  public var headers = Headers([("User-Agent", "apus")])

  public init(tls: ClientTLS? = nil) {
    self.tls = tls
  }
}
