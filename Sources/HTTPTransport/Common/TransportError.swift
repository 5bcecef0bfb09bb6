/// Why a connection, a request or a stream could not go on.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  public var code: Code
  /// For the person who must act, with Go's wording where tools match on it (`connection refused`, …).
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What kind of failure it was.
  public enum Code: Sendable, Equatable {
    /// The address can't be used or resolved.
    case badAddress
    /// Certificates or keys that can't be read, or a handshake that failed.
    case tls
    /// Nobody answers at the address.
    case connectFailed
    /// The other side closed or reset the connection.
    case closed
    /// A time limit passed.
    case timeout
    /// The other side broke the protocol.
    case protocolViolation
    /// A stated bound (connections, waiting requests, bytes) was reached.
    case limitReached
    /// The client or server has been shut down.
    case shutDown
  }

  public var description: String { message }
}
