import APIMachinery

/// What a pod asks the scheduler for.
struct PodRequests: Sendable, Equatable {
  var cpuMilli: Int64 = 0
  var memoryBytes: Int64 = 0
  var ephemeralStorageBytes: Int64 = 0

  init() {}

  init(_ resources: ResourceDefinition) {
    cpuMilli = resources.cpuRequestMilli ?? 0
    memoryBytes = resources.memoryRequestBytes ?? 0
    ephemeralStorageBytes = resources.ephemeralStorageRequest ?? 0
  }

  static func + (left: PodRequests, right: PodRequests) -> PodRequests {
    var sum = left
    sum.cpuMilli += right.cpuMilli
    sum.memoryBytes += right.memoryBytes
    sum.ephemeralStorageBytes += right.ephemeralStorageBytes
    return sum
  }

  static func max(_ left: PodRequests, _ right: PodRequests) -> PodRequests {
    var most = left
    most.cpuMilli = Swift.max(left.cpuMilli, right.cpuMilli)
    most.memoryBytes = Swift.max(left.memoryBytes, right.memoryBytes)
    most.ephemeralStorageBytes = Swift.max(left.ephemeralStorageBytes, right.ephemeralStorageBytes)
    return most
  }
}

extension PodDefinition {
  /// Containers together, or the most demanding moment of initialization, with the overhead; what the pod as a whole
  /// requests outweighs its containers. As upstream's resource helper.
  var requests: PodRequests {
    var together = containers.reduce(PodRequests()) { $0 + PodRequests($1.resources) }
    var sidecars = PodRequests()
    var initial = PodRequests()
    for container in initContainers {
      var now = PodRequests(container.resources)
      if container.kind == .sidecar {
        together = together + now
        sidecars = sidecars + now
        now = sidecars
      } else {
        now = now + sidecars
      }
      initial = .max(initial, now)
    }
    var requests = PodRequests.max(together, initial)
    if let cpu = podResources?.cpuRequestMilli { requests.cpuMilli = cpu }
    if let memory = podResources?.memoryRequestBytes { requests.memoryBytes = memory }
    return overhead.map { requests + PodRequests($0) } ?? requests
  }

  /// Never ended to make room: static pods and those of the two system priorities.
  var isCritical: Bool { isStatic || mirrorHash != nil || priority >= 2_000_000_000 }

  var toleratesMemoryPressure: Bool {
    (json[path: "spec", "tolerations"]?.arrayValue ?? []).contains { toleration in
      let key = toleration.string("key")
      let effect = toleration.string("effect")
      guard effect.isEmpty || effect == "NoSchedule" else { return false }
      if key.isEmpty { return toleration.string("operator") == "Exists" }
      return key == "node.kubernetes.io/memory-pressure"
        && (toleration.string("operator") == "Exists" || toleration.string("value").isEmpty)
    }
  }
}
