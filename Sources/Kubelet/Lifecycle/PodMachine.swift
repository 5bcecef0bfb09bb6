import APIMachinery

/// The life of one pod on this node, as a pure state machine: what is wanted (the definition), what is known (results,
/// exits, probe results) and the time go in by calls, actions come out. No clock, runtime or task is in here.
///
/// The order of life: prepare and sandbox at once → init containers one after another → containers → … → termination: containers,
/// then sidecars from the last to the first, then the sandbox → clean-up → finished.
struct PodMachine: Sendable {
  enum Stage: Sendable, Equatable {
    case active
    case terminating(Termination)
    /// Nothing runs any more. The object may live on (a finished Job's pod) until it is deleted.
    case terminated(Termination)
  }

  enum Sandbox: Sendable, Equatable {
    case none
    case creating
    case ready(id: String, ips: [String])
    /// It has died, or must go: its containers are ended first.
    case broken(id: String)
    case stopping(id: String)
  }

  var definition: PodDefinition
  var stage: Stage = .active
  var sandbox: Sandbox = .none
  /// The attempt of the next sandbox.
  var sandboxAttempt: UInt32 = 0
  var containers: [String: ContainerRecord] = [:]
  /// Every init container has done its part in this sandbox.
  var isInitialized = false
  /// When the pod was first seen here: `status.startTime`.
  var startTime: Timestamp?
  /// When ``nextActions(now:)`` has to be asked again at the latest.
  var wakeUp: Timestamp?

  enum Preparation: Sendable, Equatable { case none, underWay, done, cleaning, cleaned }
  var preparation: Preparation = .none
  /// Of making volumes, and at the end of taking them away.
  var preparationRetry = RetryDelay()
  var sandboxRetry = RetryDelay()
  var resize = PodResize()
  /// A container's rule wants everything to begin anew.
  var restartsAll = false
  /// Events to tell with the next actions.
  var reports: [PodAction] = []
  var isFinished = false
  /// Where the sandbox had its addresses; kept for the status after it is gone.
  var ips: [String] = []

  init(definition: PodDefinition, startTime: Timestamp?) {
    self.definition = definition
    self.startTime = startTime
    for container in definition.allContainers { containers[container.name] = ContainerRecord() }
  }

  /// What has to be done now. Every action given out is considered under way until its result is reported.
  mutating func nextActions(now: Timestamp) -> [PodAction] {
    wakeUp = nil
    turnWaitingOver(now)
    checkEnd(now)
    let actions =
      switch stage {
      case .active: activeActions(now)
      case .terminating: terminatingActions(now)
      case .terminated(let termination): terminatedActions(termination)
      }
    defer { reports = [] }
    return actions + reports
  }

  mutating func wake(at time: Timestamp) {
    wakeUp = wakeUp.map { min($0, time) } ?? time
  }

  var sandboxID: String? {
    switch sandbox {
    case .ready(let id, _), .broken(let id), .stopping(let id): id
    case .none, .creating: nil
    }
  }
}

// MARK: Inputs

extension PodMachine {
  /// The object has changed.
  mutating func update(_ definition: PodDefinition) {
    self.definition = definition
    for container in definition.allContainers where containers[container.name] == nil {
      containers[container.name] = ContainerRecord()
    }
    if let deletion = definition.deletion {
      terminate(Termination(cause: .deleted, gracePeriod: deletion.gracePeriod))
    }
  }

  /// The pod has to end. A later call can only shorten the grace period; deletion outweighs other causes.
  mutating func terminate(_ termination: Termination) {
    switch stage {
    case .active:
      stage = .terminating(termination)
    case .terminating(var current):
      current.gracePeriod = min(current.gracePeriod, termination.gracePeriod)
      if current.cause == .ended {
        current.cause = termination.cause
        current.isDisruption = termination.isDisruption
      }
      stage = .terminating(current)
    case .terminated(var current):
      if termination.cause == .deleted, current.cause != .deleted {
        // The status keeps its cause: only what comes after changes.
        current.cause = .deleted
        stage = .terminated(current)
      }
    }
  }

  mutating func prepared() {
    if preparation == .underWay { preparation = .done }
    preparationRetry.succeeded()
  }

