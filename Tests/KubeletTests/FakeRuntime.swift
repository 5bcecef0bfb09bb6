import APIMachinery
import ContainerRuntime
import Synchronization

/// A container runtime that runs nothing but keeps the rules of a real one: names are reserved, a container needs its
/// sandbox and its image, what ended can't be started again, what runs can't be removed without force.
final class FakeRuntime: ContainerRuntime {
  struct State {
    var sandboxes: [String: (sandbox: Sandbox, ip: String)] = [:]
    var containers: [String: (config: ContainerConfig, status: ContainerStatus, sandbox: String)] = [:]
    var images: Set<String> = ["busybox:1"]
    var pullable: Set<String> = []
    var imageSizes: [String: UInt64] = [:]
    /// Where exec, attach and port-forward are to be had.
    var streamingURL = ""
    var nextID = 0
    var waiters: [AsyncThrowingStream<ExitNotice, any Error>.Continuation] = []
    var execResult = ExecResult(exitCode: 0)
    var calls: [String] = []
    /// Of every sandbox that was made.
    var handlers: [String] = []
    /// By every container, in bytes.
    var memoryUsed: Int64 = 0
  }

  let state = Mutex(State())
  let time: any TimeSource

  init(time: any TimeSource) { self.time = time }

  private var now: Int64 {
    let time = time.now()
    return time.seconds * 1_000_000_000 + Int64(time.nanoseconds)
  }

  private static func missing(_ what: String) -> ContainerRuntimeError { .init(.notFound, "\(what) not found") }

  // What a test does to it.

  func setExecResult(_ code: Int32) { state.withLock { $0.execResult = ExecResult(exitCode: code) } }
  func allowPull(_ image: String) { state.withLock { _ = $0.pullable.insert(image) } }

  /// The process of the newest container of this name ends by itself.
  func end(_ name: String, code: Int32) {
    let id = state.withLock { state in
      state.containers.values.filter { $0.config.name == name && $0.status.state == .running }
        .max { $0.status.attempt < $1.status.attempt }?.status.id
    }
    if let id { finish(id, code: code) }
  }

  private func finish(_ id: String, code: Int32) {
    let waiters = state.withLock { state -> [AsyncThrowingStream<ExitNotice, any Error>.Continuation] in
      guard var entry = state.containers[id], entry.status.state == .running else { return [] }
      entry.status.state = .exited
      entry.status.exitCode = code
      entry.status.finishedAt = now
      entry.status.reason = code == 0 ? "Completed" : "Error"
      state.containers[id] = entry
      return state.waiters
    }
    for waiter in waiters { waiter.yield(ExitNotice(id: id)) }
  }

  /// Every sandbox dies, as when somebody kills its first process.
  func killSandboxes() {
    let (ids, waiters) = state.withLock { state in
      for id in state.sandboxes.keys { state.sandboxes[id]?.sandbox.state = .notReady }
      return (Array(state.sandboxes.keys), state.waiters)
    }
    for id in ids { for waiter in waiters { waiter.yield(ExitNotice(id: id)) } }
  }

  var calls: [String] { state.withLock { $0.calls } }
  var runningContainers: [String] {
    state.withLock { $0.containers.values.filter { $0.status.state == .running }.map(\.config.name).sorted() }
  }

  // The runtime.

  func version() async throws -> RuntimeVersion { RuntimeVersion(name: "fake", version: "1.0", apiVersion: "v1") }
  func status() async throws -> RuntimeReadiness { RuntimeReadiness() }

  func runSandbox(_ config: SandboxConfig) async throws -> String {
    try state.withLock { state in
      let isTaken = state.sandboxes.values.contains {
        $0.sandbox.uid == config.uid && $0.sandbox.attempt == config.attempt
      }
      guard !isTaken else { throw ContainerRuntimeError(.alreadyExists, "sandbox name is reserved") }
      state.nextID += 1
      let id = "sandbox-\(state.nextID)"
      state.calls.append("runSandbox")
      state.handlers.append(config.runtimeHandler)
      state.sandboxes[id] = (
        Sandbox(
          id: id, name: config.name, namespace: config.namespace, uid: config.uid, attempt: config.attempt,
          state: .ready, createdAt: now, labels: config.labels), "10.42.0.\(state.nextID)"
      )
      return id
    }
  }

  func stopSandbox(_ id: String) async throws {
    let ids = state.withLock { state in
      state.calls.append("stopSandbox")
      state.sandboxes[id]?.sandbox.state = .notReady
      return state.containers.values.filter { $0.sandbox == id && $0.status.state == .running }.map(\.status.id)
    }
    for id in ids { finish(id, code: 137) }
  }

  func removeSandbox(_ id: String) async throws {
    try await stopSandbox(id)
    state.withLock { state in
      state.sandboxes[id] = nil
      state.containers = state.containers.filter { $0.value.sandbox != id }
    }
  }

  func sandboxes() async throws -> [Sandbox] { state.withLock { $0.sandboxes.values.map(\.sandbox) } }

  func sandboxStatus(_ id: String) async throws -> SandboxStatus {
    guard let entry = state.withLock({ $0.sandboxes[id] }) else { throw Self.missing(id) }
    return SandboxStatus(sandbox: entry.sandbox, ips: [entry.ip])
  }

