import APIClient
import APIMachinery
import KubernetesAPI
import Synchronization

/// Gives every node a range of pod addresses of its own.
final class NodeIPAM: Controller {
  private let nodes: Informer<Node>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let recorder: EventRecorder
  private let ranges: Mutex<PodRanges>

  /// nil where the options make no sense.
  init?(_ context: ControllerContext) {
    guard context.options.allocateNodeCIDRs,
      let ranges = PodRanges(cluster: context.options.clusterCIDR, maskSize: context.options.nodeCIDRMaskSize)
    else { return nil }
    self.ranges = Mutex(ranges)
    nodes = context.informers.informer(for: Node.self)
    queue = context.queue("node_ipam")
    client = context.client(for: "node-controller")
    recorder = context.recorder("cidrAllocator")
    nodes.addHandler { [weak self] in self?.changed($0) }
  }

  func run() async {
    await work(queue, workers: 1, recorder: recorder, after: [nodes]) { [self] in try await sync($0) }
  }

  private func changed(_ change: Informer<Node>.Change) {
    let node = change.object
    if case .deleted = change {
      ranges.withLock { ranges in for text in node.spec.podCIDRs { ranges.release(text) } }
      // There may be room now for a node that found none.
      for waiting in nodes.cache.all where waiting.spec.podCIDR.isEmpty { queue.add(waiting.key) }
    } else if node.spec.podCIDR.isEmpty {
      queue.add(node.key)
    } else {
      ranges.withLock { $0.occupy(node.spec.podCIDR) }
    }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let node = nodes.cache[key], node.spec.podCIDR.isEmpty, !node.isDeleting else { return }
    guard let range = ranges.withLock({ $0.allocate() }) else {
      recorder.warning(EventSubject(node), "CIDRNotAvailable", "Node \(key.name) status is now: CIDRNotAvailable")
      throw ClientError(.invalidConfiguration, "no range of pod addresses is left for node \(key.name)")
    }
    do {
      try await client.patch(
        ResourcePath(Node.resource), name: key.name,
        .strategic(["spec": ["podCIDR": .string(range), "podCIDRs": [.string(range)]]]))
    } catch {
      ranges.withLock { $0.release(range) }
      if let error = error as? APIError, error.isNotFound { return }
      throw error
    }
  }
}

/// The ranges of equal size that a cluster's pod addresses are divided into.
struct PodRanges {
  /// Upstream's bound on the number of ranges.
  private static let bitsMax = 16

  private let cluster: CIDR
  private let maskSize: Int
  private var used: Set<Int> = []
  private var next = 0
  private let count: Int

  init?(cluster text: String, maskSize: Int) {
    guard let first = text.split(separator: ",").first, let cluster = CIDR(first), maskSize >= cluster.prefixLength,
      maskSize - cluster.prefixLength <= Self.bitsMax, maskSize <= cluster.network.bitCount
    else { return nil }
    self.cluster = cluster
    self.maskSize = maskSize
    count = 1 << (maskSize - cluster.prefixLength)
  }

  /// The next free range, in turn, so that a range is not used again at once.
  mutating func allocate() -> String? {
    for offset in 0..<count {
      let index = (next + offset) % count
      guard !used.contains(index), let text = text(index) else { continue }
      used.insert(index)
      next = (index + 1) % count
      return text
    }
    return nil
  }

  mutating func occupy(_ text: String) { if let index = index(text) { used.insert(index) } }

  mutating func release(_ text: String) { if let index = index(text) { used.remove(index) } }

  private func text(_ index: Int) -> String? {
    let size = cluster.network.bitCount - maskSize
    guard size < 64, let address = cluster.network.advanced(by: UInt64(index) << UInt64(size)) else { return nil }
    return "\(address)/\(maskSize)"
  }

  private func index(_ text: String) -> Int? {
    guard let range = CIDR(text), range.prefixLength == maskSize, cluster.contains(range) else { return nil }
    var index = 0
    for (byte, (own, base)) in zip(range.network.bytes, cluster.network.bytes).enumerated() {
      for bit in 0..<8 where (cluster.prefixLength..<maskSize).contains(byte * 8 + bit) {
        index = index << 1 | Int((own ^ base) >> UInt8(7 - bit) & 1)
      }
    }
    return index
  }
}
