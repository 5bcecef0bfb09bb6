import APIMachinery
import ArgumentParser
import HTTPTransport

/// `kubectl exec`.
struct Exec: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a command in a container.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "POD or TYPE/NAME") var target: String?
  @Argument(parsing: .postTerminator, help: "COMMAND") var command: [String] = []
  @Option(
    name: [.customShort("c", allowingJoined: true), .long],
    help: ArgumentHelp("Container of the pod.", valueName: "name")) var container: String?
  @Flag(name: [.customShort("i"), .long], help: "Pass standard input on.") var stdin = false
  @Flag(name: [.customShort("t"), .long], help: "Give the command a terminal.") var tty = false
  @Flag(name: [.customShort("q"), .long], help: "Print only what the command prints.") var quiet = false

  func run() async throws {
    guard let target else {
      throw KubectlError("error: pod, type/name or --filename must be specified")
    }
    guard !command.isEmpty else {
      throw KubectlError("error: you must specify at least one command for the container")
    }
    let session = try global.session()
    let pod = try await PodFinder(session: session).pod(target)
    let name = try ContainerChoice.container(of: pod, chosen: container, quiet: quiet)
    let path = ContainerChoice.path(of: pod, "exec")
    let hasTerminal = tty && Terminal.isInputTerminal
    if tty && !hasTerminal {
      Terminal.printError("Unable to use a TTY - input is not a terminal or the right kind of file")
    }
    let options = RemoteCommandOptions(stdin: stdin, stdout: true, stderr: !hasTerminal, tty: hasTerminal)
    let query = [QueryItem("container", name)] + command.map { QueryItem("command", $0) }
    let runner = ContainerSession(session: session)
    let outcome =
      hasTerminal
      ? try await LocalTerminal.withRawMode { try await runner.run(path, query: query, options: options) }
      : try await runner.run(path, query: query, options: options)
    try ContainerChoice.check(outcome)
  }
}

/// `kubectl attach`.
struct Attach: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Join the process that runs in a container.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "POD or TYPE/NAME") var target: String
  @Option(
    name: [.customShort("c", allowingJoined: true), .long],
    help: ArgumentHelp("Container of the pod.", valueName: "name")) var container: String?
  @Flag(name: [.customShort("i"), .long], help: "Pass standard input on.") var stdin = false
  @Flag(name: [.customShort("t"), .long], help: "The container has a terminal.") var tty = false
  @Flag(name: [.customShort("q"), .long], help: "Print only what the container prints.") var quiet = false

  func run() async throws {
    let session = try global.session()
    let pod = try await PodFinder(session: session).pod(target)
    try await ContainerChoice.attach(session, pod: pod, container: container, stdin: stdin, tty: tty, quiet: quiet)
  }
}

