import APIMachinery

// How a pod comes to its end.
extension PodMachine {
  /// Ends the pod when its work is done or its time is over.
  mutating func checkEnd(_ now: Timestamp) {
    guard stage == .active else { return }
    if let limit = definition.activeDeadline, let startTime {
      if startTime + limit <= now {
        return terminate(
          Termination(
            cause: .failed(
              reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline"),
            gracePeriod: definition.terminationGracePeriod))
      }
      wake(at: startTime + limit)
    }
    if hasEnded { terminate(Termination(cause: .ended, gracePeriod: definition.terminationGracePeriod)) }
  }

  /// No container will run again: all that count have ended for good, or an init container has failed for good.
  var hasEnded: Bool {
    if restartsAll { return false }
    if !isInitialized {
      let failed = definition.initContainers.contains { container in
        guard container.kind == .initial, let exit = containers[container.name]?.exit else { return false }
        return exit.exitCode != 0 && !shouldRestart(container, exit)
      }
      if failed { return true }
    }
    guard !definition.containers.isEmpty else { return false }
    return definition.containers.allSatisfy { container in
      guard let exit = containers[container.name]?.exit else { return false }
      return !shouldRestart(container, exit)
    }
  }

  mutating func terminatingActions(_ now: Timestamp) -> [PodAction] {
    guard case .terminating(let termination) = stage else { return [] }
    // What is being prepared or started is given up by the executor; its result is waited for.
    guard preparation != .underWay, sandbox != .creating else { return [] }
    let message = "Stopping container "
    var actions: [PodAction] = []
    for container in definition.containers + definition.ephemeralContainers
      + definition.initContainers.filter({ $0.kind == .initial })
    {
      if let kill = kill(container, termination.gracePeriod, message + container.name) { actions.append(kill) }
    }
    let others = containers.filter { name, _ in container(named: name)?.kind != .sidecar }
    if others.values.contains(where: { $0.run != nil }) { return actions }
    // Sidecars go last, from the last to the first, so that what the others need is there until they have ended.
    for container in definition.initContainers.reversed() where container.kind == .sidecar {
      guard containers[container.name]?.run != nil else { continue }
      return kill(container, termination.gracePeriod, message + container.name).map { [$0] } ?? []
    }
    if containers.values.contains(where: { $0.phase == .starting }) { return actions }
    switch sandbox {
    case .ready(let id, _), .broken(let id):
      sandbox = .stopping(id: id)
      return [.stopSandbox(id: id)]
    case .stopping, .creating: return []
    case .none: break
    }
    switch preparation {
    case .done:
      guard isDue(preparationRetry, now) else { return [] }
      preparation = .cleaning
      return [.cleanUp]
    case .underWay, .cleaning: return []
    case .none, .cleaned:
      stage = .terminated(termination)
      return terminatedActions(termination)
    }
  }

  mutating func terminatedActions(_ termination: Termination) -> [PodAction] {
    guard termination.cause == .deleted, !isFinished else { return [] }
    isFinished = true
    return [.finish]
  }
}
