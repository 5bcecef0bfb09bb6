import APIMachinery

// What a living pod needs next.
extension PodMachine {
  mutating func activeActions(_ now: Timestamp) -> [PodAction] {
    guard preparation != .cleaning, preparation != .cleaned else { return [] }
    var actions: [PodAction] = []
    // The sandbox needs no volumes and the volumes no sandbox: both are made at once. Containers need both.
    if preparation == .none, isDue(preparationRetry, now) {
      preparation = .underWay
      actions.append(.prepare)
    }
    switch sandbox {
    case .creating, .stopping: break
    case .none:
      if isDue(sandboxRetry, now) {
        sandbox = .creating
        actions.append(.createSandbox(attempt: sandboxAttempt))
      }
    case .broken(let id): actions += replaceSandbox(id)
    case .ready: if preparation == .done { actions += containerActions(now) }
    }
    return actions
  }

  mutating func isDue(_ retry: RetryDelay, _ now: Timestamp) -> Bool {
    guard let time = retry.at, time > now else { return true }
    wake(at: time)
    return false
  }

  /// The container that will be started first, where none has been yet.
  var firstToStart: ContainerDefinition? {
    guard stage == .active, containers.values.allSatisfy({ $0.phase == .absent && $0.retryAt == nil }) else {
      return nil
    }
    return definition.initContainers.first ?? definition.containers.first
  }

  /// Everything in a dead sandbox ends, then a new one is made and the init containers run again.
  private mutating func replaceSandbox(_ id: String) -> [PodAction] {
    let message = "Pod sandbox changed, it will be killed and re-created."
    let kills = definition.allContainers.compactMap { kill($0, definition.terminationGracePeriod, message) }
    guard kills.isEmpty, !containers.values.contains(where: { $0.run != nil || $0.phase == .starting }) else {
      return kills
    }
    isInitialized = false
    for container in definition.initContainers where container.kind == .initial {
      // What an init container has done in the old sandbox doesn't count in the new one.
      guard var record = containers[container.name], let exit = record.exit else { continue }
      record.lastExit = exit
      record.restartCount += 1
      record.phase = .absent
      containers[container.name] = record
    }
    sandbox = .stopping(id: id)
    return [.stopSandbox(id: id)]
  }

  private mutating func containerActions(_ now: Timestamp) -> [PodAction] {
    if restartsAll { return restartAll() }
    var actions = changedContainers() + resizeActions(now)
    // One is started at a time, in the order of the specification.
    guard !containers.values.contains(where: { $0.phase == .starting }) else { return actions }
    if !isInitialized {
      guard let next = initialize(now) else {
        isInitialized = true
        return actions + containerActions(now)
      }
      return actions + next
    }
    for container in definition.initContainers + definition.containers + definition.ephemeralContainers {
      guard container.kind != .initial else { continue }
      if let start = startIfNeeded(container, now) {
        actions.append(start)
        break
      }
    }
    return actions
  }

  /// Everything ends, then the init containers run again; the sandbox stays.
  private mutating func restartAll() -> [PodAction] {
    let kills = definition.allContainers.compactMap {
      kill($0, .zero, "Container \($0.name) will be restarted with all others of its pod")
    }
    guard kills.isEmpty, !containers.values.contains(where: { $0.run != nil || $0.phase == .starting }) else {
      return kills
    }
    restartsAll = false
    isInitialized = false
    for container in definition.initContainers + definition.containers {
      guard var record = containers[container.name], let exit = record.exit else { continue }
      record.lastExit = exit
      record.restartCount += 1
      record.phase = .absent
      containers[container.name] = record
    }
    return []
  }

  /// The next step of initialization; nil when all is done.
  private mutating func initialize(_ now: Timestamp) -> [PodAction]? {
    for container in definition.initContainers {
      guard let record = containers[container.name] else { continue }
      switch (container.kind, record.phase) {
      case (.initial, .exited(let exit)) where exit.exitCode == 0: continue
      case (.sidecar, .running) where record.isStarted: continue
      case (_, .running), (_, .starting): return []
      default: return startIfNeeded(container, now).map { [$0] } ?? []
      }
    }
    return nil
  }

