import ContainerRuntime
import LinuxSupport

/// How well a pod's requests are guaranteed; decides its place among control groups and who is killed first when memory
/// runs out.
enum QoSClass: String, Sendable { case guaranteed = "Guaranteed", burstable = "Burstable", bestEffort = "BestEffort" }

extension PodDefinition {
  /// As upstream computes it from requests and limits of processor and memory.
  var qosClass: QoSClass {
    var hasAny = false
    var isGuaranteed = true
    // What the pod as a whole has decides, where it has anything.
    for resources in podResources.map({ [$0] }) ?? (initContainers + containers).map(\.resources) {
      let values = [
        resources.cpuRequestMilli, resources.cpuLimitMilli, resources.memoryRequestBytes, resources.memoryLimitBytes,
      ]
      if values.contains(where: { ($0 ?? 0) > 0 }) { hasAny = true }
      guard let cpu = resources.cpuLimitMilli, let memory = resources.memoryLimitBytes, cpu > 0, memory > 0,
        resources.cpuRequestMilli == cpu, resources.memoryRequestBytes == memory
      else {
        isGuaranteed = false
        continue
      }
    }
    if !hasAny { return .bestEffort }
    return isGuaranteed ? .guaranteed : .burstable
  }

  /// The control group of the pod, below `root` (empty, or such as `/lab/node-1`).
  func cgroupPath(root: String) -> String {
    switch qosClass {
    case .guaranteed: "\(root)/kubepods/pod\(uid)"
    case .burstable: "\(root)/kubepods/burstable/pod\(uid)"
    case .bestEffort: "\(root)/kubepods/besteffort/pod\(uid)"
    }
  }

  /// What all containers together may use; a limit only where every container has one.
  var cgroupLimits: CgroupLimits {
    let sidecars = initContainers.filter { $0.kind == .sidecar }
    let running = containers + sidecars
    let initial = initContainers.filter { $0.kind == .initial }
    func total(_ value: (ResourceDefinition) -> Int64?) -> Int64 {
      let together = running.reduce(0) { $0 + (value($1.resources) ?? 0) }
      return initial.reduce(together) { max($0, value($1.resources) ?? 0) }
    }
    func limit(_ value: (ResourceDefinition) -> Int64?) -> Int64? {
      (running + initial).allSatisfy { (value($0.resources) ?? 0) > 0 } ? total(value) : nil
    }
    let cpuLimit = podResources?.cpuLimitMilli ?? limit(\.cpuLimitMilli)
    return CgroupLimits(
      cpuShares: qosClass == .bestEffort ? 2 : LinuxResources.shares(ofMilli: requests.cpuMilli),
      cpuQuota: cpuLimit.map { LinuxResources.quota(ofMilli: $0 + (overhead?.cpuRequestMilli ?? 0)) },
      memory: (podResources?.memoryLimitBytes ?? limit(\.memoryLimitBytes)).map {
        $0 + (overhead?.memoryRequestBytes ?? 0)
      })
  }
}

extension LinuxResources {
  static func shares(ofMilli milli: Int64) -> UInt64 { UInt64(min(max(milli * 1024 / 1000, 2), 262_144)) }

  /// The kernel takes no quota below a millisecond.
  static func quota(ofMilli milli: Int64) -> Int64 { max(milli * CgroupLimits.cpuPeriod / 1000, 1000) }

  /// The control group of one container.
  ///
  /// - Parameter capacityBytes: The node's memory, for the out-of-memory score: the more of its request a burstable
  ///   container's pod stands for, the later it is killed.
  init(_ container: ContainerDefinition, of pod: PodDefinition, capacityBytes: Int64) {
    self.init()
    let resources = container.resources
    cpuShares = Int64(Self.shares(ofMilli: resources.cpuRequestMilli ?? 0))
    if let limit = resources.cpuLimitMilli, limit > 0 {
      cpuPeriod = CgroupLimits.cpuPeriod
      cpuQuota = Self.quota(ofMilli: limit)
    }
    memoryLimitBytes = resources.memoryLimitBytes ?? 0
    oomScoreAdjustment =
      switch pod.qosClass {
      case .guaranteed: -997
      case .bestEffort: 1000
      case .burstable:
        min(max(1000 - 1000 * (resources.memoryRequestBytes ?? 0) / max(capacityBytes, 1), 3), 999)
      }
  }
}
