import APIMachinery
import KubernetesAPI
import Testing

@testable import KubeScheduler

@Suite struct ThroughputTests {
  /// Placing a pod must cost little even with a thousand nodes: what is known of a kind of pod is kept.
  /// Reported, not judged: how fast it is depends on the machine and the build.
  @Test func placesPodsOnAThousandNodes() throws {
    let cache = SchedulerCache()
    for index in 0..<1000 { cache.set(try SchedulerWorld.node("node-\(index)", cpu: "32", memory: "64Gi")) }
    var algorithm = SchedulingAlgorithm(plugins: PluginList(), random: SeededRandom(seed: 1))
    var snapshot = Snapshot()
    let clock = SystemTime()
    let count = 2000
    var pods: [PodInfo] = []
    for index in 0..<count {
      var pod = try SchedulerWorld.pod("pod-\(index)")
      pod.metadata.uid = "\(index)"
      pods.append(PodInfo(pod))
    }
    let start = clock.uptime()
    var placed = 0
    for pod in pods {
      cache.update(&snapshot)
      if case .node(let node) = algorithm.schedule(pod, on: snapshot) {
        cache.assume(pod, on: node)
        placed += 1
      }
    }
    let seconds = Double((clock.uptime() - start) / .milliseconds(1)) / 1000
    #expect(placed == count)
    cache.update(&snapshot)
    #expect(snapshot.nodes.reduce(0) { $0 + $1.pods.count } == count)
    #expect(snapshot.nodes.allSatisfy { $0.pods.count <= 10 })
    print("placed \(count) pods on 1,000 nodes in \(seconds) s: \(Int(Double(count) / seconds)) pods/s")
  }
}
