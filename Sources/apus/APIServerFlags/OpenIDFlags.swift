import APIServer
import ArgumentParser

/// The one OpenID Connect issuer that flags can name; `--authentication-config` can name several.
struct OpenIDFlags: APIServerFlags {
  @Option(
    name: .customLong("oidc-issuer-url"),
    help: ArgumentHelp("The OpenID Connect issuer whose tokens are accepted.", valueName: "url"))
  var issuerURL = ""
  @Option(
    name: .customLong("oidc-client-id"), help: ArgumentHelp("The audience that such tokens must have.", valueName: "id")
  )
  var clientID = ""
  @Option(
    name: .customLong("oidc-ca-file"),
    help: ArgumentHelp("Whom to trust as the issuer. The machine's authorities if not given.", valueName: "file"))
  var caFile = ""
  @Option(
    name: .customLong("oidc-username-claim"), help: ArgumentHelp("The claim with the user's name.", valueName: "claim"))
  var usernameClaim = "sub"
  @Option(
    name: .customLong("oidc-username-prefix"),
    help: ArgumentHelp(
      "Put before the user's name; - for nothing. The issuer if not given, unless the claim is email.",
      valueName: "prefix"))
  var usernamePrefix = ""
  @Option(
    name: .customLong("oidc-groups-claim"), help: ArgumentHelp("The claim with the user's groups.", valueName: "claim"))
  var groupsClaim = ""
  @Option(
    name: .customLong("oidc-groups-prefix"), help: ArgumentHelp("Put before the names of groups.", valueName: "prefix"))
  var groupsPrefix = ""
  @Option(
    name: .customLong("oidc-signing-algs"), help: ArgumentHelp("How tokens may be signed.", valueName: "list"))
  var signingAlgorithms: WordList = ["RS256"]
  @Option(
    name: .customLong("oidc-required-claim"),
    help: ArgumentHelp("A claim that tokens must have; may be repeated.", valueName: "claim=value"))
  var requiredClaim: [String] = []

  func set(_ options: inout KubeAPIServerOptions) {
    options.openID.issuerURL = issuerURL
    options.openID.clientID = clientID
    options.openID.caFile = caFile
    options.openID.usernameClaim = usernameClaim
    options.openID.usernamePrefix = usernamePrefix
    options.openID.groupsClaim = groupsClaim
    options.openID.groupsPrefix = groupsPrefix
    options.openID.signingAlgorithms = signingAlgorithms.words
    options.openID.requiredClaims = requiredClaim
  }
}