  /// Containers whose definition has another image than the one that runs.
  private mutating func changedContainers() -> [PodAction] {
    definition.allContainers.compactMap { container in
      guard let run = containers[container.name]?.run, run.hash != container.hash else { return nil }
      return kill(
        container, definition.terminationGracePeriod,
        "Container \(container.name) definition changed, will be restarted", restarts: true)
    }
  }

  private mutating func startIfNeeded(_ container: ContainerDefinition, _ now: Timestamp) -> PodAction? {
    guard var record = containers[container.name] else { return nil }
    if let retryAt = record.retryAt, retryAt > now {
      wake(at: retryAt)
      return nil
    }
    switch record.phase {
    case .running, .starting: return nil
    case .absent: break
    case .exited(let exit):
      guard shouldRestart(container, exit) else { return nil }
      if !record.mustRestart, let earliest = record.backOff.earliest(after: exit.finishedAt), earliest > now {
        if record.waiting?.reason != "CrashLoopBackOff" {
          reports.append(
            .tell(
              container: container.name, isWarning: true, reason: "BackOff",
              message: "Back-off restarting failed container \(container.name) in pod \(definition.description)"))
        }
        record.waiting = Waiting(
          reason: "CrashLoopBackOff",
          message: "back-off \(GoDuration(record.backOff.delay)) restarting failed container=\(container.name) "
            + "pod=\(definition.description)")
        containers[container.name] = record
        wake(at: earliest)
        return nil
      }
      if !record.mustRestart { record.backOff.use(at: now, after: exit.finishedAt) }
      record.mustRestart = false
      record.lastExit = exit
      record.restartCount += 1
    }
    record.retryAt = nil
    record.phase = .starting
    containers[container.name] = record
    return .start(container: container.name, attempt: UInt32(clamping: record.restartCount))
  }

  func shouldRestart(_ container: ContainerDefinition, _ exit: ContainerExit) -> Bool {
    switch container.kind {
    case .sidecar: return true
    case .ephemeral: return false
    case .initial where exit.exitCode == 0: return false
    case .initial, .regular: break
    }
    if containers[container.name]?.mustRestart == true || container.rule(for: exit) != nil { return true }
    return switch container.restartPolicy ?? definition.restartPolicy {
    case .always: true
    case .onFailure: exit.exitCode != 0
    case .never: false
    }
  }

  /// The order to end a running container; nil when it doesn't run or is being ended fast enough.
  mutating func kill(
    _ container: ContainerDefinition, _ gracePeriod: Duration, _ message: String, restarts: Bool = false
  ) -> PodAction? {
    guard var record = containers[container.name], let run = record.run else { return nil }
    if let order = record.kill, order.gracePeriod <= gracePeriod { return nil }
    record.kill = ContainerRecord.KillOrder(gracePeriod: gracePeriod, message: message, restarts: restarts)
    containers[container.name] = record
    return .kill(container: container.name, id: run.id, gracePeriod: gracePeriod, message: message)
  }

  /// A probe says that the container must be restarted. Gives the order, or nil when it is being ended already.
  mutating func probeFailed(_ name: String, id: String, gracePeriod: Duration?, message: String) -> PodAction? {
    guard stage == .active, let container = container(named: name), containers[name]?.run?.id == id else { return nil }
    return kill(container, gracePeriod ?? definition.terminationGracePeriod, message)
  }

  private mutating func reportPullBackOff(_ name: String) {
    let image = container(named: name)?.image ?? ""
    reports += [
      .tell(
        container: name, isWarning: false, reason: "BackOff", message: "Back-off pulling image \"\(image)\""),
      .tell(container: name, isWarning: true, reason: "Failed", message: "Error: ImagePullBackOff"),
    ]
  }

  /// A failed pull shows its error for a moment, then that it is backing off.
  mutating func turnWaitingOver(_ now: Timestamp) {
    for (name, record) in containers {
      guard let (at, waiting) = record.laterWaiting else { continue }
      if at <= now {
        containers[name]?.waiting = waiting
        reportPullBackOff(name)
        containers[name]?.laterWaiting = nil
      } else {
        wake(at: at)
      }
    }
  }
}
