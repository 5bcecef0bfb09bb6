internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// How a client checks a server and what it shows of itself. The client's own certificate can be replaced while
/// connections are open: new ones use it.
public final class ClientTLS: Sendable {
  /// Which servers are believed.
  public enum Trust: Sendable, Equatable {
    /// Authorities in PEM.
    case authorities([UInt8])
    /// Those of the machine.
    case system
    /// Takes any certificate, as `insecure-skip-tls-verify` says.
    case anything
  }

  /// Checked against the server's certificate and sent as SNI, instead of the host that is connected to.
  public let serverName: String?
  private let trust: Trust
  private let contexts: Mutex<Contexts>

  struct Contexts {
    /// Offers HTTP/2 and HTTP/1.1.
    let any: NIOSSLContext
    /// Offers HTTP/1.1 only, for connections that change their protocol.
    let http1: NIOSSLContext
  }

  /// - Parameters:
  ///   - certificateChain: The client's certificate in PEM, with ``privateKey``; empty shows none.
  public init(
    trust: Trust, certificateChain: [UInt8] = [], privateKey: [UInt8] = [], serverName: String? = nil
  ) throws(TransportError) {
    self.trust = trust
    self.serverName = serverName
    contexts = Mutex(try Self.makeContexts(trust, certificateChain, privateKey))
  }

  /// Replaces the client's certificate. On an error the previous one stays.
  public func replace(certificateChain: [UInt8], privateKey: [UInt8]) throws(TransportError) {
    let made = try Self.makeContexts(trust, certificateChain, privateKey)
    contexts.withLock { $0 = made }
  }

  func handler(host: String?, allowsHTTP2: Bool) throws(TransportError) -> NIOSSLClientHandler {
    let context = contexts.withLock { allowsHTTP2 ? $0.any : $0.http1 }
    let name = serverName ?? host
    do {
      // An IP address can't be sent as a name; it is checked against the address connected to.
      guard let name, !Self.isIPAddress(name) else {
        return try NIOSSLClientHandler(context: context, serverHostname: nil)
      }
      return try NIOSSLClientHandler(context: context, serverHostname: name)
    } catch {
      throw TransportError(.tls, "TLS: \(error)")
    }
  }

  static func isIPAddress(_ host: String) -> Bool {
    (try? SocketAddress(ipAddress: host, port: 0)) != nil
  }

  private static func makeContexts(
    _ trust: Trust, _ chain: [UInt8], _ key: [UInt8]
  ) throws(TransportError) -> Contexts {
    do {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv12
      configuration.shutdownTimeout = .seconds(1)
      switch trust {
      case .authorities(let pem):
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(pem))
      case .system:
        break
      case .anything:
        configuration.certificateVerification = .none
      }
      if !chain.isEmpty {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(chain).map { .certificate($0) }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
      }
      configuration.applicationProtocols = ["h2", "http/1.1"]
      let any = try NIOSSLContext(configuration: configuration)
      configuration.applicationProtocols = ["http/1.1"]
      return Contexts(any: any, http1: try NIOSSLContext(configuration: configuration))
    } catch {
      throw TransportError(.tls, "The authorities, certificate or key of a TLS client can't be used: \(error)")
    }
  }
}
