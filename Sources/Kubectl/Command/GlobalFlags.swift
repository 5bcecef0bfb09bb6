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

  /// The flags here that take a value, in their long and short forms.
  private static let valued: Set<String> = [
    "--kubeconfig", "--context", "--cluster", "--user", "--namespace", "-n", "--server", "-s", "--token",
    "--certificate-authority", "--as", "--as-group",
  ]

  /// Flags may stand before the command (`kubectl -n web get pods`); the parser wants them behind it.
  static func moveBehindCommand(_ arguments: [String]) -> [String] {
    var flags: [String] = []
    var rest = arguments[...]
    while let first = rest.first, first.hasPrefix("-"), first != "-h", first != "--help", first != "--version",
      first != "--"
    {
      flags.append(first)
      rest = rest.dropFirst()
      if valued.contains(first), let value = rest.first {
        flags.append(value)
        rest = rest.dropFirst()
      }
    }
    guard !flags.isEmpty, !rest.isEmpty else { return arguments }
    var result = Array(rest)
    let end = result.firstIndex(of: "--") ?? result.endIndex
    result.insert(contentsOf: flags, at: end)
    return result
  }
}
