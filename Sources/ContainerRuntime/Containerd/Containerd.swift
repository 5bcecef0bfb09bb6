public import APIMachinery
internal import Glibc
public import LinuxSupport
public import Logging

/// Our own containerd: started with our configuration, watched, started again when it dies.
///
/// It and the containers live on when this program ends, even by SIGKILL: it runs in a session of its own, and the next
/// start finds it again by the PID it left and the socket it answers on. Only ``remove()`` ends it.
public actor Containerd {
  public nonisolated let configuration: ContainerdConfiguration
  private let directory: String
  private let runner: any ProcessRunner
  private let files: any FileSystem
  private let mounter: any Mounter
  private let time: any TimeSource
  private let logger: Logger
  private var current: Running?

  /// One life of the process.
  private enum Running {
    case started(any ChildProcess)
    case adopted(AdoptedProcess)

    func wait() async throws -> String {
      switch self {
      case .started(let child): return "\(try await child.wait())"
      case .adopted(let process):
        while try await !process.wait() {}
        return "unknown status"
      }
    }

    func signal(_ number: Int32) {
      switch self {
      case .started(let child): child.signal(number)
      case .adopted(let process): process.signal(number)
      }
    }
  }

  /// How long containerd may take until it answers.
  private static let startTimeout: Duration = .seconds(60)
  /// Between an end and the next start.
  private static let restartDelay: Duration = .seconds(1)

  /// - Parameter directory: Holds `config.toml`, the PID and the log; made when missing.
  public init(
    configuration: ContainerdConfiguration, directory: String, runner: any ProcessRunner = SystemProcessRunner(),
    files: any FileSystem = HostFileSystem(), mounter: any Mounter = SystemMounter(),
    time: any TimeSource = SystemTime(),
    logger: Logger
  ) {
    self.configuration = configuration
    self.directory = directory
    self.runner = runner
    self.files = files
    self.mounter = mounter
    self.time = time
    self.logger = logger
  }

  private var configurationPath: String { "\(directory)/config.toml" }
  private var identifierPath: String { "\(directory)/containerd.pid" }
  private var logPath: String { "\(directory)/containerd.log" }

  /// Where its shims' sockets are; no configuration can change that.
  private var foreignDirectories: DirectoryJournal {
    DirectoryJournal(path: "\(directory)/made-directories", files: files)
  }
  private static let foreignDirectories = ["/run/containerd", "/run/containerd/s"]

  /// A client of it.
  public nonisolated func runtime() -> CRIRuntime { CRIRuntime(socketPath: configuration.socket) }

  /// For loading images into it.
  public nonisolated func importer() -> ImageImporter {
    ImageImporter(socketPath: configuration.socket, snapshotter: configuration.snapshotter, runner: runner)
  }

  /// Finds the running containerd or starts one, waits until it answers, and loads the pause image where it is missing.
  /// Call ``run()`` after it.
  public func start() async throws(ContainerRuntimeError) {
    do {
      for path in [directory, configuration.root, configuration.state, configuration.cniConfiguration] {
        try files.makeDirectory(path)
      }
      try foreignDirectories.noteMissing(Self.foreignDirectories)
      let isCurrent = try files.readTextIfPresent(configurationPath) == configuration.toml
      if let running = adopt() {
        if isCurrent {
          logger.info("containerd is running already", metadata: ["pid": "\(running.identifier)"])
          current = .adopted(running)
        } else {
          // Containers outlive it: their shims hold them.
          logger.info("containerd's configuration has changed: starting it again")
          running.signal(SIGTERM)
          _ = try await running.wait(limit: .seconds(10))
        }
      }
      try files.writeAtomically(configuration.toml, to: configurationPath, mode: 0o600)
      if current == nil { current = try spawn() }
    } catch let error as ContainerRuntimeError {
      throw error
    } catch {
      throw ContainerRuntimeError(.cannotStart, "cannot start containerd: \(error)")
    }
    let runtime = runtime()
    try await waitUntilAnswering(runtime)
    try await loadPauseImage(runtime)
    await runtime.close()
  }

  /// Keeps it running until the task is cancelled; cancelling leaves it alive.
  public func run() async throws {
    while !Task.isCancelled {
      if current == nil {
        do {
          current = try spawn()
        } catch {
          logger.error("cannot start containerd", metadata: ["error": "\(error)"])
          try await time.sleep(for: Self.restartDelay)
          continue
        }
      }
      guard let running = current else { continue }
      do {
        let status = try await running.wait()
        logger.error("containerd has ended; starting it again", metadata: ["status": "\(status)", "log": "\(logPath)"])
      } catch is CancellationError {
        return
      }
      current = nil
      try await time.sleep(for: Self.restartDelay)
    }
  }

  /// Ends every pod, containerd itself, and removes all it kept. Nothing of it is left then: no process, mount or file.
  public func remove() async throws(ContainerRuntimeError) {
    if current == nil, let running = adopt() { current = .adopted(running) }
    if current == nil, files.exists(identifierPath) {
      // It has died, or the machine was started anew since. Only containerd knows its pods' processes, mounts and
      // networks, so it is needed once more.
      do {
        try await start()
      } catch {
        logger.error("containerd doesn't start to remove its pods", metadata: ["error": "\(error)"])
      }
    }
    if let running = current {
      let runtime = runtime()
      // Without an answer the sandboxes stay behind; better to say so than to hang.
      let sandboxes = (try? await runtime.sandboxes()) ?? []
      await withTaskGroup(of: Void.self) { group in
        for sandbox in sandboxes {
          group.addTask {
            try? await runtime.stopSandbox(sandbox.id)
            try? await runtime.removeSandbox(sandbox.id)
          }
        }
      }
      await runtime.close()
      running.signal(SIGTERM)
      if await !hasEnded(running, within: .seconds(10)) {
        running.signal(SIGKILL)
        _ = await hasEnded(running, within: .seconds(5))
      }
      current = nil
    }
    do {
      // The note lies in one of the directories that are removed next.
      await waitForShims()
      try foreignDirectories.removeNoted()
      for path in [configuration.state, configuration.root] {
        try mounter.unmountTree(path)
        try files.removeTree(path)
      }
      try files.removeTree(directory)
    } catch {
      throw ContainerRuntimeError(.failed, "cannot remove containerd's files: \(error)")
    }
  }

  /// A shim removes its socket when it ends, which is soon after its container is gone. Another containerd's shims may
  /// have theirs there too, so that is not waited for long.
  private func waitForShims() async {
    let deadline = time.uptime() + .seconds(2)
    while let sockets = try? files.list("/run/containerd/s"), !sockets.isEmpty, time.uptime() < deadline {
      do { try await time.sleep(for: .milliseconds(20)) } catch { return }
    }
  }

  private func hasEnded(_ running: Running, within limit: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { (try? await running.wait()) != nil }
      group.addTask { [time] in
        try? await time.sleep(for: limit)
        return false
      }
      let ended = await group.next() ?? false
      group.cancelAll()
      return ended
    }
  }

  private func adopt() -> AdoptedProcess? {
    guard let text = (try? files.readTextIfPresent(identifierPath)) ?? nil,
      let identifier = Int32(text.prefix { $0.isNumber })
    else { return nil }
    let path = configurationPath
    return AdoptedProcess(identifier: identifier, files: files) { words in
      words.first?.hasSuffix("containerd") ?? false && words.contains(path)
    }
  }

  private func spawn() throws(LinuxError) -> Running {
    // One log of the last two lives; containerd says little at "warn".
    if let status = try files.status(logPath), status.size > 1 << 20 { try files.rename(logPath, to: "\(logPath).1") }
    let log = try Descriptor.open(logPath, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    let child = try runner.spawn(
      Command("containerd", ["--config", configurationPath], workingDirectory: "/", timeLimit: nil), output: .file(log))
    try files.writeAtomically("\(child.identifier)\n", to: identifierPath, mode: 0o600)
    logger.info("containerd started", metadata: ["pid": "\(child.identifier)"])
    return .started(child)
  }

  private func waitUntilAnswering(_ runtime: CRIRuntime) async throws(ContainerRuntimeError) {
    let deadline = time.uptime() + Self.startTimeout
    while true {
      do {
        _ = try await runtime.version()
        return
      } catch {
        if time.uptime() > deadline || Task.isCancelled {
          throw ContainerRuntimeError(
            .cannotStart,
            "containerd doesn't answer on \(configuration.socket) (\(error)); its log is \(logPath): \(lastLines())")
        }
      }
      if case .started(let child) = current, await hasEnded(.started(child), within: .milliseconds(20)) {
        throw ContainerRuntimeError(.cannotStart, "containerd ended at once; its log is \(logPath): \(lastLines())")
      }
      try? await time.sleep(for: .milliseconds(10))
    }
  }

  private func lastLines() -> String {
    let text = (try? files.readText(logPath, limit: 4 << 20)) ?? ""
    return text.split(separator: "\n").suffix(5).joined(separator: "\n")
  }

  private func loadPauseImage(_ runtime: CRIRuntime) async throws(ContainerRuntimeError) {
    do {
      guard try await runtime.imageStatus(configuration.sandboxImage) == nil else { return }
      try await importer().load(.pause, through: directory, files: files)
    } catch let error as ContainerRuntimeError {
      throw error
    } catch {
      throw ContainerRuntimeError(.cannotStart, "cannot load the pause image: \(error)")
    }
  }
}
