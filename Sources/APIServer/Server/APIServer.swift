public import APIMachinery
public import HTTPTransport
public import Storage
import Synchronization
public import Telemetry

/// The API server: everything between a request and the store. It listens nowhere by itself: an `HTTPServer` hands it
/// what comes over TLS, and code in the same process talks to it through ``transport(as:)``.
public final class APIServer: Sendable {
  public let configuration: APIServerConfiguration
  public let time: any TimeSource
  public let random: any RandomSource
  public let resources: ResourceRegistry
  let store: any Store
  let encryption: EncryptionAtRest
  let serviceAllocation: ServiceAllocation
  let caches: WatchCaches
  /// For conversion and admission webhooks.
  let webhooks: WebhookClient
  let decoding: BodyDecoding
  let types: ServedTypes
  let background: [@Sendable () async -> Void]
  let admission: AdmissionChain
  /// Other servers that answer for some of the groups.
  let extensions: ExtensionServers
  let handlers: ResourceHandlers
  let paths: PathHandlers
  let metrics = RequestMetrics()
  /// What the parts it is put together from count.
  let partMetrics: MetricRegistry
  let authenticator: any Authenticator
  let authorizer: any Authorizer
  let impersonation = Impersonation()
  /// Whether a path may be asked for without credentials.
  let anonymous: @Sendable (_ path: String) -> Bool
  let flowControl: FlowControl
  let deadlines: RequestDeadlines
  let identifiers: RequestIdentifiers
  /// Nil where nothing is audited.
  let auditor: Auditor?
  /// When the server was made, for metrics and discovery.
  let startedAt: Timestamp

  /// What a server is put together from. The order is: parts that read objects (plugins, authenticators) are made
  /// from the reader, which exists before them.
  public struct Parts: Sendable {
    public var authenticators: [any Authenticator] = []
    /// One of the authenticators, whose configuration says who may ask without credentials.
    public var tokenIssuers: JWTAuthenticators?
    public var authorizers: [any Authorizer] = []
    /// What these need to do beside the requests, until the task is cancelled.
    public var background: [@Sendable () async -> Void] = []
    public var admissionPlugins: [any AdmissionPlugin] = []
    /// What the parts count, for `/metrics`.
    public let metrics: MetricRegistry
    let admissionMetrics: AdmissionMetrics
    public var handlers = ResourceHandlers()
    public var paths = PathHandlers()
    /// Who this server is to extension servers.
    public var proxyIdentity = ProxyIdentity()
    /// What stands for the address of an extension server; tests connect elsewhere.
    public var dial: @Sendable (Endpoint) -> Endpoint = { $0 }

    public init() {
      metrics = MetricRegistry()
      admissionMetrics = AdmissionMetrics(metrics)
    }
  }

  /// A server whose store keeps values as they are, without audit.
  public convenience init(
    configuration: APIServerConfiguration, store: any Store, time: any TimeSource = SystemTime(),
    random: any RandomSource = SystemRandom(), parts: (StoredObjects) -> Parts
  ) {
    self.init(
      configuration: configuration, store: store, time: time, random: random, encryption: nil, auditor: nil,
      parts: parts)
  }

  init(
    configuration: APIServerConfiguration, store: any Store, time: any TimeSource, random: any RandomSource,
    encryption: EncryptionAtRest?, auditor: Auditor?, parts: (StoredObjects) -> Parts
  ) {
    self.configuration = configuration
    self.store = store
    self.time = time
    self.random = random
    self.encryption = encryption ?? .off
    self.auditor = auditor
    deadlines = RequestDeadlines(time: time)
    identifiers = RequestIdentifiers(random: random)
    startedAt = time.now()
    caches = WatchCaches(store: store, time: time)
    webhooks = WebhookClient(time: time)
    types = ServedTypes(registry: .builtIn)
    decoding = BodyDecoding(types: types, featureGates: configuration.featureGates, time: time)
    serviceAllocation = ServiceAllocation(configuration: configuration, random: random)
    let rules = KindRules(configuration: configuration, services: serviceAllocation, random: random)
    resources = ResourceRegistry(
      BuiltInResources(
        configuration: configuration, store: store, encryption: self.encryption, caches: caches, rules: rules
      ).all())
    objects = StoredObjects(resources: resources)
    let parts = parts(objects)
    authenticator = AuthenticatorChain(parts.authenticators)
    authorizer = AuthorizerChain([PrivilegedGroupAuthorizer()] + parts.authorizers)
    let allowsAnonymous = configuration.allowsAnonymous
    anonymous = { [jwt = parts.tokenIssuers] path in jwt?.anonymous?.allows(path) ?? allowsAnonymous }
    background = parts.background
    admission = AdmissionChain(
      available: parts.admissionPlugins, enabled: configuration.enabledAdmissionPlugins,
      disabled: configuration.disabledAdmissionPlugins, metrics: parts.admissionMetrics, time: time)
    partMetrics = parts.metrics
    handlers = parts.handlers
    paths = parts.paths
    let resolver = ServiceResolver(
      objects: ServiceObjects(resources), random: random,
      route: configuration.routesToEndpoints ? .endpoints : .clusterAddress,
      ownAddress: .tcp(host: configuration.advertiseAddress, port: configuration.securePort))
    extensions = ExtensionServers(
      routing: ExtensionRouting(
        identity: parts.proxyIdentity, resolver: resolver, time: time, dial: parts.dial))
    flowControl = FlowControl(configuration, resources: resources, time: time)
  }

  /// The forms that answers can be in.
  var negotiation: Negotiation { Negotiation(allowsCBOR: decoding.allowsCBOR) }

  private let state = Mutex((isBootstrapped: false, isShuttingDown: false))

  /// The objects every cluster has are there.
  var isBootstrapped: Bool { state.withLock { $0.isBootstrapped } }
  func markBootstrapped() { state.withLock { $0.isBootstrapped = true } }

  /// `/readyz` says no, so that others stop sending requests here.
  var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }
  func beginShutdown() { state.withLock { $0.isShuttingDown = true } }

  /// Opened when the caches are loaded.
  let gate = StartGate()

  /// Stored objects by resource.
  public let objects: StoredObjects

  var pipeline: Pipeline {
    Pipeline(
      authenticator: authenticator, anonymous: anonymous, authorizer: authorizer, impersonation: impersonation,
      flowControl: flowControl, router: Router(server: self), metrics: metrics, time: time,
      limits: configuration.limits, deadlines: deadlines, identifiers: identifiers, auditor: auditor,
      gate: gate)
  }

  /// For callers in this process: no sockets, no HTTP, the same pipeline. The caller is taken to be `user`.
  public func transport(as user: UserInfo) -> any APITransport {
    InProcessTransport(server: self, user: user)
  }

  /// For an `HTTPServer`.
  public var httpHandler: any HTTPHandler { ConnectionHandler(server: self) }
}

private struct InProcessTransport: APITransport {
  let server: APIServer
  let user: UserInfo

  func send(_ request: APIRequest) async throws -> APIResponse {
    let pipeline = server.pipeline
    if let response = pipeline.respondImmediately(to: request, from: .process(user)) { return response }
    return await pipeline.respond(to: request, from: .process(user))
  }
}

private struct ConnectionHandler: HTTPHandler {
  let server: APIServer

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    await server.pipeline.respond(to: request, from: .connection(connection))
  }

  func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? {
    server.pipeline.respondImmediately(to: request, from: .connection(connection))
  }
}
