import APIMachinery

/// What the runtime had of a pod when the kubelet started.
struct FoundPod: Sendable {
  struct FoundContainer: Sendable {
    var name: String
    var attempt: UInt32
    var createdAt: Int64
    /// Running or ended; others are of no use and are removed.
    var run: ContainerRun?
    var exit: ContainerExit?
  }

  struct FoundSandbox: Sendable {
    var id: String
    var attempt: UInt32
    var isReady: Bool
    var ips: [String]
    var containers: [FoundContainer]
  }

  /// All sandboxes of the pod, in any order.
  var sandboxes: [FoundSandbox]
}

/// What a pod's status says of a container.
struct KnownContainer: Sendable {
  var isStarted: Bool
  var isReady: Bool
  var resources: ResourceDefinition?
}

extension PodMachine {
  /// Takes over what an earlier kubelet has left running. Called before the first action.
  ///
  /// - Parameter known: What the pod's status said of each container: its probes begin where they were, so that a
  ///   restart of the kubelet takes no pod out of service.
  mutating func adopt(_ found: FoundPod, known: [String: KnownContainer]) {
    let newestFirst = found.sandboxes.sorted { $0.attempt > $1.attempt }
    guard let newest = newestFirst.first else { return }
    sandboxAttempt = newest.attempt + 1
    sandbox = newest.isReady ? .ready(id: newest.id, ips: newest.ips) : .broken(id: newest.id)
    ips = newest.ips
    for container in definition.allContainers {
      let lives = newest.containers.filter { $0.name == container.name }.sorted { $0.attempt > $1.attempt }
      guard let last = lives.first else { continue }
      var record = ContainerRecord()
      record.restartCount = Int(last.attempt)
      record.lastExit = lives.dropFirst().first?.exit
      let known = known[container.name]
      if var run = last.run {
        run.resources = known?.resources ?? container.resources
        record.phase = .running(run)
        record.isStarted = known?.isStarted ?? (container.startupProbe == nil)
        record.isReady =
          known?.isReady ?? (record.isStarted && container.readinessProbe == nil)
      } else if let exit = last.exit {
        record.phase = .exited(exit)
      }
      containers[container.name] = record
    }
    // Init containers are removed in time; that others run shows that they had done their part.
    isInitialized = definition.containers.contains { containers[$0.name]?.phase != .absent }
  }
}
