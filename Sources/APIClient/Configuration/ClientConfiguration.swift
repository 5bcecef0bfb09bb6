/// Everything needed to talk to one API server: client-go's `rest.Config`.
public struct ClientConfiguration: Sendable, Equatable {
  /// `https://host:port`, without a path at the end.
  public var server: String
  /// PEM; empty for the machine's own authorities.
  public var certificateAuthority: [UInt8] = []
  public var tlsServerName = ""
  public var insecureSkipTLSVerify = false
  /// PEM.
  public var clientCertificate: [UInt8] = []
  /// PEM.
  public var clientKey: [UInt8] = []
  public var token = ""
  /// Read anew from time to time, since projected tokens are rotated; wins over ``token``.
  public var tokenFile = ""
  public var username = ""
  public var password = ""
  public var impersonateUser = ""
  public var impersonateGroups: [String] = []
  /// The namespace meant where none is named.
  public var namespace = "default"

  /// A server without credentials.
  public init(server: String) {
    self.server = server
  }

  /// What a context of a kubeconfig says (nil: its current one). Files it names are read.
  /// Throws ``ClientError``.
  public init(_ kubeconfig: Kubeconfig, context name: String? = nil, source: any ConfigurationSource) throws {
    let name = name ?? kubeconfig.currentContext
    var context = Kubeconfig.Context()
    if !name.isEmpty {
      guard let found = kubeconfig.context(name) else {
        throw ClientError(.invalidConfiguration, "context \"\(name)\" does not exist")
      }
      context = found
    } else if let cluster = kubeconfig.clusters.first, kubeconfig.clusters.count == 1 {
      context = Kubeconfig.Context(cluster: cluster.name, user: kubeconfig.users.first?.name ?? "")
    }
    guard let cluster = kubeconfig.cluster(context.cluster), !cluster.server.isEmpty else {
      throw ClientError(
        .invalidConfiguration,
        "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable")
    }
    server = cluster.server
    while server.hasSuffix("/") { server.removeLast() }
    guard cluster.proxyURL.isEmpty else {
      throw ClientError(
        .unsupportedConfiguration, "the kubeconfig asks for the proxy \(cluster.proxyURL), which isn't supported")
    }
    certificateAuthority = try Self.content(
      cluster.certificateAuthorityData, cluster.certificateAuthority, source)
    tlsServerName = cluster.tlsServerName
    insecureSkipTLSVerify = cluster.insecureSkipTLSVerify
    if !context.namespace.isEmpty { namespace = context.namespace }
    guard !context.user.isEmpty else { return }
    guard let user = kubeconfig.user(context.user) else {
      throw ClientError(.invalidConfiguration, "auth info \"\(context.user)\" does not exist")
    }
    try take(user, source)
  }

  private mutating func take(_ user: Kubeconfig.User, _ source: any ConfigurationSource) throws {
    guard user.execCommand.isEmpty else {
      throw ClientError(
        .unsupportedConfiguration,
        "the kubeconfig gets its credentials from the program \(user.execCommand), which isn't supported; use a token or a client certificate"
      )
    }
    guard user.authProvider.isEmpty else {
      throw ClientError(
        .unsupportedConfiguration,
        "the kubeconfig uses the auth provider \(user.authProvider), which isn't supported; use a token or a client certificate"
      )
    }
    clientCertificate = try Self.content(user.clientCertificateData, user.clientCertificate, source)
    clientKey = try Self.content(user.clientKeyData, user.clientKey, source)
    token = user.token
    tokenFile = user.token.isEmpty ? user.tokenFile : ""
    username = user.username
    password = user.password
    impersonateUser = user.impersonateUser
    impersonateGroups = user.impersonateGroups
  }

  private static func content(
    _ data: [UInt8], _ path: String, _ source: any ConfigurationSource
  ) throws -> [UInt8] {
    guard data.isEmpty, !path.isEmpty else { return data }
    guard let content = try source.file(path) else {
      throw ClientError(.fileUnreadable, "\(path), which the kubeconfig names, isn't there")
    }
    return content
  }
}

extension ClientConfiguration {
  /// The files that kubectl looks at: `--kubeconfig`, else those of `KUBECONFIG`, else `~/.kube/config`.
  public static func kubeconfigPaths(explicit: String?, source: any ConfigurationSource) -> [String] {
    if let explicit, !explicit.isEmpty { return [explicit] }
    if let variable = source.variable("KUBECONFIG"), !variable.isEmpty {
      return variable.split(separator: ":").map { String($0) }
    }
    return [(source.variable("HOME") ?? "") + "/.kube/config"]
  }

  /// Reads and merges kubeconfig files; those that aren't there are passed over, except an explicit one.
  public static func loadKubeconfig(
    explicit: String? = nil, source: any ConfigurationSource = SystemConfigurationSource()
  ) throws -> Kubeconfig {
    var merged = Kubeconfig()
    for path in kubeconfigPaths(explicit: explicit, source: source) {
      guard let bytes = try source.file(path) else {
        if let explicit, !explicit.isEmpty {
          throw ClientError(.fileUnreadable, "stat \(explicit): no such file or directory")
        }
        continue
      }
      let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
      merged.merge(try Kubeconfig(parsing: bytes, folder: folder))
    }
    return merged
  }

  /// What a pod finds: its service account's token and the API server's address.
  public static func inCluster(
    source: any ConfigurationSource = SystemConfigurationSource()
  ) throws -> ClientConfiguration {
    guard let host = source.variable("KUBERNETES_SERVICE_HOST"),
      let port = source.variable("KUBERNETES_SERVICE_PORT"), !host.isEmpty, !port.isEmpty
    else {
      throw ClientError(
        .invalidConfiguration,
        "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined")
    }
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    var configuration = ClientConfiguration(
      server: "https://" + (host.contains(":") ? "[\(host)]" : host) + ":" + port)
    guard let token = try source.file(folder + "/token") else {
      throw ClientError(.fileUnreadable, "open \(folder)/token: no such file or directory")
    }
    configuration.token = String(decoding: token, as: UTF8.self)
    configuration.tokenFile = folder + "/token"
    configuration.certificateAuthority = try source.file(folder + "/ca.crt") ?? []
    if let namespace = try source.file(folder + "/namespace") {
      configuration.namespace = String(decoding: namespace, as: UTF8.self)
    }
    return configuration
  }
}
