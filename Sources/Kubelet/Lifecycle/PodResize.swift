/// Where a change of a living pod's resources stands.
struct PodResize: Sendable, Equatable {
  /// The node can't give what is wanted: the pod goes on with what it has.
  struct Pending: Sendable, Equatable {
    /// `Deferred` until others make room, `Infeasible` for good.
    var reason: String
    var message: String
    var generation: Int64
  }

  /// Granted, and being carried out.
  struct Progress: Sendable, Equatable {
    var generation: Int64
    /// Why it has not succeeded yet.
    var error: String?
  }

  var pending: Pending?
  var progress: Progress?
  var isUnderWay = false
  var retry = RetryDelay()

  mutating func granted(_ generation: Int64) {
    pending = nil
    progress = Progress(generation: generation)
    retry.succeeded()
  }
}

extension ResourceDefinition {
  /// The same processor and memory.
  func isSame(as other: ResourceDefinition) -> Bool { hasSameCPU(as: other) && hasSameMemory(as: other) }

  func hasSameCPU(as other: ResourceDefinition) -> Bool {
    cpuRequestMilli == other.cpuRequestMilli && cpuLimitMilli == other.cpuLimitMilli
  }

  func hasSameMemory(as other: ResourceDefinition) -> Bool {
    memoryRequestBytes == other.memoryRequestBytes && memoryLimitBytes == other.memoryLimitBytes
  }
}

extension PodDefinition {
  func hasSameResources(as other: PodDefinition) -> Bool {
    let others = Dictionary(other.allContainers.map { ($0.name, $0.resources) }, uniquingKeysWith: { $1 })
    guard podResources == other.podResources else { return false }
    return allContainers.allSatisfy { container in others[container.name].map(container.resources.isSame) ?? true }
  }

  /// The pod as it is now, with the resources it had.
  func with(resourcesOf other: PodDefinition) -> PodDefinition {
    let others = Dictionary(other.allContainers.map { ($0.name, $0.resources) }, uniquingKeysWith: { $1 })
    func keeping(_ containers: [ContainerDefinition]) -> [ContainerDefinition] {
      containers.map { container in
        var container = container
        container.resources = others[container.name] ?? container.resources
        return container
      }
    }
    var pod = self
    pod.initContainers = keeping(initContainers)
    pod.containers = keeping(containers)
    pod.podResources = other.podResources
    return pod
  }
}