  func createContainer(_ config: ContainerConfig, in sandboxID: String, of sandbox: SandboxConfig) async throws
    -> String
  {
    try state.withLock { state in
      guard state.sandboxes[sandboxID]?.sandbox.state == .ready else { throw Self.missing(sandboxID) }
      guard state.images.contains(config.image) else { throw Self.missing("image \(config.image)") }
      let isTaken = state.containers.values.contains {
        $0.config.name == config.name && $0.config.attempt == config.attempt
          && $0.config.labels["io.kubernetes.pod.uid"] == config.labels["io.kubernetes.pod.uid"]
      }
      guard !isTaken else { throw ContainerRuntimeError(.alreadyExists, "name \(config.name) is reserved") }
      state.nextID += 1
      let id = "container-\(state.nextID)"
      state.calls.append("create \(config.name)/\(config.attempt)")
      let status = ContainerStatus(
        id: id, name: config.name, attempt: config.attempt, state: .created, createdAt: now, image: config.image,
        imageRef: "sha256:1", labels: config.labels, annotations: config.annotations)
      state.containers[id] = (config, status, sandboxID)
      return id
    }
  }

  func startContainer(_ id: String) async throws {
    try state.withLock { state in
      guard let entry = state.containers[id] else { throw Self.missing(id) }
      guard entry.status.state == .created else { throw ContainerRuntimeError(.failed, "\(id) was started before") }
      state.containers[id]?.status.state = .running
      state.containers[id]?.status.startedAt = now
    }
  }

  func stopContainer(_ id: String, gracePeriod: Duration) async throws {
    state.withLock { $0.calls.append("stop \($0.containers[id]?.config.name ?? "") \(gracePeriod)") }
    finish(id, code: 143)
  }

  func removeContainer(_ id: String) async throws {
    try state.withLock { state in
      guard state.containers[id]?.status.state != .running else { throw ContainerRuntimeError(.failed, "\(id) runs") }
      state.containers[id] = nil
    }
  }

  func containers() async throws -> [Container] {
    state.withLock { state in
      state.containers.values.map {
        Container(
          id: $0.status.id, sandboxID: $0.sandbox, name: $0.config.name, attempt: $0.config.attempt,
          state: $0.status.state, createdAt: $0.status.createdAt, labels: $0.config.labels)
      }
    }
  }

  func sandboxProcess(_ id: String) async throws -> Int32? { nil }

  func containerStatus(_ id: String) async throws -> ContainerStatus {
    guard let entry = state.withLock({ $0.containers[id] }) else { throw Self.missing(id) }
    return entry.status
  }

  func updateResources(of containerID: String, _ resources: LinuxResources) async throws {
    try state.withLock { state in
      guard let entry = state.containers[containerID] else { throw Self.missing(containerID) }
      guard entry.status.state == .running else { throw ContainerRuntimeError(.failed, "\(containerID) doesn't run") }
      // The kernel takes no limit below what is used.
      if resources.memoryLimitBytes > 0, resources.memoryLimitBytes < state.memoryUsed {
        throw ContainerRuntimeError(.failed, "device or resource busy")
      }
      state.calls.append("update \(entry.config.name) \(resources.cpuShares) \(resources.memoryLimitBytes)")
      state.containers[containerID]?.config.resources = resources
    }
  }
  func reopenLog(of containerID: String) async throws { state.withLock { $0.calls.append("reopenLog \(containerID)") } }

  func exec(_ command: [String], in containerID: String, timeout: Duration) async throws -> ExecResult {
    state.withLock { $0.execResult }
  }

  func execURL(_ command: [String], in containerID: String, _ options: StreamOptions) async throws -> String {
    state.withLock { $0.streamingURL }
  }
  func attachURL(_ containerID: String, _ options: StreamOptions) async throws -> String {
    state.withLock { $0.streamingURL }
  }
  func portForwardURL(_ sandboxID: String, ports: [Int32]) async throws -> String {
    state.withLock { $0.streamingURL }
  }
  func containerStats() async throws -> [ContainerStats] { [] }
  func images() async throws -> [Image] {
    state.withLock { state in state.images.map { Image(id: $0, tags: [$0], size: state.imageSizes[$0] ?? 1) } }
  }

  func imageStatus(_ name: String) async throws -> Image? {
    state.withLock { $0.images.contains(name) ? Image(id: name, tags: [name], size: 1) : nil }
  }

  func pullImage(
    _ name: String, credentials: RegistryCredentials?, for sandbox: SandboxConfig?
  ) async throws -> String {
    try state.withLock { state in
      guard state.pullable.contains(name) else { throw ContainerRuntimeError(.notFound, "\(name): not found") }
      state.images.insert(name)
      return name
    }
  }

  func removeImage(_ name: String) async throws { state.withLock { _ = $0.images.remove(name) } }
  func imageFilesystems() async throws -> [ImageFilesystem] { [] }

  func exits() async throws -> AsyncThrowingStream<ExitNotice, any Error> {
    let (stream, continuation) = AsyncThrowingStream.makeStream(
      of: ExitNotice.self, bufferingPolicy: .bufferingOldest(100))
    state.withLock { $0.waiters.append(continuation) }
    return stream
  }
}
