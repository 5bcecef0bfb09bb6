/// Where a server listens or a client connects.
public enum Endpoint: Sendable, Hashable, CustomStringConvertible {
  /// A name or an IP address (without brackets) and a port.
  case tcp(host: String, port: Int)
  /// The path of a socket file.
  case unix(path: String)

  public var description: String {
    switch self {
    case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }

  /// The port of a TCP endpoint.
  public var port: Int? {
    if case .tcp(_, let port) = self { port } else { nil }
  }
}