/// What the commands that talk to a container share.
enum ContainerChoice {
  static func container(of pod: JSONValue, chosen: String?, quiet: Bool) throws -> String {
    let names = (pod[path: "spec", "containers"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    let others = ["initContainers", "ephemeralContainers"].flatMap { pod["spec"]?[$0]?.arrayValue ?? [] }.compactMap {
      $0["name"]?.stringValue
    }
    if let chosen {
      guard (names + others).contains(chosen) else {
        throw KubectlError(
          "error: container \(chosen) not found in pod \(pod[path: "metadata", "name"]?.stringValue ?? "")")
      }
      return chosen
    }
    if let named = pod[path: "metadata", "annotations", "kubectl.kubernetes.io/default-container"]?.stringValue {
      return named
    }
    if names.count + others.count > 1, !quiet {
      Terminal.printError("Defaulted container \"\(names.first ?? "")\" out of: \(PodFinder.describeContainers(pod))")
    }
    return names.first ?? ""
  }

  static func path(of pod: JSONValue, _ subresource: String) -> String {
    "/api/v1/namespaces/\(pod[path: "metadata", "namespace"]?.stringValue ?? "")/pods/\(pod[path: "metadata", "name"]?.stringValue ?? "")/\(subresource)"
  }

  static func attach(
    _ session: Session, pod: JSONValue, container: String?, stdin: Bool, tty: Bool, quiet: Bool
  ) async throws {
    let name = try self.container(of: pod, chosen: container, quiet: quiet)
    let hasTerminal = tty && Terminal.isInputTerminal
    let options = RemoteCommandOptions(stdin: stdin, stdout: true, stderr: !hasTerminal, tty: hasTerminal)
    if !quiet && stdin { Terminal.printError("If you don't see a command prompt, try pressing enter.") }
    let runner = ContainerSession(session: session)
    let path = path(of: pod, "attach")
    let query = [QueryItem("container", name)]
    let outcome =
      hasTerminal
      ? try await LocalTerminal.withRawMode { try await runner.run(path, query: query, options: options) }
      : try await runner.run(path, query: query, options: options)
    try check(outcome)
  }

  /// The command's exit status becomes this process's.
  static func check(_ outcome: RemoteCommandOutcome) throws {
    switch outcome {
    case .exited(code: 0): return
    case .exited(let code):
      throw KubectlError("command terminated with exit code \(code)", exitCode: Int32(truncatingIfNeeded: code))
    case .failed(let message): throw KubectlError("error: Internal error occurred: \(message)")
    }
  }
}

/// Waits until a pod that `run` has made is up, and joins it.
struct PodRunner {
  let session: Session
  let path: String
  let stdin: Bool
  let tty: Bool
  let quiet: Bool
  /// How long to wait until it is up.
  let limit: Duration

  /// Attaches to the pod once it runs. Fails with the exit status of a pod that runs once, as the pod has.
  func attach() async throws {
    let pod = try await wait { ["Running", "Succeeded", "Failed"].contains($0) }
    if phase(pod) == "Running" {
      do {
        try await ContainerChoice.attach(session, pod: pod, container: nil, stdin: stdin, tty: tty, quiet: quiet)
      } catch {
        Terminal.printError(
          "warning: couldn't attach to pod/\(name), falling back to streaming logs: \(error)")
        try await printLog(pod)
      }
    } else {
      // It was quicker than we were: its log has what it said.
      try await printLog(pod)
    }
    guard pod[path: "spec", "restartPolicy"] != "Always" else { return }
    let ended = try await wait { ["Succeeded", "Failed"].contains($0) }
    guard phase(ended) == "Failed" else { return }
    let state = ended[path: "status", "containerStatuses"]?[0]?[path: "state", "terminated"]
    let display = "\(ended[path: "metadata", "namespace"]?.stringValue ?? "")/\(name)"
    guard let code = state?["exitCode"]?.integerValue, code != 0 else {
      throw KubectlError("error: pod \(display) failed with unknown exit code")
    }
    throw KubectlError(
      "pod \(display) terminated (\(state?["reason"]?.stringValue ?? ""))\n\(state?["message"]?.stringValue ?? "")",
      exitCode: Int32(truncatingIfNeeded: code))
  }

  private var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

  private func phase(_ pod: JSONValue) -> String { pod[path: "status", "phase"]?.stringValue ?? "" }

  private func printLog(_ pod: JSONValue) async throws {
    let name = pod[path: "spec", "containers"]?[0]?["name"]?.stringValue ?? ""
    let query = [QueryItem("container", name), QueryItem("follow", "true")]
    try await LogPrinter(session: session, prefix: false, query: query).run(pod: pod, container: name)
  }

  /// Until the pod's phase is one of those wanted; the pod then.
  private func wait(until isWanted: (String) -> Bool) async throws -> JSONValue {
    let deadline = session.time.uptime() + limit
    while true {
      let pod = try await session.json("GET", path)
      if isWanted(phase(pod)) { return pod }
      guard session.time.uptime() < deadline else { throw KubectlError("error: timed out waiting for the condition") }
      try await session.time.sleep(for: .milliseconds(100))
    }
  }
}
