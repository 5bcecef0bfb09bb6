/// Only nodes that have what the pod asks for; rather those with more left (LeastAllocated).
struct NodeResourcesFit: FilterPlugin, ScorePlugin {
  let name = "NodeResourcesFit"
  let weight: Int64 = 1
  let events: [ClusterEvent] = [.nodeAdded, .nodeAllocatable, .assignedPodDeleted]

  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection? {
    var reasons: [String] = []
    if node.pods.count + 1 > node.allowedPods { reasons.append("Too many pods") }
    let wanted = pod.requests
    // Nobody is refused for more of something than there is when he asks for none of it.
    if wanted.milliCPU > 0, wanted.milliCPU > node.allocatable.milliCPU - node.requested.milliCPU {
      reasons.append("Insufficient cpu")
    }
    if wanted.memory > 0, wanted.memory > node.allocatable.memory - node.requested.memory {
      reasons.append("Insufficient memory")
    }
    if wanted.ephemeralStorage > 0,
      wanted.ephemeralStorage > node.allocatable.ephemeralStorage - node.requested.ephemeralStorage
    {
      reasons.append("Insufficient ephemeral-storage")
    }
    if !wanted.scalars.isEmpty {
      for (name, amount) in wanted.scalars.sorted(by: { $0.key < $1.key }) where amount > 0 {
        if amount > (node.allocatable.scalars[name] ?? 0) - (node.requested.scalars[name] ?? 0) {
          reasons.append("Insufficient \(name)")
        }
      }
    }
    guard !reasons.isEmpty else { return nil }
    return Rejection(reasons, isUnresolvable: exceedsNode(wanted, node))
  }

  /// More than the node has when it is empty.
  private func exceedsNode(_ wanted: Resources, _ node: NodeInfo) -> Bool {
    wanted.milliCPU > node.allocatable.milliCPU || wanted.memory > node.allocatable.memory
      || wanted.ephemeralStorage > node.allocatable.ephemeralStorage
      || wanted.scalars.contains { $0.value > (node.allocatable.scalars[$0.key] ?? 0) }
  }

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    var total: Int64 = 0
    var weights: Int64 = 0
    func add(_ capacity: Int64, _ used: Int64) {
      guard capacity > 0 else { return }
      weights += 1
      if used <= capacity { total += (capacity - used) * Scores.max / capacity }
    }
    add(node.allocatable.milliCPU, node.counted.milliCPU + pod.countedRequests.milliCPU)
    add(node.allocatable.memory, node.counted.memory + pod.countedRequests.memory)
    return weights == 0 ? 0 : total / weights
  }
}

/// Rather nodes whose processor and memory would be used to the same degree.
struct NodeResourcesBalancedAllocation: ScorePlugin {
  let name = "NodeResourcesBalancedAllocation"
  let weight: Int64 = 1

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    let wanted = pod.requests
    // A pod that asks for nothing changes no balance.
    guard wanted.milliCPU > 0 || wanted.memory > 0 else { return 0 }
    func fraction(_ used: Int64, _ capacity: Int64) -> Double? {
      capacity > 0 ? min(Double(used) / Double(capacity), 1) : nil
    }
    guard let cpu = fraction(node.requested.milliCPU + wanted.milliCPU, node.allocatable.milliCPU),
      let memory = fraction(node.requested.memory + wanted.memory, node.allocatable.memory)
    else { return Scores.max }
    // The standard deviation of two values is half their difference.
    return Int64((1 - abs(cpu - memory) / 2) * Double(Scores.max))
  }
}

/// Rather nodes that have the pod's images already, the larger the better; images that few nodes have count
/// less, so that not all pods go to one node.
struct ImageLocality: ScorePlugin {
  let name = "ImageLocality"
  let weight: Int64 = 1

  private static let megabyte: Int64 = 1024 * 1024
  private static let least: Int64 = 23 * megabyte
  private static let mostPerContainer: Int64 = 1000 * megabyte

  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64 {
    guard !node.images.isEmpty, pod.containerCount > 0 else { return 0 }
    var sum: Int64 = 0
    for image in pod.images {
      guard let size = node.images[image] else { continue }
      let spread = Double(state.snapshot.imageNodes[image] ?? 1) / Double(max(state.snapshot.nodes.count, 1))
      sum += Int64(Double(size) * spread)
    }
    let most = Self.mostPerContainer * Int64(pod.containerCount)
    let clamped = min(max(sum, Self.least), most)
    return Scores.max * (clamped - Self.least) / (most - Self.least)
  }
}

/// A pod with scheduling gates waits until they are gone.
struct SchedulingGates: PreEnqueuePlugin {
  let name = "SchedulingGates"

  func preEnqueue(_ pod: PodInfo) -> String? {
    guard pod.isGated else { return nil }
    return "waiting for scheduling gates: [\(pod.gates.joined(separator: " "))]"
  }
}
