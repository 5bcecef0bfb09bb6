import APIMachinery
import Logging
import Synchronization

/// The authorizers of the authorization configuration that is in force. It can be replaced while the server runs.
final class ConfiguredAuthorizer: Authorizer {
  private let chain: Mutex<AuthorizerChain>
  private let builtIn: [String: any Authorizer]
  private let time: any TimeSource
  private let logger = Logger(label: "kube-apiserver")

  /// - Parameters:
  ///   - webhooks: Those of the configuration, by the names of their entries.
  ///   - builtIn: By the name of the mode.
  init(
    _ configuration: AuthorizationConfiguration, webhooks: [String: WebhookAuthorizer],
    builtIn: [String: any Authorizer], time: any TimeSource
  ) {
    self.builtIn = builtIn
    self.time = time
    chain = Mutex(Self.chain(configuration, webhooks, builtIn))
  }

  func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision { current.authorize(attributes) }
  func knownDecision(_ attributes: AuthorizationAttributes) -> AuthorizationDecision? {
    current.knownDecision(attributes)
  }
  func decide(_ attributes: AuthorizationAttributes) async -> AuthorizationDecision {
    await current.decide(attributes)
  }

  private var current: AuthorizerChain { chain.withLock { $0 } }

  /// The authorizers that are in force, for those who ask them one by one.
  var authorizers: [any Authorizer] { current.authorizers }

  /// Follows the file until the task is cancelled.
  func follow(_ file: WatchedFile, after first: [UInt8]) async {
    await file.follow(after: first) { content in
      do throws(KubeAPIServerError) {
        let configuration = try Self.parse(content, path: file.path)
        let webhooks = try Self.webhooks(configuration, time: time)
        chain.withLock { $0 = Self.chain(configuration, webhooks, builtIn) }
        logger.info("reloaded the authorization configuration")
      } catch {
        // What was in force stays.
        logger.error("the changed authorization configuration can't be used: \(error)")
      }
    }
  }

  static func parse(_ content: [UInt8], path: String) throws(KubeAPIServerError) -> AuthorizationConfiguration {
    do throws(ParseError) {
      return try check(try AuthorizationConfiguration(content), flag: "--authorization-config")
    } catch {
      throw KubeAPIServerError("--authorization-config: \(path): \(error.message)")
    }
  }

  static func check(_ configuration: AuthorizationConfiguration, flag: String) throws(ParseError)
    -> AuthorizationConfiguration
  {
    let problems = configuration.problems()
    guard problems.isEmpty else { throw ParseError(problems.joinedMessage) }
    return configuration
  }

  static func webhooks(
    _ configuration: AuthorizationConfiguration, time: any TimeSource
  ) throws(KubeAPIServerError) -> [String: WebhookAuthorizer] {
    var webhooks: [String: WebhookAuthorizer] = [:]
    for entry in configuration.authorizers {
      if let settings = entry.webhook { webhooks[entry.name] = try WebhookAuthorizer(settings, time: time) }
    }
    return webhooks
  }

  private static func chain(
    _ configuration: AuthorizationConfiguration, _ webhooks: [String: WebhookAuthorizer],
    _ builtIn: [String: any Authorizer]
  ) -> AuthorizerChain {
    AuthorizerChain(
      configuration.authorizers.map { entry in
        webhooks[entry.name] ?? builtIn[entry.type] ?? AlwaysDenyAuthorizer()
      })
  }
}
