import APIClient
import APIMachinery
import FoundationEssentials
import Synchronization

@testable import Kubectl

/// What a run of kubectl printed, and its exit status.
struct Outcome: Equatable, CustomStringConvertible {
  var output: String
  var errors: String
  var status: Int32

  var description: String { "status \(status)\noutput:\n\(output)errors:\n\(errors)" }
}

/// Keeps what is printed.
final class Screen: TerminalDevice {
  private struct Text {
    var output: [UInt8] = []
    var errors: [UInt8] = []
  }

  private let text = Mutex(Text())
  private let input: String

  init(input: String = "") { self.input = input }

  func write(_ bytes: [UInt8], to descriptor: Int32) {
    text.withLock { if descriptor == 1 { $0.output += bytes } else { $0.errors += bytes } }
  }

  func readInput(upTo limit: Int) throws -> [UInt8] { Array(input.utf8) }

  var isInputTerminal: Bool { false }

  func outcome(_ status: Int32) -> Outcome {
    text.withLock {
      Outcome(
        output: String(decoding: $0.output, as: UTF8.self), errors: String(decoding: $0.errors, as: UTF8.self),
        status: status)
    }
  }
}

/// A clock that moves on whenever somebody waits.
final class EagerTime: TimeSource {
  static let start = Timestamp(seconds: 1_800_000_000, nanoseconds: 0)

  private let passed = Mutex(Duration.zero)

  func now() -> Timestamp {
    Timestamp(seconds: Self.start.seconds + uptime().components.seconds, nanoseconds: 0)
  }

  func uptime() -> Duration { passed.withLock { $0 } }

  func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    passed.withLock { $0 += duration }
    await Task.yield()
  }
}

/// Environment variables and files of a test.
struct TestSource: ConfigurationSource {
  var variables: [String: String] = [:]

  static let kubeconfig = """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "https://cluster.test:6443"}}]
    users: [{name: admin, user: {token: secret}}]
    contexts:
    - {name: c, context: {cluster: c, user: admin}}
    - {name: team, context: {cluster: c, user: admin, namespace: team}}
    current-context: c
    """

  func variable(_ name: String) -> String? { variables[name] ?? (name == "KUBECONFIG" ? "/test/config" : nil) }

  func file(_ path: String) throws -> [UInt8]? {
    if path == "/test/config" { return Array(Self.kubeconfig.utf8) }
    return FileManager.default.contents(atPath: path).map { Array($0) }
  }
}

/// Stands for editors and diff: runs a function instead of a program.
struct FakePrograms: ProgramRunner {
  var body: @Sendable ([String]) throws -> Int32 = { _ in 0 }

  func run(_ arguments: [String]) throws -> Int32 { try body(arguments) }

  /// An editor that changes the text of the file it is given.
  static func editor(_ change: @escaping @Sendable (String) -> String) -> FakePrograms {
    FakePrograms { arguments in
      let path = arguments.last ?? ""
      try LocalFiles.write(path, Array(change(try LocalFiles.readText(path)).utf8))
      return 0
    }
  }
}

/// A folder that goes away with its owner.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "kubectl-tests-\(SystemRandom().uuid())").path
    try LocalFiles.makeFolder(path)
  }

  deinit { LocalFiles.remove(path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    try LocalFiles.write("\(path)/\(name)", Array(text.utf8))
    return "\(path)/\(name)"
  }
}

/// Runs `kubectl` with these words against a server.
func kubectl(
  _ words: [String], on server: FakeServer = FakeServer(), input: String = "",
  variables: [String: String] = [:], programs: FakePrograms = FakePrograms()
) async -> Outcome {
  let screen = Screen(input: input)
  var surroundings = Surroundings()
  surroundings.terminal = screen
  surroundings.configuration = TestSource(variables: variables)
  surroundings.time = server.time
  surroundings.programs = programs
  surroundings.connect = { _ in server }
  let status = await Surroundings.$current.withValue(surroundings) { await Kubectl.run(words) }
  return screen.outcome(status)
}

/// The same for a line of words separated by blanks.
func kubectl(
  _ line: String, on server: FakeServer = FakeServer(), input: String = "",
  variables: [String: String] = [:], programs: FakePrograms = FakePrograms()
) async -> Outcome {
  await kubectl(
    line.split(separator: " ").map(String.init), on: server, input: input, variables: variables, programs: programs)
}

/// YAML as a value; traps on what is no YAML, which only a wrong test has.
func yaml(_ text: String) throws -> JSONValue { try YAMLCodec.decode(Array(text.utf8)) }
