import LinuxSupport
import Testing

/// Programs are really run here: the runner is the rim itself.
@Suite(.timeLimit(.minutes(20))) struct ProcessRunnerTests {
  private let runner = SystemProcessRunner()

  /// A command that may take as long as the machine needs for it.
  private static func command(_ program: String, _ arguments: [String] = [], input: [UInt8] = []) -> Command {
    Command(program, arguments, input: input, timeLimit: nil)
  }

  @Test func collectsOutputAndStatus() async throws {
    let result = try await runner.run(
      Self.command("/bin/sh", ["-c", "cat; echo problem >&2; exit 3"], input: Array("hello".utf8)))
    #expect(result.text == "hello")
    #expect(result.errorText == "problem\n")
    #expect(result.exit == .code(3))
  }

  @Test func tellsTheSignal() async throws {
    let result = try await runner.run(Self.command("/bin/sh", ["-c", "kill -9 $$"]))
    #expect(result.exit == .signal(9))
  }

  @Test func saysWhatCouldNotBeStarted() async {
    let missing = await failure(of: Self.command("/nonexistent/program"))
    #expect(missing?.isNotFound == true)
    let nowhere = await failure(of: Command("/bin/true", workingDirectory: "/nonexistent"))
    #expect(nowhere?.message.contains("change directory") == true)
  }

  @Test func endsWhatRunsTooLong() async {
    // Long enough not to end by itself on a machine so busy that nobody looks for minutes.
    let error = await failure(of: Command("/bin/sleep", ["3600"], timeLimit: .milliseconds(50)))
    #expect(error?.code == .timedOut)
  }

  @Test func boundsTheOutput() async {
    var command = Self.command("/bin/sh", ["-c", "yes"])
    command.outputLimit = 10_000
    #expect(await failure(of: command)?.code == .tooLarge)
  }

  private func failure(of command: Command) async -> LinuxError? {
    do throws(LinuxError) {
      _ = try await runner.run(command)
      return nil
    } catch {
      return error
    }
  }

  @Test func passesNoDescriptorOn() async throws {
    let kept = try Descriptor.open("/dev/null")
    let result = try await runner.run(Self.command("/bin/ls", ["/proc/self/fd"]))
    // 0, 1, 2 and the directory that ls itself has open.
    #expect(result.text == "0\n1\n2\n3\n")
    withExtendedLifetime(kept) {}
  }

  @Test func manyAtOnce() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<40 {
        group.addTask { try await SystemProcessRunner().run(Self.command("/bin/echo", ["\(number)"])).text }
      }
      var seen: Set<String> = []
      for try await text in group { seen.insert(text) }
      #expect(seen.count == 40)
    }
  }

  @Test func longRunningChildIsSignalledAndReaped() async throws {
    let child = try runner.spawn(Self.command("/bin/sleep", ["3600"]))
    child.signal(15)
    #expect(try await child.wait() == .signal(15))
    #expect(try await child.wait() == .signal(15))
    child.signal(9)  // Reaped: nothing may be hit by it.
  }

  @Test func cancellationKillsWhatRuns() async throws {
    let runner = runner
    let task = Task { try await runner.run(Self.command("/bin/sleep", ["3600"])) }
    task.cancel()
    let outcome = await task.result
    #expect(throws: LinuxError.self) { try outcome.get() }
  }
}
