internal import APIMachinery
internal import KubernetesAPI

/// Measures how fast nodes are found for pods, without an API. For `apus bench`.
public struct SchedulerBenchmark: Sendable {
  /// What it measured.
  public struct Result: Sendable {
    /// Pods placed in a second.
    public var podsPerSecond: Double
    /// The same by a loop that looks at the free CPU and memory of every node and does nothing else.
    public var plainLoopPerSecond: Double
  }

  let nodeCount: Int
  let podCount: Int

  public init(nodeCount: Int = 1_000, podCount: Int = 5_000) {
    self.nodeCount = nodeCount
    self.podCount = podCount
  }

  /// Throws when a pod finds no node.
  public func run() throws -> Result {
    let cache = SchedulerCache()
    for index in 0..<nodeCount { cache.set(try Self.node(index)) }
    var algorithm = SchedulingAlgorithm(plugins: PluginList(), random: SeededRandom(seed: 1))
    var snapshot = Snapshot()
    let pods = try (0..<podCount).map { PodInfo(try Self.pod($0)) }
    let clock = SystemTime()
    let start = clock.uptime()
    for pod in pods {
      cache.update(&snapshot)
      guard case .node(let node) = algorithm.schedule(pod, on: snapshot) else {
        throw APIError.internalError("pod \(pod.key) found no node among \(nodeCount)")
      }
      cache.assume(pod, on: node)
    }
    return Result(
      podsPerSecond: Double(podCount) / Self.seconds(clock.uptime() - start),
      plainLoopPerSecond: plainLoop(clock))
  }

  private func plainLoop(_ clock: some TimeSource) -> Double {
    var free = [(cpu: Int64, memory: Int64)](repeating: (32_000, 64 << 30), count: nodeCount)
    let start = clock.uptime()
    for _ in 0..<podCount {
      var best = 0
      for index in free.indices where free[index].memory >= 100 << 20 && free[index].cpu > free[best].cpu {
        best = index
      }
      free[best].cpu -= 100
      free[best].memory -= 100 << 20
    }
    return Double(podCount) / Self.seconds(clock.uptime() - start)
  }

  private static func seconds(_ duration: Duration) -> Double { max(duration / .microseconds(1), 1) / 1e6 }

  private static func node(_ index: Int) throws -> Node {
    var node = Node()
    node.metadata.name = "node-\(index)"
    node.metadata.labels["kubernetes.io/hostname"] = "node-\(index)"
    node.status.allocatable = [
      "cpu": Quantity(32), "memory": try Quantity(parsing: "64Gi"), "pods": Quantity(110),
    ]
    return node
  }

  private static func pod(_ index: Int) throws -> Pod {
    var pod = Pod()
    pod.metadata.name = "pod-\(index)"
    pod.metadata.namespace = "default"
    pod.metadata.uid = "\(index)"
    pod.metadata.labels = ["app": "web"]
    var container = Container()
    container.name = "main"
    container.image = "web"
    container.resources.requests = ["cpu": try Quantity(parsing: "100m"), "memory": try Quantity(parsing: "100Mi")]
    pod.spec.containers = [container]
    return pod
  }
}
