internal import Synchronization

/// What is known about the connection that a request came over. One object for all requests of a connection.
public final class ConnectionInfo: Sendable {
  /// The protocol that was agreed on.
  public enum HTTPVersion: String, Sendable {
    case http1 = "HTTP/1.1"
    case http2 = "HTTP/2.0"
  }

  /// The peer's IP address; empty for unix sockets.
  public let remoteAddress: String
  /// The peer's port; 0 for unix sockets.
  public let remotePort: Int
  /// The address that the peer connected to.
  public let localAddress: String
  public let localPort: Int
  public let isSecure: Bool
  public let httpVersion: HTTPVersion
  /// The certificates that the client presented in DER, its own first; empty when it presented none.
  ///
  /// The handshake proves that the client has the key of the first one and **nothing more**: as in
  /// kube-apiserver, whoever authenticates requests verifies the chain against the client authorities that are
  /// trusted at that moment, so that a certificate nobody trusts is answered with 401, not with a broken
  /// connection.
  public let clientCertificateChain: [[UInt8]]

  private let remembered = Mutex<[ObjectIdentifier: any Sendable]>([:])

  public init(
    remoteAddress: String, remotePort: Int = 0, localAddress: String = "", localPort: Int = 0, isSecure: Bool = false,
    httpVersion: HTTPVersion = .http1, clientCertificateChain: [[UInt8]] = []
  ) {
    self.remoteAddress = remoteAddress
    self.remotePort = remotePort
    self.localAddress = localAddress
    self.localPort = localPort
    self.isSecure = isSecure
    self.httpVersion = httpVersion
    self.clientCertificateChain = clientCertificateChain
  }

  /// For requests made by code in the same process.
  public static let inProcess = ConnectionInfo(remoteAddress: "127.0.0.1")

  /// One value of each type can be kept with the connection, for what is expensive to find out and the same for
  /// all of its requests, such as the verified identity of the peer.
  public func remember<Value: Sendable>(_ value: Value) {
    remembered.withLock { $0[ObjectIdentifier(Value.self)] = value }
  }

  /// What was ``remember(_:)``-ed.
  public func recall<Value: Sendable>(_ type: Value.Type) -> Value? {
    remembered.withLock { $0[ObjectIdentifier(type)] } as? Value
  }
}
