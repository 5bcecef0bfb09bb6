import APIMachinery
import ContainerRuntime
import LinuxSupport

/// Carries one pod through its life: asks its ``PodMachine`` what to do, does it, and tells the machine what came of it.
/// Several things may be under way at once; each result leads straight to the next step, without waiting for a tick.
actor PodWorker {
  let services: PodServices
  let uid: String
  /// Namespace and name of the pod.
  let key: String
  var machine: PodMachine
  private var statusBuilder: PodStatusBuilder
  private var published: JSONValue?
  /// What is under way; every task is waited for in ``shutDown()``.
  private var tasks: [UInt64: Task<Void, Never>] = [:]
  private var nextTask: UInt64 = 0
  /// Starts of containers and sandboxes, which are given up when the pod ends.
  private var starts: [String: Task<Void, Never>] = [:]
  var probes: [ProbeKey: Task<Void, Never>] = [:]
  private var alarm: Task<Void, Never>?
  /// Where volumes are, by name; filled by the preparation.
  var places: [String: String] = [:]
  var refresher: Task<Void, Never>?
  /// The newest definition, granted or not.
  private var wanted: PodDefinition
  /// What the pod's control group was set to last.
  var cgroupLimits: CgroupLimits?
  /// The pod's directories and control group are there.
  var hasPlace = false
  /// The image of the container that comes first, asked for while the sandbox is being made.
  private var firstImage: (container: String, image: Task<Image, any Error>)?
  /// Ended containers that are still there, by name, oldest first.
  var dead: [String: [String]] = [:]
  /// Of the sandbox in use, for calls that want it again.
  var sandboxConfig: SandboxConfig?
  private var isShutDown = false
  /// Until the pod has started; nil for one that was taken over.
  private var seenAt: Duration?
  private let whenFinished: @Sendable (String) async -> Void

  /// - Parameter whenFinished: Called with the uid after the pod's object has been deleted.
  init(
    _ definition: PodDefinition, services: PodServices, startTime: Timestamp?, found: FoundPod?,
    whenFinished: @escaping @Sendable (String) async -> Void
  ) {
    self.services = services
    uid = definition.uid
    key = definition.key
    wanted = definition
    self.whenFinished = whenFinished
    let status = definition.json["status"]
    machine = PodMachine(
      definition: definition, startTime: status?.time("startTime") ?? startTime?.wholeSeconds)
    statusBuilder = PodStatusBuilder(hostIPs: services.node.nodeIPs, status: status)
    seenAt = found == nil ? services.time.uptime() : nil
    if let found {
      machine.adopt(found, known: Self.known(status))
      for sandbox in found.sandboxes {
        for container in sandbox.containers.sorted(by: { $0.attempt < $1.attempt }) {
          if let exit = container.exit { dead[container.name, default: []].append(exit.id) }
        }
      }
    }
    // What had ended before stays ended, also when its containers are gone from the runtime.
    if ["Succeeded", "Failed"].contains(status?.string("phase") ?? ""), found?.sandboxes.isEmpty ?? true {
      machine.resume(finishedStatus: status ?? .null)
    }
    if let deletion = definition.deletion {
      machine.terminate(Termination(cause: .deleted, gracePeriod: deletion.gracePeriod))
    }
  }

  private static func known(_ status: JSONValue?) -> [String: KnownContainer] {
    var result: [String: KnownContainer] = [:]
    for key in ["initContainerStatuses", "containerStatuses"] {
      for container in status?.list(key) ?? [] {
        result[container.string("name")] = KnownContainer(
          isStarted: container.bool("started"), isReady: container.bool("ready"),
          resources: container["resources"].map { ResourceDefinition(json: $0) })
      }
    }
    return result
  }

  // MARK: Inputs

  /// Begins. Called once.
  func start() async { await step() }

  /// - Parameter others: The other pods of the node; only needed where ``asksForResources(_:)`` says so.
  func update(_ definition: PodDefinition, beside others: [PodDefinition]) async {
    wanted = definition
    machine.update(allocate(definition, beside: others))
    await step()
  }

  /// Whether the definition wants other resources than the pod has.
  func asksForResources(_ definition: PodDefinition) -> Bool {
    machine.stage == .active && !definition.hasSameResources(as: machine.definition)
  }

  /// The definition whose resources could not be granted yet; nil when there is nothing to wait for.
  var deferred: PodDefinition? { machine.resize.pending?.reason == "Deferred" ? wanted : nil }

  /// Nothing of it has been told to end.
  var isActive: Bool { machine.stage == .active }

  /// The node needs what the pod uses, or the pod has used too much.
  func evict(message: String, isDisruption: Bool) async {
    guard machine.stage == .active else { return }
    services.events.warning(machine.definition, nil, "Evicted", message)
    await terminate(
      Termination(
        cause: .failed(reason: "Evicted", message: message), gracePeriod: .seconds(1), isDisruption: isDisruption))
  }

  /// The pod must go: its object is gone, or the kubelet wants it to.
  func terminate(_ termination: Termination) async {
    machine.terminate(termination)
    await step()
  }

  /// The runtime says that a container or the sandbox has ended.
  func processEnded(id: String) async {
    if machine.sandboxID == id {
      machine.sandboxDied(id: id)
      await step()
    } else if let name = machine.containers.first(where: { $0.value.run?.id == id })?.key {
      await noteExit(name, id: id)
    }
  }

  /// Ids of what should be alive now, for the safety net that compares them with the runtime's list.
  var livingIDs: Set<String> {
    var ids = Set(machine.containers.values.compactMap(\.run?.id))
    if case .ready(let id, _) = machine.sandbox { ids.insert(id) }
    return ids
  }

  var definition: PodDefinition { machine.definition }
  var isTerminal: Bool { machine.phase == .succeeded || machine.phase == .failed }
  /// The status as it was last told.
  var status: JSONValue { published ?? .null }

  /// The running container of this name.
  func runningID(of name: String) -> String? { machine.containers[name]?.run?.id }

  /// Stops watching; containers live on.
  func shutDown() async {
    isShutDown = true
    firstImage?.image.cancel()
    for task in [alarm, refresher].compactMap({ $0 }) + Array(probes.values) + Array(starts.values)
      + Array(tasks.values)
    {
      task.cancel()
    }
    for task in Array(tasks.values) { await task.value }
  }

  // MARK: Steps

  /// Does what the machine wants next, and tells the status when it has changed.
  func step() async {
    guard !isShutDown else { return }
    let now = services.time.now()
    let actions = machine.nextActions(now: now)
    if machine.stage != .active {
      for start in starts.values { start.cancel() }
    }
    for action in actions { carryOut(action) }
    updateProbes()
    setAlarm(now)
    await publish(now)
  }

  private func publish(_ now: Timestamp) async {
    if let seenAt, machine.phase == .running {
      services.instruments.podStarted(after: services.time.uptime() - seenAt)
      self.seenAt = nil
    }
    let status = statusBuilder.status(of: machine, now: now)
    guard status != published else { return }
    published = status
    if !machine.isFinished { await services.statuses.publish(status, of: machine.definition) }
  }

  private func setAlarm(_ now: Timestamp) {
    alarm?.cancel()
    alarm = machine.wakeUp.map { time in
      Task { [services] in
        do { try await services.time.sleep(for: max(.milliseconds(1), time - now)) } catch { return }
        await self.step()
      }
    }
  }

  private func carryOut(_ action: PodAction) {
    switch action {
    case .prepare: launch { await $0.prepare() }
    case .createSandbox(let attempt):
      fetchFirstImage()
      launchStart("") { await $0.createSandbox(attempt: attempt) }
    case .stopSandbox(let id): launch { await $0.stopSandbox(id) }
    case .start(let name, let attempt): launchStart(name) { await $0.startContainer(name, attempt: attempt) }
    case .kill(let name, let id, let grace, let message):
      launch { await $0.killContainer(name, id: id, gracePeriod: grace, message: message) }
    case .resize(let names): launch { await $0.resize(names) }
    case .tell(let name, let isWarning, let reason, let message):
      let container = name.flatMap { machine.container(named: $0) }
      services.events.report(
        machine.definition, container: container, isWarning: isWarning, reason: reason, message: message)
    case .cleanUp: launch { await $0.cleanUp() }
    case .finish: launch { await $0.finish() }
    }
  }

  private func fetchFirstImage() {
    guard firstImage == nil, let container = machine.firstToStart else { return }
    firstImage = (container.name, Task { try await self.image(of: container) })
  }

  /// The image that was asked for early, once.
  func takeFirstImage(of container: String) -> Task<Image, any Error>? {
    guard let first = firstImage, first.container == container else { return nil }
    firstImage = nil
    return first.image
  }

  func launch(_ body: @escaping @Sendable (PodWorker) async -> Void) {
    nextTask += 1
    let identifier = nextTask
    tasks[identifier] = Task {
      await body(self)
      self.taskEnded(identifier)
    }
  }

  private func taskEnded(_ identifier: UInt64) { tasks[identifier] = nil }

  private func launchStart(_ name: String, _ body: @escaping @Sendable (PodWorker) async -> Void) {
    nextTask += 1
    let identifier = nextTask
    let task = Task {
      await body(self)
      self.starts[name] = nil
      self.taskEnded(identifier)
    }
    starts[name] = task
    tasks[identifier] = task
  }

  private func finish() async {
    let now = services.time.now()
    await services.statuses.finish(statusBuilder.status(of: machine, now: now), of: machine.definition)
    alarm?.cancel()
    refresher?.cancel()
    // The logs of a pod that had finished before were kept until now.
    try? services.files.removeTree(services.node.logDirectory(machine.definition))
    await whenFinished(uid)
  }
}
