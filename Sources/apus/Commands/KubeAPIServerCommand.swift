import APIServer
import ArgumentParser

/// `apus kube-apiserver`: the API server alone, with upstream's flags.
struct KubeAPIServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kube-apiserver", abstract: "Serve the Kubernetes API alone, without controllers.")

  @OptionGroup(title: "Storage") var storage: StorageFlags
  @OptionGroup(title: "Serving") var serving: ServingFlags
  @OptionGroup(title: "Features and admission") var features: FeatureFlags
  @OptionGroup(title: "Authentication") var authentication: AuthenticationFlags
  @OptionGroup(title: "OpenID Connect") var openID: OpenIDFlags
  @OptionGroup(title: "Front proxies and extension servers") var frontProxy: FrontProxyFlags
  @OptionGroup(title: "Authorization") var authorization: AuthorizationFlags
  @OptionGroup(title: "Limits") var limits: LimitFlags
  @OptionGroup(title: "Audit") var audit: AuditFlags

  var options: KubeAPIServerOptions {
    var options = KubeAPIServerOptions()
    let flags: [any APIServerFlags] = [
      storage, serving, features, authentication, openID, frontProxy, authorization, limits, audit,
    ]
    for group in flags { group.set(&options) }
    return options
  }

  func run() async throws {
    let options = options
    try await Foreground.run(named: "kube-apiserver") { try await KubeAPIServer(options).run() }
  }
}
