/// Runs programs. A protocol so that tests can record what would be run.
public protocol ProcessRunner: Sendable {
  /// Runs the program to its end and returns what it wrote. A failure of the program (any exit status) is a result, not
  /// an error.
  ///
  /// Throws when it can't be started, when it writes more than ``Command/outputLimit`` or runs longer than
  /// ``Command/timeLimit`` (it is killed then), and when the task is cancelled (killed as well).
  func run(_ command: Command) async throws(LinuxError) -> CommandResult

  /// Starts a program that goes on by itself, in a session of its own.
  func spawn(_ command: Command, output: ChildOutput) throws(LinuxError) -> any ChildProcess
}

/// A program to run.
public struct Command: Sendable {
  /// An absolute path, or a name to look for in ``Command/searchPath``.
  public var program: String
  /// Without the program's own name.
  public var arguments: [String]
  /// The whole environment; nil passes on a minimal one (`PATH`, `LANG=C`, `HOME`).
  public var environment: [String: String]?
  public var workingDirectory: String?
  /// Given to the program's standard input.
  public var input: [UInt8] = []
  /// Bytes of standard output and standard error, each.
  public var outputLimit = 4 << 20
  /// nil for none.
  public var timeLimit: Duration? = .seconds(30)
  /// Namespaces to run it in; empty for the caller's.
  public var namespaces = NamespaceEntry()

  /// Where programs are looked for.
  public static let searchPath = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]

  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil,
    workingDirectory: String? = nil, input: [UInt8] = [], timeLimit: Duration? = .seconds(30)
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.input = input
    self.timeLimit = timeLimit
  }
}

/// Where a program is run, when not beside the caller.
public struct NamespaceEntry: Sendable {
  /// Namespace files to enter, in order.
  public var namespaces: [Descriptor] = []
  /// Whether a PID namespace is among them: the program is then started by an intermediate process that is inside.
  public var entersProcessNamespace = false
  /// `cgroup.procs` files that the program is put into first.
  public var cgroupProcesses: [Descriptor] = []

  public init() {}

  public init(network: NetworkNamespace) {
    namespaces = [network.descriptor]
  }
}

/// How a program ended and what it wrote.
public struct CommandResult: Sendable, Equatable {
  public var exit: ExitStatus
  public var output: [UInt8]
  public var errorOutput: [UInt8]

  public init(exit: ExitStatus, output: [UInt8] = [], errorOutput: [UInt8] = []) {
    self.exit = exit
    self.output = output
    self.errorOutput = errorOutput
  }

  public var succeeded: Bool { exit == .code(0) }
  /// Standard output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

/// How a process ended.
public enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
  case code(Int32)
  case signal(Int32)

  public var description: String {
    switch self {
    case .code(let code): "exit status \(code)"
    case .signal(let number): "signal \(number)"
    }
  }
}

/// Where a long-running child's output goes.
public enum ChildOutput: Sendable {
  case discard
  /// The same descriptors as the caller's.
  case inherit
  /// Both outputs into this file.
  case file(Descriptor)
  /// Separate files for all three.
  case files(input: Descriptor?, output: Descriptor?, error: Descriptor?)
  /// The child side of a terminal, which becomes its controlling terminal.
  case terminal(Descriptor)
}

/// A running child. The process stays waitable, and its PID its own, until ``wait()`` has returned.
public protocol ChildProcess: Sendable {
  var identifier: Int32 { get }
  /// Waits for its end and reaps it; may be called any number of times. When the task is cancelled the wait ends with
  /// `CancellationError`, the child lives on.
  func wait() async throws -> ExitStatus
  /// Sends a signal by PID; nothing happens when it has been reaped.
  func signal(_ number: Int32)
  /// The same to every process of its session's first process group.
  func signalGroup(_ number: Int32)
}

extension ProcessRunner {
  /// Runs a program and throws when it doesn't succeed, with the end of what it wrote to standard error.
  @discardableResult
  public func require(_ command: Command) async throws(LinuxError) -> CommandResult {
    let result = try await run(command)
    guard result.succeeded else {
      let words = ([command.program] + command.arguments).joined(separator: " ")
      let complaint = result.errorText.suffix(2000)
      throw LinuxError(.failedProgram, "\(words): \(result.exit): \(complaint)")
    }
    return result
  }

  /// Starts a program whose output nobody wants.
  public func spawn(_ command: Command) throws(LinuxError) -> any ChildProcess {
    try spawn(command, output: .discard)
  }
}
