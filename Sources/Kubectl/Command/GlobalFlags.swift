import ArgumentParser

/// The flags that say which server to talk to, and as whom; every command has them.
struct GlobalFlags: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Path of the kubeconfig file.", valueName: "file"))
  var kubeconfig: String?

  @Option(name: .long, help: ArgumentHelp("Context of the kubeconfig to use.", valueName: "name"))
  var context: String?

  @Option(name: .long, help: ArgumentHelp("Cluster of the kubeconfig to use.", valueName: "name"))
  var cluster: String?

  /// The last one counts. Commands that make bindings take them for subjects instead.
  @Option(name: .customLong("user"), help: ArgumentHelp("User of the kubeconfig to use.", valueName: "name"))
  var users: [String] = []

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("Namespace of the request.", valueName: "name"))
  var namespace: String?

  @Option(
    name: [.customShort("s", allowingJoined: true), .long],
    help: ArgumentHelp("Address of the API server.", valueName: "url"))
  var server: String?

  @Option(name: .long, help: ArgumentHelp("Bearer token to authenticate with.", valueName: "token"))
  var token: String?

  @Option(
    name: .customLong("certificate-authority"),
    help: ArgumentHelp("File with the server's CA certificates.", valueName: "file"))
  var certificateAuthority: String?

  @Flag(name: .customLong("insecure-skip-tls-verify"), help: "Don't check the server's certificate.")
  var insecureSkipTLSVerify = false

  @Option(name: .customLong("as"), help: ArgumentHelp("User to impersonate.", valueName: "name"))
  var impersonatedUser: String?

  @Option(
    name: .customLong("as-group"), help: ArgumentHelp("Group to impersonate; may be repeated.", valueName: "name"))
  var impersonatedGroups: [String] = []

  @Option(
    name: .customLong("as-uid"), help: ArgumentHelp("UID to impersonate.", valueName: "uid"))
  var impersonatedUID: String?

  @Option(
    name: .customLong("client-certificate"), help: ArgumentHelp("File with a client certificate.", valueName: "file"))
  var clientCertificate: String?

  @Option(name: .customLong("client-key"), help: ArgumentHelp("File with its key.", valueName: "file"))
  var clientKey: String?

  @Option(
    name: .customLong("tls-server-name"),
    help: ArgumentHelp("Name to expect in the server's certificate.", valueName: "name"))
  var tlsServerName: String?

  @Option(name: .long, help: ArgumentHelp("Name for basic authentication.", valueName: "name")) var username: String?

  @Option(name: .long, help: ArgumentHelp("Password for basic authentication.", valueName: "password"))
  var password: String?

  @Option(
    name: .customLong("request-timeout"),
    help: ArgumentHelp(
      "How long to wait for one answer of the server, such as 1s, 2m, 3h or a number of seconds; 0: for ever.",
      valueName: "duration"))
  var requestTimeout = "0"

  @Flag(name: .customLong("warnings-as-errors"), help: "Fail where the server has sent a warning.")
  var warningsAsErrors = false

  @Flag(name: .customLong("match-server-version"), help: "Fail where the server's version isn't the client's.")
  var matchServerVersion = false

  @Option(
    name: [.customShort("v", allowingJoined: true), .customLong("v")],
    help: ArgumentHelp("From 6 on, print every request with its answer's status.", valueName: "level"))
  var verbosity = 0

  /// The limit of `--request-timeout`; nil without one.
  func requestLimit() throws -> Duration? {
    guard requestTimeout != "0" else { return nil }
    if let seconds = Int(requestTimeout), seconds >= 0 { return seconds == 0 ? nil : .seconds(seconds) }
    guard let limit = Durations.parse(requestTimeout), limit >= .zero else {
      throw KubectlError(
        "error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)"
      )
    }
    return limit == .zero ? nil : limit
  }
}
