internal import CLinux
internal import Glibc
internal import Synchronization

/// Runs programs on this machine.
public struct SystemProcessRunner: ProcessRunner {
  public init() {}

  /// The absolute path of a program; nil when it isn't installed.
  public static func find(_ program: String) -> String? {
    if program.hasPrefix("/") { return access(program, X_OK) == 0 ? program : nil }
    return Command.searchPath.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  public func run(_ command: Command) async throws(LinuxError) -> CommandResult {
    let input = try Self.inputFile(command.input)
    let (output, outputWriting) = try Descriptor.pipe()
    let (error, errorWriting) = try Descriptor.pipe()
    try output.setNonBlocking()
    try error.setNonBlocking()
    let child = try Self.start(command, input: input, output: outputWriting, error: errorWriting, terminal: false)
    // Our copies of the child's ends go now, or the pipes would never end.
    outputWriting.close()
    errorWriting.close()
    let deadline = command.timeLimit.map { Poller.now() + $0 }
    return try await Conversation(command: command, child: child, deadline: deadline).carryOn(output, error)
  }

  /// The input as a file in memory: nothing has to be fed to the program while it runs.
  private static func inputFile(_ input: [UInt8]) throws(LinuxError) -> Descriptor? {
    if input.isEmpty { return nil }
    let number = clinux_memory_file("input")
    guard number >= 0 else { throw LinuxError.system("make a file in memory") }
    let file = Descriptor(owning: number)
    try file.write(input)
    guard lseek(number, 0, SEEK_SET) == 0 else { throw LinuxError.system("rewind a file in memory") }
    return file
  }

  public func spawn(_ command: Command, output: ChildOutput) throws(LinuxError) -> any ChildProcess {
    switch output {
    case .discard:
      return try Self.start(command, input: nil, output: nil, error: nil, terminal: false)
    case .inherit:
      return try Self.start(
        command, input: Self.duplicate(0), output: Self.duplicate(1), error: Self.duplicate(2), terminal: false)
    case .file(let file):
      return try Self.start(command, input: nil, output: file, error: file, terminal: false)
    case .files(let input, let output, let error):
      return try Self.start(command, input: input, output: output, error: error, terminal: false)
    case .terminal(let terminal):
      return try Self.start(command, input: terminal, output: terminal, error: terminal, terminal: true)
    }
  }

  private static func duplicate(_ number: Int32) throws(LinuxError) -> Descriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw LinuxError.system("duplicate descriptor \(number)") }
    return Descriptor(owning: copy)
  }

  private static func start(
    _ command: Command, input: Descriptor?, output: Descriptor?, error: Descriptor?, terminal: Bool
  ) throws(LinuxError) -> SystemChildProcess {
    guard let path = find(command.program) else {
      throw LinuxError(.unsupported, "\(command.program) is not installed", number: ENOENT)
    }
    let environment =
      command.environment ?? [
        "PATH": Command.searchPath.joined(separator: ":"), "LANG": "C", "HOME": "/root",
      ]
    let arguments = CStringArray([command.program] + command.arguments)
    let variables = CStringArray(environment.map { "\($0.key)=\($0.value)" }.sorted())
    let paths = CStringArray([path, command.workingDirectory ?? ""])
    let namespaces = command.namespaces.namespaces.map(\.number)
    let cgroups = command.namespaces.cgroupProcesses.map(\.number)

    var failedStep: UnsafePointer<CChar>?
    let identifier: pid_t = namespaces.withUnsafeBufferPointer { namespaces in
      cgroups.withUnsafeBufferPointer { cgroups in
        var options = clinux_spawn_options()
        options.path = UnsafePointer(paths.pointers[0])
        options.argv = UnsafePointer(arguments.base)
        options.envp = UnsafePointer(variables.base)
        options.working_directory = command.workingDirectory == nil ? nil : UnsafePointer(paths.pointers[1])
        options.standard_input = input?.number ?? -1
        options.standard_output = output?.number ?? -1
        options.standard_error = error?.number ?? -1
        options.namespaces = namespaces.baseAddress
        options.namespace_count = namespaces.count
        options.fork_again = command.namespaces.entersProcessNamespace ? 1 : 0
        options.cgroups = cgroups.baseAddress
        options.cgroup_count = cgroups.count
        options.new_session = 1
        options.controlling_terminal = terminal ? 1 : 0
        return clinux_spawn(&options, &failedStep)
      }
    }
    let number = errno
    withExtendedLifetime((arguments, variables, paths, command, input, output, error)) {}
    guard identifier > 0 else {
      let step = failedStep.map { String(cString: $0) } ?? "start"
      throw LinuxError.system("run \(path): \(step)", number: number)
    }
    return SystemChildProcess(identifier: identifier)
  }
}

