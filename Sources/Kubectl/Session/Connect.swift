import APIClient
import APIMachinery

extension GlobalFlags {
  /// A session with the server that the flags and the kubeconfig name.
  func session() throws -> Session {
    try sessionAndServer().session
  }

  func sessionAndServer() throws -> (session: Session, server: String) {
    let configuration = try configuration()
    let surroundings = Surroundings.current
    var transport = try surroundings.connect(configuration)
    if let impersonatedUID {
      transport = HeaderTransport(inner: transport, name: "Impersonate-Uid", value: impersonatedUID)
    }
    if verbosity >= 6 {
      transport = TracingTransport(inner: transport, server: configuration.server, time: surroundings.time)
    }
    if let limit = try requestLimit() {
      transport = DeadlineTransport(inner: transport, limit: limit, time: surroundings.time)
    }
    let session = Session(
      transport: transport, namespace: configuration.namespace, warningsAreErrors: warningsAsErrors)
    return (session, configuration.server)
  }

  func configuration() throws -> ClientConfiguration {
    let source = Surroundings.current.configuration
    var configuration: ClientConfiguration
    do {
      var kubeconfig = try ClientConfiguration.loadKubeconfig(explicit: kubeconfig, source: source)
      if let context, kubeconfig.context(context) == nil {
        throw KubectlError("Error in configuration: context was not found for specified context: \(context)")
      }
      if let cluster, kubeconfig.cluster(cluster) == nil {
        throw KubectlError("error: no server found for cluster \"\(cluster)\"")
      }
      if cluster != nil || users.last != nil { kubeconfig = withChosenParts(kubeconfig) }
      if kubeconfig.contexts.isEmpty, kubeconfig.clusters.isEmpty {
        configuration =
          (try? ClientConfiguration.inCluster(source: source))
          ?? ClientConfiguration(server: server ?? "http://localhost:8080")
      } else {
        configuration = try ClientConfiguration(kubeconfig, context: context, source: source)
      }
    } catch let error as ClientError {
      throw KubectlError("error: \(error.message)")
    }
    if let server { configuration.server = server }
    if let token { configuration.token = token }
    if let namespace { configuration.namespace = namespace }
    if insecureSkipTLSVerify { configuration.insecureSkipTLSVerify = true }
    if let certificateAuthority { configuration.certificateAuthority = try LocalFiles.read(certificateAuthority) }
    if let tlsServerName { configuration.tlsServerName = tlsServerName }
    if let clientCertificate { configuration.clientCertificate = try LocalFiles.read(clientCertificate) }
    if let clientKey { configuration.clientKey = try LocalFiles.read(clientKey) }
    if let username { configuration.username = username }
    if let password { configuration.password = password }
    if let impersonatedUser {
      configuration.impersonateUser = impersonatedUser
      configuration.impersonateGroups = impersonatedGroups
    }
    return configuration
  }

  /// `--cluster` and `--user` replace those of the context.
  private func withChosenParts(_ kubeconfig: Kubeconfig) -> Kubeconfig {
    var result = kubeconfig
    let name = context ?? kubeconfig.currentContext
    for index in result.contexts.indices where result.contexts[index].name == name {
      if let cluster { result.contexts[index].value.cluster = cluster }
      if let user = users.last { result.contexts[index].value.user = user }
    }
    return result
  }
}
