import APIClient
import APIMachinery

extension GlobalFlags {
  /// A session with the server that the flags and the kubeconfig name.
  func session() throws -> Session {
    try sessionAndServer().session
  }

  func sessionAndServer() throws -> (session: Session, server: String) {
    let configuration = try configuration()
    return (Session(transport: try configuration.connect(), namespace: configuration.namespace), configuration.server)
  }

  func configuration() throws -> ClientConfiguration {
    let source = SystemConfigurationSource()
    var configuration: ClientConfiguration
    do {
      var kubeconfig = try ClientConfiguration.loadKubeconfig(explicit: kubeconfig, source: source)
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
    if let certificateAuthority { configuration.certificateAuthority = try Terminal.readFile(certificateAuthority) }
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
