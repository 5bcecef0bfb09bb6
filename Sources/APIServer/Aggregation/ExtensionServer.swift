import APIMachinery
import HTTPTransport
import Synchronization

/// The server behind one APIService.
struct ExtensionServer: Sendable {
  let record: APIServiceRecord
  let connections: ExtensionConnections
}

/// The connections to an extension server, which outlive changes of its status.
final class ExtensionConnections: Sendable {
  /// Endpoints of one service that connections are kept to; all are dropped when there are more.
  private static let clientsMax = 16

  let service: APIServiceRecord.Service
  /// Why no connection can be made with what the APIService says; nil where one can.
  let problem: String?
  private let record: APIServiceRecord
  private let routing: ExtensionRouting
  private let tls: ClientTLS?
  private let clients = Mutex<[Endpoint: HTTPClient]>([:])

  init(_ record: APIServiceRecord, _ service: APIServiceRecord.Service, routing: ExtensionRouting) {
    self.record = record
    self.service = service
    self.routing = routing
    let identity = routing.identity.bundle
    do throws(TransportError) {
      tls = try ClientTLS(
        trust: record.skipsVerification
          ? .anything : record.authorities.isEmpty ? .system : .authorities(record.authorities),
        certificateChain: identity.chain, privateKey: identity.key,
        serverName: "\(service.name).\(service.namespace).svc")
      problem = nil
    } catch {
      tls = nil
      problem = error.message
    }
  }

  /// Whether what decides about connections is still the same.
  func fit(_ other: APIServiceRecord) -> Bool {
    record.service == other.service && record.authorities == other.authorities
      && record.skipsVerification == other.skipsVerification && record.uid == other.uid
  }

  /// New connections use the identity that there is now.
  func renewIdentity() {
    let identity = routing.identity.bundle
    // On an error the former certificate stays, which lasts a while yet.
    try? tls?.replace(certificateChain: identity.chain, privateKey: identity.key)
    clients.withLock { $0 = [:] }
  }

  /// One of the places where the service is.
  func place() throws(ServiceResolutionError) -> Endpoint {
    try routing.resolver.resolve(namespace: service.namespace, name: service.name, port: service.port)
  }

  func client(to place: Endpoint) -> HTTPClient {
    clients.withLock { clients in
      if let known = clients[place] { return known }
      if clients.count >= Self.clientsMax { clients = [:] }
      let client = HTTPClient(
        endpoint: routing.dial(place), configuration: HTTPClientConfiguration(tls: tls), time: routing.time)
      clients[place] = client
      return client
    }
  }
}

/// How extension servers are found and who this server is to them.
final class ExtensionRouting: Sendable {
  let identity: ProxyIdentity
  let resolver: ServiceResolver
  let time: any TimeSource
  /// What stands for an address; tests connect elsewhere.
  let dial: @Sendable (Endpoint) -> Endpoint

  init(
    identity: ProxyIdentity, resolver: ServiceResolver, time: any TimeSource,
    dial: @escaping @Sendable (Endpoint) -> Endpoint = { $0 }
  ) {
    self.identity = identity
    self.resolver = resolver
    self.time = time
    self.dial = dial
  }
}

/// The certificate that extension servers know this server by (`--proxy-client-cert-file`). It can be replaced.
public final class ProxyIdentity: Sendable {
  private let current: Mutex<(chain: [UInt8], key: [UInt8])>

  /// - Parameters: In PEM; empty shows none.
  public init(certificateChain: [UInt8] = [], privateKey: [UInt8] = []) {
    current = Mutex((certificateChain, privateKey))
  }

  var bundle: (chain: [UInt8], key: [UInt8]) { current.withLock { $0 } }

  public func replace(certificateChain: [UInt8], privateKey: [UInt8]) {
    current.withLock { $0 = (certificateChain, privateKey) }
  }
}
