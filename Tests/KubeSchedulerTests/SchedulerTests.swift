import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct SchedulerTests {
  @Test func spreadsPodsByLoad() async throws {
    let world = SchedulerWorld()
    try await world.run {
      for index in 1...3 { try await world.client.create(try SchedulerWorld.node("node-\(index)")) }
      for index in 0..<30 { try await world.client.create(try SchedulerWorld.pod("pod-\(index)")) }
      try await world.wait(for: "all pods to be bound") { world.pods().allSatisfy { !$0.spec.nodeName.isEmpty } }
      for index in 1...3 { #expect(world.pods().count { $0.spec.nodeName == "node-\(index)" } == 10) }
      try await world.wait(for: "events") {
        world.api.objects("events").contains { $0["reason"]?.stringValue == "Scheduled" }
      }
    }
  }

  @Test func neverOvercommits() async throws {
    let world = SchedulerWorld()
    try await world.run {
      for index in 1...2 { try await world.client.create(try SchedulerWorld.node("node-\(index)", cpu: "1")) }
      for index in 0..<10 { try await world.client.create(try SchedulerWorld.pod("pod-\(index)", cpu: "300m")) }
      try await world.wait(for: "six pods") { world.pods().count { !$0.spec.nodeName.isEmpty } == 6 }
      try await world.simulation.time.sleep(for: .seconds(30))
      #expect(world.pods().count { !$0.spec.nodeName.isEmpty } == 6)
      let waiting = try #require(world.pods().first { $0.spec.nodeName.isEmpty })
      try await world.wait(for: "a reason") { world.message(of: waiting.metadata.name) != nil }
      #expect(
        world.message(of: waiting.metadata.name)
          == "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."
      )
      // Room is made: the queue hears of it.
      let bound = try #require(world.pods().first { !$0.spec.nodeName.isEmpty })
      try await world.client.delete(
        Pod.self, bound.metadata.name, namespace: "default", options: DeletionOptions(gracePeriodSeconds: 0))
      try await world.wait(for: "the next pod") { world.pods().count { !$0.spec.nodeName.isEmpty } == 6 }
      try await world.client.create(try SchedulerWorld.node("node-3"))
      try await world.wait(for: "all") { world.pods().allSatisfy { !$0.spec.nodeName.isEmpty } }
    }
  }

  @Test func saysWhyNot() async throws {
    let world = SchedulerWorld()
    try await world.run {
      var taint = Taint()
      taint.key = "dedicated"
      taint.effect = "NoSchedule"
      try await world.client.create(try SchedulerWorld.node("tainted", taints: [taint]))
      var cordoned = try SchedulerWorld.node("cordoned")
      cordoned.spec.unschedulable = true
      try await world.client.create(cordoned)
      try await world.client.create(try SchedulerWorld.node("other", labels: ["disk": "hdd"]))
      var pod = try SchedulerWorld.pod("picky")
      pod.spec.nodeSelector = ["disk": "ssd"]
      try await world.client.create(pod)
      try await world.wait(for: "a reason") { world.message(of: "picky") != nil }
      #expect(
        world.message(of: "picky")
          == "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
      )
      var node: Node = try await world.client.get("other")
      node.metadata.labels["disk"] = "ssd"
      try await world.client.update(node)
      try await world.wait(for: "the label to count") { world.node(of: "picky") == "other" }
    }
  }

  @Test func hostPortsAndGates() async throws {
    let world = SchedulerWorld()
    try await world.run {
      try await world.client.create(try SchedulerWorld.node("node-1"))
      for name in ["first", "second"] {
        var pod = try SchedulerWorld.pod(name)
        var port = ContainerPort()
        port.containerPort = 80
        port.hostPort = 8080
        pod.spec.containers[0].ports = [port]
        try await world.client.create(pod)
      }
      var gated = try SchedulerWorld.pod("gated")
      var gate = PodSchedulingGate()
      gate.name = "example.com/wait"
      gated.spec.schedulingGates = [gate]
      try await world.client.create(gated)
      try await world.simulation.time.sleep(for: .seconds(20))
      #expect(world.pods().count { !$0.spec.nodeName.isEmpty } == 1)
      var open: Pod = try await world.client.get("gated", namespace: "default")
      open.spec.schedulingGates = []
      try await world.client.update(open)
      try await world.wait(for: "the gate to open") { world.node(of: "gated") == "node-1" }
    }
  }

  @Test func importantPodsTakeTheirPlace() async throws {
    let world = SchedulerWorld()
    try await world.run {
      try await world.client.create(try SchedulerWorld.node("node-1", cpu: "1"))
      for index in 0..<3 { try await world.client.create(try SchedulerWorld.pod("low-\(index)", cpu: "300m")) }
      try await world.wait(for: "three pods") { world.pods().count { !$0.spec.nodeName.isEmpty } == 3 }
      var high = try SchedulerWorld.pod("high", cpu: "500m")
      high.spec.priority = 1000
      try await world.client.create(high)
      try await world.wait(for: "victims") { world.pods().count { $0.metadata.deletionTimestamp != nil } == 2 }
      for pod in world.pods() where pod.metadata.deletionTimestamp != nil {
        try await world.client.delete(
          Pod.self, pod.metadata.name, namespace: "default", options: DeletionOptions(gracePeriodSeconds: 0))
      }
      try await world.wait(for: "the important pod") { world.node(of: "high") == "node-1" }
    }
  }

  @Test func antiAffinityAndSpread() async throws {
    let world = SchedulerWorld()
    try await world.run {
      for index in 0..<4 {
        try await world.client.create(
          try SchedulerWorld.node("node-\(index)", labels: ["zone": index < 2 ? "a" : "b"]))
      }
      for index in 0..<5 {
        var pod = try SchedulerWorld.pod("alone-\(index)", labels: ["app": "alone"])
        var term = PodAffinityTerm()
        term.topologyKey = "kubernetes.io/hostname"
        var selector = MetaLabelSelector()
        selector.matchLabels = ["app": "alone"]
        term.labelSelector = selector
        var anti = PodAntiAffinity()
        anti.requiredDuringSchedulingIgnoredDuringExecution = [term]
        var affinity = Affinity()
        affinity.podAntiAffinity = anti
        pod.spec.affinity = affinity
        try await world.client.create(pod)
      }
      try await world.wait(for: "one pod per node") { Set(world.pods().map(\.spec.nodeName)).count == 5 }
      for index in 0..<8 {
        var pod = try SchedulerWorld.pod("even-\(index)", labels: ["app": "even"])
        var constraint = TopologySpreadConstraint()
        constraint.maxSkew = 1
        constraint.topologyKey = "zone"
        constraint.whenUnsatisfiable = "DoNotSchedule"
        var selector = MetaLabelSelector()
        selector.matchLabels = ["app": "even"]
        constraint.labelSelector = selector
        pod.spec.topologySpreadConstraints = [constraint]
        try await world.client.create(pod)
      }
      @Sendable func even() -> [Pod] {
        world.pods().filter { $0.metadata.labels["app"] == "even" && !$0.spec.nodeName.isEmpty }
      }
      try await world.wait(for: "eight pods") { even().count == 8 }
      #expect(even().count { ["node-0", "node-1"].contains($0.spec.nodeName) } == 4)
    }
  }
}
