import APIClient
import APIMachinery
import HTTPTransport
import LinuxSupport
import Logging
import PKI

/// The kubelet's HTTPS server: logs, exec and the rest for the API server, metrics for monitoring.
struct KubeletServer: Sendable {
  private let server: HTTPServer?
  private let endpoint: Endpoint
  private let logger: Logger

  /// Without a certificate nothing is served.
  init(
    options: KubeletOptions, client: APIClient, registry: PodRegistry, services: PodServices, facts: HostFacts
  ) throws {
    endpoint = .tcp(host: options.address, port: options.port)
    logger = services.logger
    guard !options.tlsCertificate.isEmpty else {
      server = nil
      return
    }
    let tls = try ServerTLS(certificateChain: options.tlsCertificate, privateKey: options.tlsPrivateKey)
    let access = KubeletAccess(
      client: client, authorities: options.clientCA.isEmpty ? nil : try CertificatePool(pem: options.clientCA),
      nodeName: services.node.nodeName, time: services.time)
    server = HTTPServer(
      tls: tls,
      handler: KubeletHandler(
        access: access, registry: registry, services: services, options: options, facts: facts), logger: services.logger
    )
  }

  /// Serves until the task is cancelled.
  func run() async {
    guard let server else { return }
    do {
      try await server.run(on: [endpoint])
    } catch {
      logger.error("the kubelet's server can't listen", metadata: ["endpoint": "\(endpoint)", "error": "\(error)"])
    }
  }
}
