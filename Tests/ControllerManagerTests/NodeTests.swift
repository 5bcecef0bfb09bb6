import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Synchronization
import Testing

@testable import ControllerManager

@Suite struct NodeTests {
  /// Whether the node is alive.
  private final class Pulse: Sendable {
    private let beats = Mutex(true)
    var isBeating: Bool { beats.withLock { $0 } }
    func stop() { beats.withLock { $0 = false } }
  }

  @Test func silentNodesAreTaintedAndEmptied() async throws {
    let cluster = Cluster()
    let pulse = Pulse()
    var kubelet = FakeKubelet(client: cluster.client, time: cluster.time, random: cluster.simulation.random)
    kubelet.heartbeats = { pulse.isBeating }
    try await cluster.run(kubelet: kubelet) {
      @Sendable func node() -> Node? { cluster.api.object("nodes", name: "node-1").flatMap { try? Node(json: $0) } }
      try await cluster.wait(for: "a pod range") { node()?.spec.podCIDR == "10.42.0.0/24" }
      var pod = Pod()
      pod.metadata.name = "patient"
      pod.metadata.namespace = "default"
      var toleration = Toleration()
      toleration.key = "node.kubernetes.io/unreachable"
      toleration.operator = "Exists"
      toleration.effect = "NoExecute"
      toleration.tolerationSeconds = 300
      pod.spec.tolerations = [toleration]
      try await cluster.client.create(pod)
      pod.metadata.name = "impatient"
      pod.spec.tolerations = []
      try await cluster.client.create(pod)
      try await cluster.wait(for: "ready pods") { cluster.pods().count { $0.status.phase == "Running" } == 2 }
      try await cluster.time.sleep(for: .seconds(120))
      #expect(node()?.spec.taints.isEmpty ?? false)
      pulse.stop()
      try await cluster.wait(for: "Unknown") {
        node()?.status.conditions.first { $0.type == "Ready" }?.status == "Unknown"
      }
      try await cluster.wait(for: "taints") {
        node()?.spec.taints.contains { $0.key == "node.kubernetes.io/unreachable" && $0.effect == "NoExecute" } ?? false
      }
      try await cluster.wait(for: "the impatient pod to go", upTo: .seconds(30)) {
        cluster.pods().allSatisfy { $0.metadata.name == "patient" }
      }
      try await cluster.time.sleep(for: .seconds(200))
      #expect(cluster.pods().count == 1)
      try await cluster.wait(for: "the patient pod to go", upTo: .seconds(200)) { cluster.pods().isEmpty }
    }
  }

  @Test func rangesAreDistinctAndReused() throws {
    var ranges = try #require(PodRanges(cluster: "10.42.0.0/16", maskSize: 24))
    ranges.occupy("10.42.1.0/24")
    #expect(ranges.allocate() == "10.42.0.0/24")
    #expect(ranges.allocate() == "10.42.2.0/24")
    for _ in 0..<253 { #expect(ranges.allocate() != nil) }
    #expect(ranges.allocate() == nil)
    ranges.release("10.42.7.0/24")
    #expect(ranges.allocate() == "10.42.7.0/24")
    #expect(PodRanges(cluster: "nonsense", maskSize: 24) == nil)
    #expect(PodRanges(cluster: "10.42.0.0/24", maskSize: 16) == nil)
  }
}
