import APIMachinery
import HTTPTransport
import Synchronization

/// Connections to kubelets, with the certificate that kubelets know the API server by.
final class KubeletClients: Sendable {
  /// The kubelet's port where a node doesn't say.
  private static let defaultPort: Int64 = 10_250
  /// Clients of nodes that are gone are dropped together with all others when there are this many.
  private static let clientsMax = 5_000

  private let tls: ClientTLS
  private let clients = Mutex<[Endpoint: HTTPClient]>([:])

  /// - Parameter trust: Kubelets make their own certificates at first, so upstream trusts any unless told otherwise.
  init(certificateChain: [UInt8], privateKey: [UInt8], trust: ClientTLS.Trust = .anything) throws {
    tls = try ClientTLS(trust: trust, certificateChain: certificateChain, privateKey: privateKey)
  }

  func replace(certificateChain: [UInt8], privateKey: [UInt8]) throws(TransportError) {
    try tls.replace(certificateChain: certificateChain, privateKey: privateKey)
  }

  /// Where the kubelet of `node` is: its internal address, or else any other that it reports.
  static func endpoint(of node: JSONValue) -> Endpoint? {
    let addresses = node[path: "status", "addresses"]?.arrayValue ?? []
    for type in ["InternalIP", "ExternalIP", "Hostname", "InternalDNS"] {
      guard let host = addresses.first(where: { $0["type"]?.stringValue == type })?["address"]?.stringValue else {
        continue
      }
      let port = node[path: "status", "daemonEndpoints", "kubeletEndpoint", "Port"]?.integerValue ?? 0
      return .tcp(host: host, port: Int(port > 0 ? port : defaultPort))
    }
    return nil
  }

  func client(_ endpoint: Endpoint) -> HTTPClient {
    clients.withLock { clients in
      if let known = clients[endpoint] { return known }
      if clients.count >= Self.clientsMax { clients = [:] }
      let client = HTTPClient(endpoint: endpoint, configuration: HTTPClientConfiguration(tls: tls))
      clients[endpoint] = client
      return client
    }
  }
}
