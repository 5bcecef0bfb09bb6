import APIServer
import ArgumentParser

/// Who may do what.
struct AuthorizationFlags: APIServerFlags {
  @Option(help: ArgumentHelp("Node, RBAC, Webhook, ABAC, AlwaysAllow, AlwaysDeny.", valueName: "list"))
  var authorizationMode: WordList = ["Node", "RBAC"]
  @Option(
    help: ArgumentHelp(
      "A file with the authorizers, instead of --authorization-mode; read again when it changes.", valueName: "file"))
  var authorizationConfig = ""
  @Option(help: ArgumentHelp("What the mode ABAC allows: one policy a line, in JSON.", valueName: "file"))
  var authorizationPolicyFile = ""
  @Option(help: ArgumentHelp("A kubeconfig of the server that is asked in the mode Webhook.", valueName: "file"))
  var authorizationWebhookConfigFile = ""
  @Option(
    name: .customLong("authorization-webhook-cache-authorized-ttl"),
    help: ArgumentHelp("How long what it allows is allowed.", valueName: "duration"))
  var authorizationWebhookCacheAuthorizedTTL = DurationFlag.seconds(300)
  @Option(
    name: .customLong("authorization-webhook-cache-unauthorized-ttl"),
    help: ArgumentHelp("How long what it doesn't allow is not allowed.", valueName: "duration"))
  var authorizationWebhookCacheUnauthorizedTTL = DurationFlag.seconds(30)
  @Option(help: ArgumentHelp("The version of SubjectAccessReviews that are sent to it.", valueName: "version"))
  var authorizationWebhookVersion = "v1beta1"

  func set(_ options: inout KubeAPIServerOptions) {
    options.authorizationModes = authorizationMode.words
    options.authorizationConfigFile = authorizationConfig
    options.authorizationPolicyFile = authorizationPolicyFile
    options.authorizationWebhook.configFile = authorizationWebhookConfigFile
    options.authorizationWebhook.authorizedTimeToLive = authorizationWebhookCacheAuthorizedTTL.duration
    options.authorizationWebhook.unauthorizedTimeToLive = authorizationWebhookCacheUnauthorizedTTL.duration
    options.authorizationWebhook.version = authorizationWebhookVersion
  }
}
