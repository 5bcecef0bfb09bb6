import APIServer
import ArgumentParser

/// Whose requests are known.
struct AuthenticationFlags: APIServerFlags {
  @Option(
    name: .customLong("client-ca-file"),
    help: ArgumentHelp("Whom to trust in clients' certificates. The cluster's own if not given.", valueName: "file"))
  var clientCAFile = ""
  @Option(help: ArgumentHelp("Tokens, as lines of token,user,uid,\"groups\".", valueName: "file"))
  var tokenAuthFile = ""
  @Option(
    help: ArgumentHelp("Whether requests without credentials are those of system:anonymous.", valueName: "bool"))
  var anonymousAuth = true
  @Option(help: ArgumentHelp("Whether the tokens of bootstrap Secrets are known.", valueName: "bool"))
  var enableBootstrapTokenAuth = false
  @Option(
    help: ArgumentHelp(
      "A file with issuers of tokens and rules for requests without credentials; read again when it changes.",
      valueName: "file"))
  var authenticationConfig = ""
  @Option(help: ArgumentHelp("A kubeconfig of the server that is asked whose a token is.", valueName: "file"))
  var authenticationTokenWebhookConfigFile = ""
  @Option(
    name: .customLong("authentication-token-webhook-cache-ttl"),
    help: ArgumentHelp("How long its answers hold.", valueName: "duration"))
  var authenticationTokenWebhookCacheTTL = DurationFlag.seconds(120)
  @Option(help: ArgumentHelp("The version of TokenReviews that are sent to it.", valueName: "version"))
  var authenticationTokenWebhookVersion = "v1beta1"
  @Option(help: ArgumentHelp("The issuer of service accounts' tokens.", valueName: "url"))
  var serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local"
  @Option(help: ArgumentHelp("Audiences that tokens may have; the issuer if not given.", valueName: "list"))
  var apiAudiences: [WordList] = []
  @Option(help: ArgumentHelp("A further key whose tokens are accepted; may be repeated.", valueName: "file"))
  var serviceAccountKeyFile: [String] = []
  @Option(help: ArgumentHelp("The key that signs tokens. One of the cluster's own if not given.", valueName: "file"))
  var serviceAccountSigningKeyFile = ""

  func set(_ options: inout KubeAPIServerOptions) {
    options.clientCAFile = clientCAFile
    options.tokenAuthFile = tokenAuthFile
    options.allowsAnonymous = anonymousAuth
    options.allowsBootstrapTokens = enableBootstrapTokenAuth
    options.authenticationConfigFile = authenticationConfig
    options.tokenWebhook.configFile = authenticationTokenWebhookConfigFile
    options.tokenWebhook.cacheTimeToLive = authenticationTokenWebhookCacheTTL.duration
    options.tokenWebhook.version = authenticationTokenWebhookVersion
    options.serviceAccountIssuer = serviceAccountIssuer
    options.apiAudiences = apiAudiences.words
    options.serviceAccountKeyFiles = serviceAccountKeyFile
    options.serviceAccountSigningKeyFile = serviceAccountSigningKeyFile
  }
}
