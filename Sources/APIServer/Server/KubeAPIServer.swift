public import APIMachinery
public import HTTPTransport
import Logging
public import PKI
import Storage

/// The API server with everything around it: certificates, the store's file, the TLS port. What
/// `apus kube-apiserver` runs, and what `apus server` runs beside the other parts.
public final class KubeAPIServer: Sendable {
  public let options: KubeAPIServerOptions
  public let server: APIServer
  public let certificates: ClusterCertificates
  private let http: HTTPServer
  private let proxyIdentity: ProxyIdentity
  private let tls: ServerTLS
  private let time: any TimeSource
  private let logger = Logger(label: "kube-apiserver")

  /// Makes what is missing under the data directory and opens the store. Nothing listens yet.
  public init(
    _ options: KubeAPIServerOptions, time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom()
  )
    async throws
  {
    self.options = options
    self.time = time
    var configuration = try options.configuration()
    let files = SystemCertificateFiles()
    let folder = options.certificateDirectory.isEmpty ? options.dataDirectory + "/pki" : options.certificateDirectory
    guard let serviceAddress = configuration.serviceClusterIPRanges.first?.address(at: 1) else {
      throw KubeAPIServerError("--service-cluster-ip-range: \(options.serviceClusterIPRange) has no addresses")
    }
    certificates = try ClusterCertificates(
      folder: folder,
      names: .init(
        nodeName: options.nodeName, serviceIPAddress: serviceAddress.description,
        nodeIPAddresses: [options.reachableAddress]),
      now: time.now(), files: files)
    let encryption = try EncryptionAtRest(options.encryption, time: time, random: random) {
      kms throws(EncryptionError) in
      try KMSConnection(kms, time: time)
    }
    let store = try await SQLiteStore.open(.init(path: options.dataDirectory + "/state.db"), time: time)
    let assembly = try ServerAssembly(options: options, certificates: certificates, time: time, random: random)
    configuration.authenticationTrust = assembly.authenticationTrust
    server = APIServer(
      configuration: configuration, store: store, time: time, random: random, encryption: encryption,
      auditor: try options.audit.auditor(time: time), parts: assembly.parts)
    proxyIdentity = assembly.proxyIdentity
    tls = try Self.serverTLS(options, certificates)
    var httpConfiguration = HTTPServerConfiguration()
    httpConfiguration.time = time
    if options.http2StreamsMax > 0 { httpConfiguration.maximumConcurrentStreams = options.http2StreamsMax }
    httpConfiguration.bodyTooLarge = { StatusResponse.bodyTooLarge($0) }
    http = HTTPServer(configuration: httpConfiguration, tls: tls, handler: server.httpHandler, logger: logger)
  }

  private static func serverTLS(_ options: KubeAPIServerOptions, _ certificates: ClusterCertificates) throws
    -> ServerTLS
  {
    if !options.tlsCertificateFile.isEmpty {
      return try ServerTLS(
        certificateChain: try ServerFiles.read(options.tlsCertificateFile, flag: "--tls-cert-file"),
        privateKey: try ServerFiles.read(options.tlsPrivateKeyFile, flag: "--tls-private-key-file"))
    }
    let bundle = certificates.bundle(.apiServer)
    return try ServerTLS(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
  }

  /// For parts in the same process.
  public func transport(as user: UserInfo) -> any APITransport { server.transport(as: user) }

  /// Serves until the task is cancelled. Children: the port, the caches' clock, the store's upkeep, the renewal of
  /// certificates, and the reconcilers of the server's own objects.
  ///
  /// - Parameter listening: Told where it listens, with the port that was picked where the options say 0.
  public func run(listening: @Sendable (Endpoint) -> Void = { _ in }) async throws {
    try await server.start()
    let endpoint = Endpoint.tcp(host: options.bindAddress, port: options.securePort)
    if options.tlsCertificateFile.isEmpty {
      certificates.onRenewal(of: .apiServer) { [tls, logger] bundle in
        do {
          try tls.replace(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
        } catch {
          logger.error("the renewed certificate can't be used: \(error)")
        }
      }
    }
    if options.proxyClientCertificateFile.isEmpty {
      certificates.onRenewal(of: .frontProxyClient) { [server, proxyIdentity] bundle in
        proxyIdentity.replace(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
        server.extensions.renewIdentity()
      }
    }
    let bound = try await http.listen(on: endpoint)
    listening(bound)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [http, server, options] in
        try await http.run(on: []) { await server.drain(delay: options.shutdownDelay) }
      }
      group.addTask { [server] in try await server.runUpkeep() }
      group.addTask { [certificates, time] in await certificates.run(time: time) }
      logger.info("serving on \(bound)")
      // Ends with the first child that ends, by error or cancellation.
      defer { group.cancelAll() }
      try await group.next()
    }
    await server.store.close()
  }
}
