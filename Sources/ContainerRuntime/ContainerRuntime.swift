/// Containers, sandboxes and images as the kubelet needs them: the runtime and image services of CRI in small types.
/// Every call throws ``ContainerRuntimeError``.
public protocol ContainerRuntime: Sendable {
  func version() async throws -> RuntimeVersion
  /// What keeps the runtime or its network from being ready; both nil when all is well.
  func status() async throws -> RuntimeReadiness

  /// Makes and starts a sandbox and gives its id. Fails with ``ContainerRuntimeError/Code/alreadyExists`` where one with
  /// the same name, namespace, uid and attempt is reserved.
  func runSandbox(_ config: SandboxConfig) async throws -> String
  /// Ends every container of the sandbox and gives its network back. May be called again; fine when it is gone.
  func stopSandbox(_ id: String) async throws
  /// Removes the sandbox and its containers, by force. Fine when it is gone.
  func removeSandbox(_ id: String) async throws
  func sandboxes() async throws -> [Sandbox]
  func sandboxStatus(_ id: String) async throws -> SandboxStatus
  /// The process that holds the sandbox's namespaces; nil when the runtime doesn't tell.
  func sandboxProcess(_ id: String) async throws -> Int32?

  func createContainer(_ config: ContainerConfig, in sandboxID: String, of sandbox: SandboxConfig) async throws
    -> String
  func startContainer(_ id: String) async throws
  /// Sends the stop signal, and SIGKILL after `gracePeriod`; returns once the container has ended. Fine when it is gone.
  func stopContainer(_ id: String, gracePeriod: Duration) async throws
  /// Fine when it is gone.
  func removeContainer(_ id: String) async throws
  func containers() async throws -> [Container]
  func containerStatus(_ id: String) async throws -> ContainerStatus
  func updateResources(of containerID: String, _ resources: LinuxResources) async throws
  /// Makes the runtime write on to a new file after the old one was renamed.
  func reopenLog(of containerID: String) async throws

  /// Runs a command to its end. Throws ``ContainerRuntimeError/Code/deadlineExceeded`` when it takes longer than `timeout`.
  func exec(_ command: [String], in containerID: String, timeout: Duration) async throws -> ExecResult
  /// The URL of the runtime's streaming server that joins a client to a new process in the container.
  func execURL(_ command: [String], in containerID: String, _ options: StreamOptions) async throws -> String
  func attachURL(_ containerID: String, _ options: StreamOptions) async throws -> String
  func portForwardURL(_ sandboxID: String, ports: [Int32]) async throws -> String

  func containerStats() async throws -> [ContainerStats]

  func images() async throws -> [Image]
  /// Nil when the runtime has no image of that name.
  func imageStatus(_ name: String) async throws -> Image?
  /// Gives the image's reference.
  func pullImage(_ name: String, credentials: RegistryCredentials?, for sandbox: SandboxConfig?) async throws -> String
  func removeImage(_ name: String) async throws
  func imageFilesystems() async throws -> [ImageFilesystem]

  /// Containers that end, as they do, from now on. Ends with an error when the connection is lost; the caller then lists
  /// what there is and subscribes again.
  func exits() async throws -> AsyncThrowingStream<ExitNotice, any Error>
}

/// What the runtime calls itself.
public struct RuntimeVersion: Sendable, Equatable {
  public var name: String
  public var version: String
  public var apiVersion: String

  public init(name: String, version: String, apiVersion: String) {
    self.name = name
    self.version = version
    self.apiVersion = apiVersion
  }
}

/// What the runtime can do now.
public struct RuntimeReadiness: Sendable, Equatable {
  /// Why containers can't be run; nil when they can.
  public var runtimeProblem: String?
  /// Why pods get no network; nil when they do.
  public var networkProblem: String?

  public init(runtimeProblem: String? = nil, networkProblem: String? = nil) {
    self.runtimeProblem = runtimeProblem
    self.networkProblem = networkProblem
  }
}

/// A container (or sandbox) whose first process has ended.
public struct ExitNotice: Sendable, Equatable {
  /// The container's or sandbox's id.
  public var id: String

  public init(id: String) {
    self.id = id
  }
}
