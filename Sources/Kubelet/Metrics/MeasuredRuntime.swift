import APIMachinery
import ContainerRuntime

/// A runtime whose calls are counted and timed, as upstream's instrumented services.
struct MeasuredRuntime: ContainerRuntime {
  let runtime: any ContainerRuntime
  let instruments: KubeletInstruments
  let time: any TimeSource

  private func measure<Result: Sendable>(
    _ operation: String, _ body: () async throws -> Result
  ) async throws -> Result {
    try await instruments.measure(operation, time, body)
  }

  func version() async throws -> RuntimeVersion { try await measure("version") { try await runtime.version() } }
  func status() async throws -> RuntimeReadiness { try await measure("status") { try await runtime.status() } }

  func runSandbox(_ config: SandboxConfig) async throws -> String {
    try await measure("run_podsandbox") { try await runtime.runSandbox(config) }
  }
  func stopSandbox(_ id: String) async throws {
    try await measure("stop_podsandbox") { try await runtime.stopSandbox(id) }
  }
  func removeSandbox(_ id: String) async throws {
    try await measure("remove_podsandbox") { try await runtime.removeSandbox(id) }
  }
  func sandboxes() async throws -> [Sandbox] {
    try await measure("list_podsandbox") { try await runtime.sandboxes() }
  }
  func sandboxStatus(_ id: String) async throws -> SandboxStatus {
    try await measure("podsandbox_status") { try await runtime.sandboxStatus(id) }
  }
  func sandboxProcess(_ id: String) async throws -> Int32? {
    try await measure("podsandbox_status") { try await runtime.sandboxProcess(id) }
  }

  func createContainer(
    _ config: ContainerConfig, in sandboxID: String, of sandbox: SandboxConfig
  ) async throws -> String {
    try await measure("create_container") { try await runtime.createContainer(config, in: sandboxID, of: sandbox) }
  }
  func startContainer(_ id: String) async throws {
    try await measure("start_container") { try await runtime.startContainer(id) }
  }
  func stopContainer(_ id: String, gracePeriod: Duration) async throws {
    try await measure("stop_container") { try await runtime.stopContainer(id, gracePeriod: gracePeriod) }
  }
  func removeContainer(_ id: String) async throws {
    try await measure("remove_container") { try await runtime.removeContainer(id) }
  }
  func containers() async throws -> [Container] {
    try await measure("list_containers") { try await runtime.containers() }
  }
  func containerStatus(_ id: String) async throws -> ContainerStatus {
    try await measure("container_status") { try await runtime.containerStatus(id) }
  }
  func updateResources(of containerID: String, _ resources: LinuxResources) async throws {
    try await measure("update_container") { try await runtime.updateResources(of: containerID, resources) }
  }
  func reopenLog(of containerID: String) async throws {
    try await measure("reopen_container_log") { try await runtime.reopenLog(of: containerID) }
  }

  func exec(_ command: [String], in containerID: String, timeout: Duration) async throws -> ExecResult {
    try await measure("exec_sync") { try await runtime.exec(command, in: containerID, timeout: timeout) }
  }
  func execURL(_ command: [String], in containerID: String, _ options: StreamOptions) async throws -> String {
    try await measure("exec") { try await runtime.execURL(command, in: containerID, options) }
  }
  func attachURL(_ containerID: String, _ options: StreamOptions) async throws -> String {
    try await measure("attach") { try await runtime.attachURL(containerID, options) }
  }
  func portForwardURL(_ sandboxID: String, ports: [Int32]) async throws -> String {
    try await measure("port_forward") { try await runtime.portForwardURL(sandboxID, ports: ports) }
  }

  func containerStats() async throws -> [ContainerStats] {
    try await measure("list_container_stats") { try await runtime.containerStats() }
  }

  func images() async throws -> [Image] { try await measure("list_images") { try await runtime.images() } }
  func imageStatus(_ name: String) async throws -> Image? {
    try await measure("image_status") { try await runtime.imageStatus(name) }
  }
  func pullImage(
    _ name: String, credentials: RegistryCredentials?, for sandbox: SandboxConfig?
  ) async throws -> String {
    try await measure("pull_image") { try await runtime.pullImage(name, credentials: credentials, for: sandbox) }
  }
  func removeImage(_ name: String) async throws {
    try await measure("remove_image") { try await runtime.removeImage(name) }
  }
  func imageFilesystems() async throws -> [ImageFilesystem] {
    try await measure("image_fs_info") { try await runtime.imageFilesystems() }
  }

  /// A stream without an end is not timed.
  func exits() async throws -> AsyncThrowingStream<ExitNotice, any Error> { try await runtime.exits() }
}
