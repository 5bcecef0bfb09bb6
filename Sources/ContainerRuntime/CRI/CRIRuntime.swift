internal import APIMachinery
internal import HTTPTransport
internal import SwiftProtobuf

/// A container runtime spoken to through CRI over its unix socket, with containerd's event service for exits.
public final class CRIRuntime: ContainerRuntime {
  private let channel: GRPCChannel

  /// How long calls may take. Pulling an image has its own, far longer limit.
  static let callTimeout: Duration = .seconds(120)
  static let pullTimeout: Duration = .seconds(3600)
  /// Exits waiting for the consumer before the stream is ended.
  private static let exitCapacity = 4096

  /// - Parameter socketPath: A path, or upstream's `unix://` form of it.
  public init(socketPath: String) {
    let path = socketPath.hasPrefix("unix://") ? String(socketPath.dropFirst("unix://".count)) : socketPath
    channel = GRPCChannel(target: .unix(path))
  }

  /// Ends the connection; the next call opens a new one.
  public func close() async {
    await channel.close()
  }

  private enum Service: String {
    case runtime = "/runtime.v1.RuntimeService/"
    case image = "/runtime.v1.ImageService/"
  }

  private func call<Answer: SwiftProtobuf.Message>(
    _ service: Service, _ method: String, _ request: any SwiftProtobuf.Message, timeout: Duration = callTimeout,
    retries: Int = 0
  ) async throws -> Answer {
    do {
      let bytes = try await channel.unary(
        service.rawValue + method, try request.serializedBytes(), deadline: timeout, retries: retries)
      return try Answer(serializedBytes: bytes)
    } catch let status as GRPCStatus {
      throw ContainerRuntimeError(status, calling: method)
    } catch let error as BinaryDecodingError {
      throw ContainerRuntimeError(.failed, "\(method): the answer can't be read: \(error)")
    } catch let error as BinaryEncodingError {
      throw ContainerRuntimeError(.invalidArgument, "\(method): the request can't be encoded: \(error)")
    }
  }

  /// Reads may be made again when the connection is lost under them.
  private func read<Answer: SwiftProtobuf.Message>(
    _ service: Service, _ method: String, _ request: any SwiftProtobuf.Message
  ) async throws -> Answer {
    try await call(service, method, request, retries: 2)
  }
}

// MARK: Runtime

extension CRIRuntime {
  public func version() async throws -> RuntimeVersion {
    let answer: Runtime_V1_VersionResponse = try await read(
      .runtime, "Version", Runtime_V1_VersionRequest.with { $0.version = "0.1.0" })
    return RuntimeVersion(
      name: answer.runtimeName, version: answer.runtimeVersion, apiVersion: answer.runtimeApiVersion)
  }

  public func status() async throws -> RuntimeReadiness {
    let answer: Runtime_V1_StatusResponse = try await read(.runtime, "Status", Runtime_V1_StatusRequest())
    func problem(_ type: String) -> String? {
      guard let condition = answer.status.conditions.first(where: { $0.type == type }) else {
        return "the runtime says nothing of \(type)"
      }
      return condition.status ? nil : "\(condition.reason): \(condition.message)"
    }
    return RuntimeReadiness(runtimeProblem: problem("RuntimeReady"), networkProblem: problem("NetworkReady"))
  }
}

// MARK: Sandboxes

extension CRIRuntime {
  public func runSandbox(_ config: SandboxConfig) async throws -> String {
    let request = Runtime_V1_RunPodSandboxRequest.with {
      $0.config = .init(config)
      $0.runtimeHandler = config.runtimeHandler
    }
    let answer: Runtime_V1_RunPodSandboxResponse = try await call(
      .runtime, "RunPodSandbox", request, timeout: .seconds(240))
    return answer.podSandboxID
  }

  public func stopSandbox(_ id: String) async throws {
    let request = Runtime_V1_StopPodSandboxRequest.with { $0.podSandboxID = id }
    try await ignoringNotFound {
      let _: Runtime_V1_StopPodSandboxResponse = try await self.call(.runtime, "StopPodSandbox", request, retries: 1)
    }
  }

  public func removeSandbox(_ id: String) async throws {
    let request = Runtime_V1_RemovePodSandboxRequest.with { $0.podSandboxID = id }
    try await ignoringNotFound {
      let _: Runtime_V1_RemovePodSandboxResponse = try await self.call(
        .runtime, "RemovePodSandbox", request, retries: 1)
    }
  }

