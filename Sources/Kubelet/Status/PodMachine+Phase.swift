// The pod's phase, as upstream's kubelet computes it from its containers.

enum PodPhase: String, Sendable {
  case pending = "Pending", running = "Running", succeeded = "Succeeded", failed = "Failed"
}

extension PodMachine {
  /// A pod isn't at its end before its last container is, as upstream's kubelet has it since 1.25.
  var phase: PodPhase {
    let phase = phaseWithoutLingering
    guard phase == .succeeded || phase == .failed, containers.values.contains(where: { $0.run != nil }) else {
      return phase
    }
    return isInitialized ? .running : .pending
  }

  private var phaseWithoutLingering: PodPhase {
    switch stage {
    case .terminating(let termination), .terminated(let termination):
      if case .failed = termination.cause { return .failed }
    case .active: break
    }
    // A pod that was ended is finished, whatever its restart policy: nothing will be restarted.
    if case .terminated = stage {
      let regular = definition.containers.compactMap { containers[$0.name]?.exit }
      if regular.count == definition.containers.count, !regular.isEmpty {
        return regular.allSatisfy { $0.exitCode == 0 } ? .succeeded : .failed
      }
      return phaseOfContainers == .running ? .failed : phaseOfContainers
    }
    return phaseOfContainers
  }

  private var phaseOfContainers: PodPhase {
    let initFailed = definition.initContainers.contains { container in
      guard container.kind == .initial, let exit = containers[container.name]?.exit else { return false }
      return exit.exitCode != 0 && !shouldRestart(container, exit)
    }
    if !isInitialized { return initFailed ? .failed : .pending }
    var waiting = 0
    var running = 0
    var stopped = 0
    var succeeded = 0
    var restarting = 0
    for container in definition.containers {
      let record = containers[container.name] ?? ContainerRecord()
      switch record.phase {
      case .running: running += 1
      case .exited(let exit):
        stopped += 1
        if exit.exitCode == 0 { succeeded += 1 }
        if shouldRestart(container, exit) { restarting += 1 }
      case .absent, .starting:
        if record.lastExit != nil {
          stopped += 1
          restarting += 1
        } else {
          waiting += 1
        }
      }
    }
    if waiting > 0 { return .pending }
    if running > 0 || restarting > 0 { return .running }
    guard stopped > 0 else { return .pending }
    return stopped == succeeded ? .succeeded : .failed
  }
}