  mutating func preparationFailed(now: Timestamp) {
    if preparation == .underWay { preparation = .none }
    preparationRetry.failed(at: now)
  }

  mutating func sandboxCreated(id: String, ips: [String]) {
    sandbox = .ready(id: id, ips: ips)
    if !ips.isEmpty { self.ips = ips }
    sandboxAttempt += 1
    sandboxRetry.succeeded()
  }

  mutating func sandboxFailed(now: Timestamp) {
    if sandbox == .creating { sandbox = .none }
    sandboxAttempt += 1
    sandboxRetry.failed(at: now)
  }

  /// The sandbox was found dead (its first process ended).
  mutating func sandboxDied(id: String) {
    if case .ready(id, _) = sandbox { sandbox = .broken(id: id) }
  }

  mutating func sandboxStopped(id: String) {
    guard sandboxID == id else { return }
    sandbox = .none
  }

  mutating func cleanedUp() {
    preparation = .cleaned
  }

  mutating func cleanUpFailed(now: Timestamp) {
    preparation = .done
    preparationRetry.failed(at: now)
  }

  mutating func started(_ name: String, _ run: ContainerRun) {
    guard var record = containers[name], let container = container(named: name) else { return }
    record.phase = .running(run)
    record.waiting = nil
    record.laterWaiting = nil
    record.retryAt = nil
    record.imageBackOff = RestartBackOff()
    record.kill = nil
    record.isStarted = container.startupProbe == nil
    record.isReady = record.isStarted && container.readinessProbe == nil
    containers[name] = record
  }

  mutating func startFailed(_ name: String, _ failure: StartFailure, now: Timestamp) {
    guard var record = containers[name] else { return }
    let before = record.lastExit
    switch failure.kind {
    case .image:
      record.phase = record.restartCount > 0 ? before.map { .exited($0) } ?? .absent : .absent
      record.imageBackOff.use(at: now, after: now)
      record.waiting = Waiting(reason: failure.reason, message: failure.message)
      record.laterWaiting = (
        now + .seconds(1),
        Waiting(
          reason: "ImagePullBackOff",
          message:
            "Back-off pulling image \"\(container(named: name)?.image ?? "")\": \(failure.reason): \(failure.message)")
      )
      record.retryAt = now + record.imageBackOff.delay
    case .configuration:
      record.phase = record.restartCount > 0 ? before.map { .exited($0) } ?? .absent : .absent
      record.waiting = Waiting(reason: failure.reason, message: failure.message)
      record.retryAt = now + .seconds(2)
    case .ended(let exit):
      record.phase = .exited(exit)
      record.waiting = Waiting(reason: failure.reason, message: failure.message)
    }
    record.kill = nil
    containers[name] = record
  }

  /// The start was given up because the pod ends.
  mutating func startCancelled(_ name: String) {
    guard var record = containers[name], record.phase == .starting else { return }
    record.phase = record.lastExit.map { .exited($0) } ?? .absent
    containers[name] = record
  }

  /// A container has ended, whoever ended it.
  mutating func exited(_ name: String, _ exit: ContainerExit) {
    guard var record = containers[name] else { return }
    if let run = record.run, run.id != exit.id { return }
    record.phase = .exited(exit)
    record.isReady = false
    record.isStarted = false
    if record.kill?.restarts == true { record.mustRestart = true }
    record.kill = nil
    if stage == .active, container(named: name)?.rule(for: exit)?.action == .restartAll { restartsAll = true }
    containers[name] = record
  }

  /// A container could not be stopped: it is tried again.
  mutating func killFailed(_ name: String) {
    containers[name]?.kill = nil
  }

  mutating func startupProbeSucceeded(_ name: String) {
    guard containers[name]?.run != nil, let container = container(named: name) else { return }
    containers[name]?.isStarted = true
    if container.readinessProbe == nil { containers[name]?.isReady = true }
  }

  mutating func readinessChanged(_ name: String, isReady: Bool) {
    guard containers[name]?.run != nil else { return }
    containers[name]?.isReady = isReady
  }

  func container(named name: String) -> ContainerDefinition? {
    definition.allContainers.first { $0.name == name }
  }
}