  public func sandboxes() async throws -> [Sandbox] {
    let answer: Runtime_V1_ListPodSandboxResponse = try await read(
      .runtime, "ListPodSandbox", Runtime_V1_ListPodSandboxRequest())
    return answer.items.map(Sandbox.init)
  }

  public func sandboxStatus(_ id: String) async throws -> SandboxStatus {
    let answer: Runtime_V1_PodSandboxStatusResponse = try await read(
      .runtime, "PodSandboxStatus", Runtime_V1_PodSandboxStatusRequest.with { $0.podSandboxID = id })
    return SandboxStatus(answer.status)
  }

  public func sandboxProcess(_ id: String) async throws -> Int32? {
    let answer: Runtime_V1_PodSandboxStatusResponse = try await read(
      .runtime, "PodSandboxStatus",
      Runtime_V1_PodSandboxStatusRequest.with {
        $0.podSandboxID = id
        $0.verbose = true
      })
    // containerd's own particulars, as JSON.
    guard let info = answer.info["info"], let json = try? JSONParser.parse(Array(info.utf8)) else { return nil }
    return json["pid"]?.integerValue.flatMap { Int32(exactly: $0) }
  }

  private func ignoringNotFound(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as ContainerRuntimeError where error.code == .notFound {
      // Gone is what was wanted.
    }
  }
}

// MARK: Containers

extension CRIRuntime {
  public func createContainer(
    _ config: ContainerConfig, in sandboxID: String, of sandbox: SandboxConfig
  ) async throws -> String {
    let request = Runtime_V1_CreateContainerRequest.with {
      $0.podSandboxID = sandboxID
      $0.config = .init(config)
      $0.sandboxConfig = .init(sandbox)
    }
    let answer: Runtime_V1_CreateContainerResponse = try await call(.runtime, "CreateContainer", request)
    return answer.containerID
  }

  public func startContainer(_ id: String) async throws {
    let _: Runtime_V1_StartContainerResponse = try await call(
      .runtime, "StartContainer", Runtime_V1_StartContainerRequest.with { $0.containerID = id })
  }

  public func stopContainer(_ id: String, gracePeriod: Duration) async throws {
    let request = Runtime_V1_StopContainerRequest.with {
      $0.containerID = id
      $0.timeout = max(0, gracePeriod.components.seconds)
    }
    try await ignoringNotFound {
      let _: Runtime_V1_StopContainerResponse = try await self.call(
        .runtime, "StopContainer", request, timeout: Self.callTimeout + gracePeriod, retries: 1)
    }
  }

  public func removeContainer(_ id: String) async throws {
    try await ignoringNotFound {
      let _: Runtime_V1_RemoveContainerResponse = try await self.call(
        .runtime, "RemoveContainer", Runtime_V1_RemoveContainerRequest.with { $0.containerID = id }, retries: 1)
    }
  }

  public func containers() async throws -> [Container] {
    let answer: Runtime_V1_ListContainersResponse = try await read(
      .runtime, "ListContainers", Runtime_V1_ListContainersRequest())
    return answer.containers.map(Container.init)
  }

  public func containerStatus(_ id: String) async throws -> ContainerStatus {
    let answer: Runtime_V1_ContainerStatusResponse = try await read(
      .runtime, "ContainerStatus", Runtime_V1_ContainerStatusRequest.with { $0.containerID = id })
    return ContainerStatus(answer.status)
  }

  public func updateResources(of containerID: String, _ resources: LinuxResources) async throws {
    let request = Runtime_V1_UpdateContainerResourcesRequest.with {
      $0.containerID = containerID
      $0.linux = .init(resources)
    }
    let _: Runtime_V1_UpdateContainerResourcesResponse = try await call(
      .runtime, "UpdateContainerResources", request, retries: 1)
  }

  public func reopenLog(of containerID: String) async throws {
    let _: Runtime_V1_ReopenContainerLogResponse = try await call(
      .runtime, "ReopenContainerLog", Runtime_V1_ReopenContainerLogRequest.with { $0.containerID = containerID },
      retries: 1)
  }

  public func containerStats() async throws -> [ContainerStats] {
    let answer: Runtime_V1_ListContainerStatsResponse = try await read(
      .runtime, "ListContainerStats", Runtime_V1_ListContainerStatsRequest())
    return answer.stats.map(ContainerStats.init)
  }
}

// MARK: Streams

