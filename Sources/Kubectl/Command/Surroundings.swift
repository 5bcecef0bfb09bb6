import APIClient
import APIMachinery

/// What a run of kubectl touches outside itself. The argument parser makes the commands, so that they can't be handed
/// it: it is the task's own, the process's real one unless a test has put another there.
struct Surroundings: Sendable {
  @TaskLocal static var current = Surroundings()

  var terminal: any TerminalDevice = SystemTerminal()
  /// Environment variables, and the files of the kubeconfig.
  var configuration: any ConfigurationSource = SystemConfigurationSource()
  var time: any TimeSource = SystemTime()
  var random: any RandomSource = SystemRandom()
  /// Editors and diff programs.
  var programs: any ProgramRunner = SystemPrograms()
  /// Opens the way to a server.
  var connect: @Sendable (ClientConfiguration) throws -> any APITransport = { try $0.connect() }

  /// The value of an environment variable; nil where it isn't set.
  static func variable(_ name: String) -> String? { current.configuration.variable(name) }

  /// A number for the name of a temporary file.
  static func number() -> UInt64 { current.random.next(below: 1 << 32) }
}
