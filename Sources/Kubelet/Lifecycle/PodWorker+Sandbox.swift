import APIMachinery
import ContainerRuntime
import LinuxSupport
import Logging

// The pod as a whole: directories, control group, volumes, sandbox.
extension PodWorker {
  /// What volumes and sandbox are put into; made by whichever comes first.
  private func makePlace() throws(LinuxError) {
    guard !hasPlace else { return }
    let pod = machine.definition
    try services.files.makeDirectory(services.node.podDirectory(uid), mode: 0o750)
    try services.files.makeDirectory(services.node.logDirectory(pod))
    try services.cgroups?.create(pod.cgroupPath(root: services.node.cgroupRoot), pod.cgroupLimits)
    cgroupLimits = pod.cgroupLimits.explicit
    hasPlace = true
  }

  func prepare() async {
    let pod = machine.definition
    do {
      try makePlace()
      places = try await services.volumes.prepare(pod, podIPs: machine.ips)
      machine.prepared()
      refreshVolumes()
    } catch let error as VolumeError {
      services.events.warning(pod, nil, "FailedMount", error.message)
      machine.preparationFailed(now: services.time.now())
    } catch {
      services.events.warning(pod, nil, "FailedCreatePodContainer", "unable to prepare the pod: \(error)")
      machine.preparationFailed(now: services.time.now())
    }
    await step()
  }

  /// Brings volumes made from API objects up to date once a minute, as upstream's sync does; tokens are renewed by the
  /// source that gives them.
  private func refreshVolumes() {
    guard VolumeManager.isRefreshable(machine.definition), refresher == nil else { return }
    let jitter = Duration.milliseconds(Int64(services.random.next(below: 30_000)))
    refresher = Task { [services] in
      while true {
        do {
          try await services.time.sleep(for: .seconds(45) + jitter)
        } catch {
          return
        }
        await self.refreshNow()
      }
    }
  }

  func refreshNow() async {
    guard machine.stage == .active, machine.preparation == .done else { return }
    do {
      places = try await services.volumes.prepare(machine.definition, podIPs: machine.ips)
    } catch let error as VolumeError {
      services.events.warning(machine.definition, nil, "FailedMount", error.message)
    } catch {
      services.logger.warning("volumes could not be refreshed", metadata: ["pod": "\(machine.definition.key)"])
    }
  }

  func createSandbox(attempt: UInt32) async {
    let pod = machine.definition
    var config = SandboxConfig(
      pod, node: services.node, attempt: attempt, nodeResolverConfiguration: services.resolverText())
    do {
      try makePlace()
      if !pod.runtimeClassName.isEmpty {
        config.runtimeHandler = try await services.objects.runtimeClass(pod.runtimeClassName).string("handler")
      }
      let id = try await services.runtime.runSandbox(config)
      let status = try await services.runtime.sandboxStatus(id)
      sandboxConfig = config
      let ips = pod.hostNetwork ? [] : status.ips
      try writeHosts(ips)
      machine.sandboxCreated(id: id, ips: ips)
    } catch {
      if machine.stage == .active {
        services.events.warning(
          pod, nil, "FailedCreatePodSandBox", "Failed to create pod sandbox: \(error)")
      }
      // It may have been made after all, or half: the name is taken then.
      await removeSandboxes(attempt: attempt)
      machine.sandboxFailed(now: services.time.now())
    }
    await step()
  }

  private func writeHosts(_ ips: [String]) throws(LinuxError) {
    let text = PodNames(pod: machine.definition, node: services.node)
      .hostsFile(podIPs: ips, nodeHosts: services.hostsText())
    try services.files.write(text, to: "\(services.node.podDirectory(uid))/etc-hosts", mode: 0o644)
  }

  private func removeSandboxes(attempt: UInt32) async {
    guard let sandboxes = try? await services.runtime.sandboxes() else { return }
    for sandbox in sandboxes where sandbox.uid == uid && sandbox.attempt == attempt {
      try? await services.runtime.stopSandbox(sandbox.id)
      try? await services.runtime.removeSandbox(sandbox.id)
    }
  }

  func stopSandbox(_ id: String) async {
    do {
      try await services.runtime.stopSandbox(id)
      machine.sandboxStopped(id: id)
      // Removing it can wait; the pod's end doesn't. A replaced sandbox keeps its containers for their logs.
      if machine.stage != .active { launch { try? await $0.services.runtime.removeSandbox(id) } }
    } catch {
      services.logger.warning("a sandbox could not be stopped", metadata: ["sandbox": "\(id)", "error": "\(error)"])
      do { try await services.time.sleep(for: .seconds(1)) } catch { return }
      return await stopSandbox(id)
    }
    await step()
  }

  func cleanUp() async {
    let pod = machine.definition
    refresher?.cancel()
    refresher = nil
    hasPlace = false
    do {
      try services.volumes.remove(uid)
      if pod.deletion != nil { try services.files.removeTree(services.node.logDirectory(pod)) }
      try removeCgroup(pod)
      machine.cleanedUp()
    } catch {
      services.logger.warning("a pod could not be cleaned up", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
      machine.cleanUpFailed(now: services.time.now())
    }
    await step()
  }

  /// A group that was just emptied may be busy for a moment: then it is tried again beside the rest of the work.
  private func removeCgroup(_ pod: PodDefinition) throws {
    guard let cgroups = services.cgroups else { return }
    let path = pod.cgroupPath(root: services.node.cgroupRoot)
    do {
      try cgroups.remove(path)
    } catch {
      launch { worker in
        for _ in 0..<50 {
          do { try await worker.services.time.sleep(for: .milliseconds(100)) } catch { return }
          if (try? cgroups.remove(path)) != nil { return }
        }
        worker.services.logger.warning("a control group could not be removed", metadata: ["path": "\(path)"])
      }
    }
  }
}