extension CRIRuntime {
  public func exec(_ command: [String], in containerID: String, timeout: Duration) async throws -> ExecResult {
    let request = Runtime_V1_ExecSyncRequest.with {
      $0.containerID = containerID
      $0.cmd = command
      $0.timeout = max(1, timeout.components.seconds)
    }
    let answer: Runtime_V1_ExecSyncResponse = try await call(
      .runtime, "ExecSync", request, timeout: timeout + .seconds(5))
    return ExecResult(stdout: Array(answer.stdout), stderr: Array(answer.stderr), exitCode: answer.exitCode)
  }

  public func execURL(_ command: [String], in containerID: String, _ options: StreamOptions) async throws -> String {
    let request = Runtime_V1_ExecRequest.with {
      $0.containerID = containerID
      $0.cmd = command
      $0.tty = options.tty
      $0.stdin = options.stdin
      $0.stdout = options.stdout
      $0.stderr = options.stderr
    }
    let answer: Runtime_V1_ExecResponse = try await read(.runtime, "Exec", request)
    return answer.url
  }

  public func attachURL(_ containerID: String, _ options: StreamOptions) async throws -> String {
    let request = Runtime_V1_AttachRequest.with {
      $0.containerID = containerID
      $0.tty = options.tty
      $0.stdin = options.stdin
      $0.stdout = options.stdout
      $0.stderr = options.stderr
    }
    let answer: Runtime_V1_AttachResponse = try await read(.runtime, "Attach", request)
    return answer.url
  }

  public func portForwardURL(_ sandboxID: String, ports: [Int32]) async throws -> String {
    let request = Runtime_V1_PortForwardRequest.with {
      $0.podSandboxID = sandboxID
      $0.port = ports
    }
    let answer: Runtime_V1_PortForwardResponse = try await read(.runtime, "PortForward", request)
    return answer.url
  }

  public func exits() async throws -> AsyncThrowingStream<ExitNotice, any Error> {
    let request = Containerd_Services_Events_V1_SubscribeRequest.with {
      $0.filters = [#"namespace=="k8s.io",topic=="/tasks/exit""#]
    }
    let bytes: [UInt8] = try request.serializedBytes()
    let method = "/containerd.services.events.v1.Events/Subscribe"
    return try await channel.serverStream(
      method, bytes, capacity: Self.exitCapacity, failure: { ContainerRuntimeError($0, calling: method) }
    ) { message in
      let envelope = try Containerd_Services_Events_V1_Envelope(serializedBytes: message)
      let exit = try Containerd_Services_Events_V1_TaskExit(serializedBytes: envelope.event.value)
      // The end of an exec'd process is of no interest here.
      return exit.id == exit.containerID ? ExitNotice(id: exit.containerID) : nil
    }
  }
}

// MARK: Images

extension CRIRuntime {
  public func images() async throws -> [Image] {
    let answer: Runtime_V1_ListImagesResponse = try await read(.image, "ListImages", Runtime_V1_ListImagesRequest())
    return answer.images.map(Image.init)
  }

  public func imageStatus(_ name: String) async throws -> Image? {
    let answer: Runtime_V1_ImageStatusResponse = try await read(
      .image, "ImageStatus", Runtime_V1_ImageStatusRequest.with { $0.image.image = name })
    return answer.hasImage ? Image(answer.image) : nil
  }

  public func pullImage(
    _ name: String, credentials: RegistryCredentials?, for sandbox: SandboxConfig?
  ) async throws -> String {
    let request = Runtime_V1_PullImageRequest.with {
      $0.image.image = name
      if let credentials { $0.auth = .init(credentials) }
      if let sandbox { $0.sandboxConfig = .init(sandbox) }
    }
    let answer: Runtime_V1_PullImageResponse = try await call(
      .image, "PullImage", request, timeout: Self.pullTimeout)
    return answer.imageRef
  }

  public func removeImage(_ name: String) async throws {
    try await ignoringNotFound {
      let _: Runtime_V1_RemoveImageResponse = try await self.call(
        .image, "RemoveImage", Runtime_V1_RemoveImageRequest.with { $0.image.image = name }, retries: 1)
    }
  }

  public func imageFilesystems() async throws -> [ImageFilesystem] {
    let answer: Runtime_V1_ImageFsInfoResponse = try await read(
      .image, "ImageFsInfo", Runtime_V1_ImageFsInfoRequest())
    return answer.imageFilesystems.map {
      ImageFilesystem(
        mountpoint: $0.fsID.mountpoint, usedBytes: $0.usedBytes.value, usedInodes: $0.inodesUsed.value)
    }
  }
}
