import APIMachinery
import ContainerRuntime
import LinuxSupport
import Logging

// Starting and ending containers.
extension PodWorker {
  func startContainer(_ name: String, attempt: UInt32) async {
    guard let container = machine.container(named: name) else { return }
    do {
      let run = try await create(container, attempt: attempt)
      machine.started(name, run)
      removeDead(name)
    } catch let failure as StartFailure {
      report(failure, container)
      machine.startFailed(name, failure, now: services.time.now())
    } catch {
      machine.startCancelled(name)
    }
    await step()
  }

  /// The container's image, pulled where its policy says so.
  func image(of container: ContainerDefinition) async throws -> Image {
    let pod = machine.definition
    let events = services.events
    return try await services.images.image(
      for: container, of: pod,
      progress: .init(
        pulling: { events.normal(pod, container, "Pulling", "Pulling image \"\(container.image)\"") },
        pulled: { events.normal(pod, container, "Pulled", $0) }))
  }

  private func create(_ container: ContainerDefinition, attempt: UInt32) async throws -> ContainerRun {
    let pod = machine.definition
    let events = services.events
    let image: Image
    if let early = takeFirstImage(of: container.name) {
      image = try await early.value
    } else {
      image = try await self.image(of: container)
    }
    try Task.checkCancellation()
    guard let sandboxID = machine.sandboxID, let sandboxConfig = sandboxConfigInUse() else { throw CancellationError() }
    let builder = ContainerConfigBuilder(node: services.node, objects: services.objects, files: services.files)
    let config = try await builder.config(
      container, of: pod, attempt: attempt, image: image, podIPs: machine.ips, volumes: places,
      targetID: container.targetContainerName.isEmpty
        ? nil : machine.containers[container.targetContainerName]?.run?.id)
    try Task.checkCancellation()
    let id: String
    do {
      try services.files.makeDirectory("\(services.node.logDirectory(pod))/\(container.name)")
      id = try await services.runtime.createContainer(config, in: sandboxID, of: sandboxConfig)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw StartFailure(kind: .configuration, reason: "CreateContainerError", message: "\(error)")
    }
    events.normal(pod, container, "Created", "Container created")
    dead[container.name, default: []].append(id)
    do {
      try await services.runtime.startContainer(id)
    } catch is CancellationError {
      try? await services.runtime.removeContainer(id)
      throw CancellationError()
    } catch {
      let exit = await readExit(container, id: id) ?? failedExit(id, "\(error)")
      throw StartFailure(kind: .ended(exit), reason: "RunContainerError", message: "\(error)")
    }
    events.normal(pod, container, "Started", "Container started")
    services.instruments.containerStarted(container.kind, attempt: attempt)
    let status = try? await services.runtime.containerStatus(id)
    let run = ContainerRun(
      id: id, startedAt: status.map { Self.time($0.startedAt) } ?? services.time.now(),
      imageID: status?.imageRef ?? image.digests.first ?? image.id, image: image.tags.first ?? container.image,
      hash: container.hash, resources: container.resources)
    try await runPostStart(container, id)
    return run
  }

  private func runPostStart(_ container: ContainerDefinition, _ id: String) async throws {
    guard let hook = container.postStart else { return }
    let outcome = await services.handlers.run(
      hook, container: container, id: id, podIP: address, timeout: .seconds(600), asProbe: false)
    guard case .failure(let message) = outcome else { return }
    let pod = machine.definition
    services.events.warning(pod, container, "FailedPostStartHook", "PostStartHook failed: \(message)")
    services.events.normal(pod, container, "Killing", "FailedPostStartHook")
    try? await services.runtime.stopContainer(id, gracePeriod: pod.terminationGracePeriod)
    let exit = await readExit(container, id: id) ?? failedExit(id, message)
    throw StartFailure(kind: .ended(exit), reason: "PostStartHookError", message: message)
  }

  private func sandboxConfigInUse() -> SandboxConfig? {
    if let sandboxConfig { return sandboxConfig }
    // After a restart of the kubelet the sandbox is an older one: its configuration is made as it was then.
    let attempt = machine.sandboxAttempt > 0 ? machine.sandboxAttempt - 1 : 0
    sandboxConfig = SandboxConfig(
      machine.definition, node: services.node, attempt: attempt, nodeResolverConfiguration: services.resolverText())
    return sandboxConfig
  }

  /// Where the pod's containers are reached.
  var address: String {
    machine.definition.hostNetwork ? services.node.nodeIPs.first ?? "127.0.0.1" : machine.ips.first ?? "127.0.0.1"
  }

  private func report(_ failure: StartFailure, _ container: ContainerDefinition) {
    let pod = machine.definition
    switch failure.kind {
    case .image:
      services.events.warning(
        pod, container, "Failed", "Failed to pull image \"\(container.image)\": \(failure.message)")
      services.events.warning(pod, container, "Failed", "Error: ErrImagePull")
    case .configuration where failure.reason == "InvalidImageName":
      services.events.warning(pod, container, "InspectFailed", failure.message)
      services.events.warning(pod, container, "Failed", "Error: InvalidImageName")
    case .configuration where failure.reason == "ErrImageNeverPull":
      services.events.warning(pod, container, "ErrImageNeverPull", failure.message)
      services.events.warning(pod, container, "Failed", "Error: ErrImageNeverPull")
    case .configuration: services.events.warning(pod, container, "Failed", "Error: \(failure.message)")
    case .ended:
      if failure.reason == "RunContainerError" {
        services.events.warning(pod, container, "Failed", "Error: \(failure.message)")
      }
    }
  }

