import APIMachinery
import ContainerRuntime
import LinuxSupport
import Logging

// Changing what a running pod may use.
extension PodWorker {
  /// Decides on changed resources and gives the definition to go on with: the new one, or with what the pod has had.
  ///
  /// - Parameter others: The other pods of the node.
  func allocate(_ wanted: PodDefinition, beside others: [PodDefinition]) -> PodDefinition {
    let current = machine.definition
    guard machine.stage == .active, !wanted.hasSameResources(as: current) else {
      machine.resize.pending = nil
      return wanted
    }
    let admission = services.admission
    let pending: PodResize.Pending?
    if let short = admission.firstShortage(of: wanted, beside: []) {
      pending = .init(
        reason: "Infeasible",
        message: "Node didn't have enough capacity: \(short.resource), requested: \(short.requested), "
          + "capacity: \(short.capacity)", generation: wanted.generation)
    } else if let short = admission.firstShortage(of: wanted, beside: others) {
      pending = .init(
        reason: "Deferred",
        message: "Node didn't have enough resource: \(short.resource), requested: \(short.requested), "
          + "used: \(short.used), capacity: \(short.capacity)", generation: wanted.generation)
    } else {
      pending = nil
    }
    guard let pending else {
      machine.resize.granted(wanted.generation)
      services.events.normal(
        wanted, nil, "ResizeStarted", "Pod resize started for generation \(wanted.generation)")
      return wanted
    }
    if machine.resize.pending != pending {
      services.events.warning(
        wanted, nil, "Resize\(pending.reason)",
        "Pod resize \(pending.reason): \(pending.message), generation \(pending.generation)")
    }
    machine.resize.pending = pending
    return wanted.with(resourcesOf: current)
  }

  /// Sets the pod's group wide enough for before and after, then the containers, those that shrink first, then the group.
  func resize(_ names: [String]) async {
    let pod = machine.definition
    do {
      let path = pod.cgroupPath(root: services.node.cgroupRoot)
      let goal = pod.cgroupLimits.explicit
      try services.cgroups?.set(path, cgroupLimits.map(goal.widest) ?? goal)
      let containers = names.compactMap { machine.container(named: $0) }
      for container in containers.sorted(by: { shrinks($0) && !shrinks($1) }) {
        guard let run = machine.containers[container.name]?.run else { continue }
        let resources = LinuxResources(
          container, of: pod, capacityBytes: services.node.resources.capacity.memoryBytes)
        try await services.runtime.updateResources(of: run.id, resources.explicit)
        machine.resized(container.name, id: run.id, container.resources)
      }
      try services.cgroups?.set(path, goal)
      cgroupLimits = goal
      machine.resizeEnded(now: services.time.now(), error: nil)
    } catch is CancellationError {
      return
    } catch {
      services.logger.warning("new resources were refused", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
      machine.resizeEnded(now: services.time.now(), error: "\(error)")
    }
    await step()
  }

  private func shrinks(_ container: ContainerDefinition) -> Bool {
    guard let current = machine.containers[container.name]?.run?.resources else { return false }
    return (container.resources.memoryLimitBytes ?? .max) < (current.memoryLimitBytes ?? .max)
  }
}

extension CgroupLimits {
  /// What has no limit says so, where leaving it out would leave the old one.
  var explicit: CgroupLimits {
    var limits = self
    limits.cpuQuota = cpuQuota ?? -1
    limits.memory = memory ?? -1
    return limits
  }

  func widest(_ other: CgroupLimits) -> CgroupLimits {
    func most(_ left: Int64?, _ right: Int64?) -> Int64 {
      guard let left, let right, left >= 0, right >= 0 else { return -1 }
      return max(left, right)
    }
    var limits = self
    limits.cpuShares = max(cpuShares ?? 0, other.cpuShares ?? 0)
    limits.cpuQuota = most(cpuQuota, other.cpuQuota)
    limits.memory = most(memory, other.memory)
    return limits
  }
}

extension LinuxResources {
  /// The same for the runtime, which takes 0 for "unchanged".
  var explicit: LinuxResources {
    var resources = self
    if cpuQuota == 0 { (resources.cpuQuota, resources.cpuPeriod) = (-1, CgroupLimits.cpuPeriod) }
    if memoryLimitBytes == 0 { resources.memoryLimitBytes = -1 }
    return resources
  }
}