/// A program that runs to its end, and what it says meanwhile.
private struct Conversation {
  var command: Command
  var child: SystemChildProcess
  /// As ``Poller/now()``.
  var deadline: Duration?

  func carryOn(_ output: Descriptor, _ error: Descriptor) async throws(LinuxError) -> CommandResult {
    do {
      async let outputBytes = collect(output)
      async let errorBytes = collect(error)
      let (outputs, errors) = (try await outputBytes, try await errorBytes)
      return CommandResult(exit: try await end(), output: outputs, errorOutput: errors)
    } catch {
      child.signalGroup(SIGKILL)
      child.signal(SIGKILL)
      // Killed, so its end is near; not reaping would leave a zombie. A task of its own, for ours may be cancelled.
      _ = await Task { [child] in try? await child.wait() }.value
      if let error = error as? LinuxError { throw error }
      throw LinuxError(.system, "\(command.program): cancelled", number: ECANCELED)
    }
  }

  private func remaining() -> Duration? {
    deadline.map { max(.zero, $0 - Poller.now()) }
  }

  private func ready(_ descriptor: Descriptor) async throws {
    switch await Poller.shared.wait(descriptor, limit: remaining()) {
    case .ready: return
    case .cancelled: throw CancellationError()
    case .timedOut:
      throw LinuxError(.timedOut, "\(command.program) ran longer than its limit and was killed", number: ETIMEDOUT)
    }
  }

  private func collect(_ descriptor: Descriptor) async throws -> [UInt8] {
    var collected: [UInt8] = []
    while true {
      guard let piece = try descriptor.read(upTo: 64 << 10) else {
        try await ready(descriptor)
        continue
      }
      if piece.isEmpty { return collected }
      collected += piece
      guard collected.count <= command.outputLimit else {
        throw LinuxError(.tooLarge, "\(command.program) wrote more than \(command.outputLimit) bytes")
      }
    }
  }

  private func end() async throws -> ExitStatus {
    if let exit = try child.reap() { return exit }
    if let handle = child.handle {
      while true {
        try await ready(handle)
        if let exit = try child.reap() { return exit }
      }
    }
    return try await child.wait()
  }
}

/// A child of this process, watched through its pidfd.
final class SystemChildProcess: ChildProcess {
  let identifier: Int32
  let handle: Descriptor?
  private let exit = Mutex<ExitStatus?>(nil)

  init(identifier: Int32) {
    self.identifier = identifier
    let number = clinux_pidfd_open(identifier)
    handle = number >= 0 ? Descriptor(owning: number) : nil
  }

  func wait() async throws -> ExitStatus {
    while true {
      if let exit = try reap() { return exit }
      if let handle {
        if await Poller.shared.wait(handle) == .cancelled { throw CancellationError() }
      } else {
        throw LinuxError(.unsupported, "the kernel has no pidfd for process \(identifier)")
      }
    }
  }

  /// How it ended, when it has.
  func reap() throws(LinuxError) -> ExitStatus? {
    try exit.withLock { exit throws(LinuxError) -> ExitStatus? in
      if let exit { return exit }
      var status: Int32 = 0
      switch clinux_reap(identifier, &status) {
      case 0: return nil
      case 1:
        let ended: ExitStatus =
          clinux_status_exited(status) != 0
          ? .code(clinux_status_code(status)) : .signal(clinux_status_signal(status))
        exit = ended
        return ended
      default: throw LinuxError.system("wait for process \(identifier)")
      }
    }
  }

  func signal(_ number: Int32) {
    // Under the lock: a PID that was not reaped can't have been given to another process.
    exit.withLock { exit in
      if exit == nil { _ = kill(identifier, number) }
    }
  }

  func signalGroup(_ number: Int32) {
    exit.withLock { exit in
      if exit == nil { _ = kill(-identifier, number) }
    }
  }
}

/// Strings as C wants them: NUL-terminated, in an array that ends with a null pointer.
private final class CStringArray {
  let pointers: [UnsafeMutablePointer<CChar>?]
  let base: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  init(_ strings: [String]) {
    pointers = strings.map { strdup($0) } + [nil]
    base = .allocate(capacity: pointers.count)
    base.initialize(from: pointers, count: pointers.count)
  }

  deinit {
    for pointer in pointers { free(pointer) }
    base.deallocate()
  }
}