  /// Runs the preStop hook, then stops the container; both within the grace period.
  func killContainer(_ name: String, id: String, gracePeriod: Duration, message: String) async {
    guard let container = machine.container(named: name) else { return }
    let pod = machine.definition
    services.events.normal(pod, container, "Killing", message)
    let begin = services.time.uptime()
    if let hook = container.preStop, gracePeriod > .zero {
      let outcome = await services.handlers.run(
        hook, container: container, id: id, podIP: address, timeout: gracePeriod, asProbe: false)
      if case .failure(let message) = outcome {
        services.events.warning(pod, container, "FailedPreStopHook", "PreStopHook failed: \(message)")
      }
    }
    // A container gets two seconds at least after its hook, as upstream, unless it was to die at once.
    let left = gracePeriod - (services.time.uptime() - begin)
    let grace = gracePeriod > .zero ? max(left, container.preStop == nil ? left : .seconds(2)) : .zero
    do {
      // The runtime counts whole seconds: part of one is a second.
      let seconds = Int64((max(grace, .zero) / .seconds(1)).rounded(.up))
      try await services.runtime.stopContainer(id, gracePeriod: .seconds(seconds))
      await noteExit(name, id: id)
    } catch is CancellationError {
      return
    } catch {
      services.logger.warning(
        "a container could not be stopped", metadata: ["container": "\(id)", "error": "\(error)"])
      do { try await services.time.sleep(for: .seconds(1)) } catch { return }
      machine.killFailed(name)
      await step()
    }
  }

  /// Reads how a container ended and tells the machine. The event of the end can come before the runtime's own state
  /// shows it, so it is asked again for a moment.
  func noteExit(_ name: String, id: String) async {
    guard let container = machine.container(named: name) else { return }
    for attempt in 0..<40 {
      guard machine.containers[name]?.run?.id == id else { return }
      if let exit = await readExit(container, id: id) {
        guard machine.containers[name]?.run?.id == id else { return }
        machine.exited(name, exit)
        return await step()
      }
      do { try await services.time.sleep(for: .milliseconds(Int64(2 * (attempt + 1)))) } catch { return }
    }
    // Still running: the event was another process's.
  }

  /// How it ended; nil while it runs.
  func readExit(_ container: ContainerDefinition, id: String) async -> ContainerExit? {
    do {
      let status = try await services.runtime.containerStatus(id)
      guard status.state == .exited || status.state == .unknown else { return nil }
      return exit(of: status, container)
    } catch let error as ContainerRuntimeError where error.code == .notFound {
      return ContainerExit(
        id: id, exitCode: 137, reason: "ContainerStatusUnknown",
        message: "The container could not be located when the pod was terminated", startedAt: nil,
        finishedAt: services.time.now().wholeSeconds, imageID: "", image: container.image)
    } catch {
      return nil
    }
  }

  private func exit(of status: ContainerStatus, _ container: ContainerDefinition) -> ContainerExit {
    let reason = status.reason.isEmpty ? (status.exitCode == 0 ? "Completed" : "Error") : status.reason
    let message = TerminationMessage(files: services.files).read(
      path: services.node.terminationLog(machine.definition, container: container.name, attempt: status.attempt),
      logPath: status.logPath,
      usesLogs: container.terminationMessagePolicy == .fallbackToLogsOnError && status.exitCode != 0)
    return ContainerExit(
      id: status.id, exitCode: status.exitCode, reason: reason,
      message: [status.message, message].filter { !$0.isEmpty }.joined(separator: ": "),
      startedAt: status.startedAt > 0 ? Self.time(status.startedAt) : nil,
      finishedAt: status.finishedAt > 0 ? Self.time(status.finishedAt) : services.time.now(), imageID: status.imageRef,
      image: status.image)
  }

  private func failedExit(_ id: String, _ message: String) -> ContainerExit {
    ContainerExit(
      id: id, exitCode: 128, reason: "StartError", message: message, startedAt: nil, finishedAt: services.time.now(),
      imageID: "", image: "")
  }

  static func time(_ nanoseconds: Int64) -> Timestamp {
    Timestamp(seconds: nanoseconds / 1_000_000_000, nanoseconds: Int32(nanoseconds % 1_000_000_000))
  }

  /// Makes room on the disk: what containers that have ended wrote.
  func removeEnded() async {
    let running = Set(machine.containers.values.compactMap(\.run?.id))
    for (name, ids) in dead where machine.containers[name]?.phase != .starting {
      let ended = ids.filter { !running.contains($0) }
      dead[name] = ids.filter { running.contains($0) }
      for id in ended { try? await services.runtime.removeContainer(id) }
    }
  }

  /// Of each container's earlier lives the last is kept, for its logs.
  private func removeDead(_ name: String) {
    let kept = 2
    guard var ids = dead[name], ids.count > kept else { return }
    let old = ids.prefix(ids.count - kept)
    ids.removeFirst(ids.count - kept)
    dead[name] = ids
    launch { worker in
      for id in old { try? await worker.services.runtime.removeContainer(id) }
    }
  }
}
