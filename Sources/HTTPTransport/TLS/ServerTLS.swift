internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate that a server shows. It can be replaced while the server runs: connections made from then on
/// see the new one.
public final class ServerTLS: Sendable {
  private let current: Mutex<NIOSSLContext>
  private let asksForClientCertificate: Bool

  /// - Parameters:
  ///   - certificateChain: In PEM, the server's own certificate first.
  ///   - privateKey: In PEM.
  ///   - asksForClientCertificate: Whether clients are asked for a certificate; they need not have one.
  public init(
    certificateChain: [UInt8], privateKey: [UInt8], asksForClientCertificate: Bool = true
  ) throws(TransportError) {
    self.asksForClientCertificate = asksForClientCertificate
    current = Mutex(try Self.makeContext(certificateChain, privateKey, asksForClientCertificate))
  }

  /// Replaces the certificate. On an error the previous one stays.
  public func replace(certificateChain: [UInt8], privateKey: [UInt8]) throws(TransportError) {
    let context = try Self.makeContext(certificateChain, privateKey, asksForClientCertificate)
    current.withLock { $0 = context }
  }

  var context: NIOSSLContext { current.withLock { $0 } }

  private static func makeContext(
    _ chain: [UInt8], _ key: [UInt8], _ asksForClientCertificate: Bool
  ) throws(TransportError) -> NIOSSLContext {
    do {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMBytes(chain).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["h2", "http/1.1"]
      configuration.certificateVerification = asksForClientCertificate ? .optionalVerification : .none
      configuration.shutdownTimeout = .seconds(1)
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw TransportError(.tls, "The server's certificate or key can't be used: \(error)")
    }
  }
}
