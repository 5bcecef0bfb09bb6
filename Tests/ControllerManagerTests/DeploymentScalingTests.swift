import APIMachinery
import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct DeploymentScalingTests {
  private static func set(
    _ name: String, _ replicas: Int32, available: Int32? = nil, most: Int32? = nil, age: Int64 = 0
  ) -> ReplicaSet {
    var set = ReplicaSet()
    set.metadata.name = name
    set.metadata.creationTimestamp = Timestamp(seconds: 1000 - age)
    if let most { set.metadata.annotations["deployment.kubernetes.io/max-replicas"] = String(most) }
    set.spec.replicas = replicas
    set.status.replicas = replicas
    set.status.availableReplicas = available ?? replicas
    return set
  }

  private static func scaling(_ replicas: Int32, surge: IntOrString, unavailable: IntOrString) -> DeploymentScaling {
    var deployment = Cluster.deployment(replicas: replicas)
    var rolling = RollingUpdateDeployment()
    rolling.maxSurge = surge
    rolling.maxUnavailable = unavailable
    deployment.spec.strategy.rollingUpdate = rolling
    return DeploymentScaling(deployment: deployment)
  }

  @Test(
    arguments: [
      (10, IntOrString.string("25%"), IntOrString.string("25%"), 3, 2), (1, .string("25%"), .string("25%"), 1, 0),
      (3, .int(0), .int(0), 0, 1), (4, .string("0%"), .string("10%"), 0, 1), (2, .int(5), .int(5), 5, 2),
    ] as [(Int32, IntOrString, IntOrString, Int32, Int32)])
  func limits(_ replicas: Int32, _ surge: IntOrString, _ unavailable: IntOrString, _ most: Int32, _ least: Int32) {
    let limits = Self.scaling(replicas, surge: surge, unavailable: unavailable).limits
    #expect(limits.surge == most)
    #expect(limits.unavailable == least)
  }

  @Test func growsAsFarAsTheSurgeAllows() {
    let scaling = Self.scaling(10, surge: .int(2), unavailable: .int(0))
    let old = Self.set("old", 10)
    #expect(scaling.newReplicas(of: Self.set("new", 0), among: [old, Self.set("new", 0)]) == 2)
    #expect(scaling.newReplicas(of: Self.set("new", 2), among: [old, Self.set("new", 2)]) == 2)
    #expect(scaling.newReplicas(of: Self.set("new", 5), among: [Self.set("new", 5)]) == 10)
  }

  @Test func unhealthyOldPodsGoFirst() {
    let scaling = Self.scaling(10, surge: .int(2), unavailable: .int(2))
    let old = [Self.set("older", 4, available: 0, age: 2), Self.set("old", 6, age: 1)]
    let sizes = scaling.oldReplicasAfterStep(new: Self.set("new", 2), old: old)
    #expect(sizes == ["older": 0])
  }

  @Test func keepsProportions() {
    let scaling = Self.scaling(30, surge: .int(3), unavailable: .int(0))
    // It was 10 + 3: 8 old and 5 new.
    let old = Self.set("old", 8, most: 13, age: 1)
    let new = Self.set("new", 5, most: 13)
    let sizes = scaling.scaledReplicas(new: new, old: [old])
    #expect(sizes == ["old": 20, "new": 13])
  }

  /// Whatever the state, steps of a rollout keep within the limits and come to an end.
  @Test(arguments: (1...20).map { UInt64($0) }) func convergesWithinItsLimits(seed: UInt64) {
    print("seed \(seed)")
    let random = SeededRandom(seed: seed)
    let replicas = Int32(random.next(below: 20))
    let scaling = Self.scaling(
      replicas, surge: .int(Int32(random.next(below: 5))), unavailable: .int(Int32(random.next(below: 5))))
    var old = (0..<3).map { Self.set("old-\($0)", Int32(random.next(below: 8)), age: Int64($0)) }
    var new = Self.set("new", 0)
    let most = max(replicas + scaling.maxSurge, DeploymentScaling.total(old))
    var rounds = 0
    while new.desiredReplicas != replicas || DeploymentScaling.total(old) != 0 {
      rounds += 1
      guard rounds < 200 else {
        Issue.record("no end: new \(new.desiredReplicas), old \(old.map(\.desiredReplicas)), wanted \(replicas)")
        return
      }
      let grown = scaling.newReplicas(of: new, among: old + [new])
      #expect(grown >= 0)
      if grown != new.desiredReplicas {
        new.spec.replicas = grown
        new.status.availableReplicas = min(new.status.availableReplicas, grown)
      } else {
        let before = DeploymentScaling.available(old + [new])
        for (name, size) in scaling.oldReplicasAfterStep(new: new, old: old) {
          guard let index = old.firstIndex(where: { $0.metadata.name == name }) else { continue }
          #expect(size >= 0 && size <= old[index].desiredReplicas)
          old[index].spec.replicas = size
          old[index].status.availableReplicas = min(old[index].status.availableReplicas, size)
        }
        let after = DeploymentScaling.available(old + [new])
        #expect(after >= min(before, replicas - scaling.maxUnavailable))
      }
      #expect(DeploymentScaling.total(old + [new]) <= most)
      // Some of the new pods become available.
      let missing = new.desiredReplicas - new.status.availableReplicas
      if missing > 0 { new.status.availableReplicas += Int32(random.next(below: UInt64(missing) + 1)) }
    }
  }

  @Test func equalTemplatesHaveEqualHashes() {
    var template = PodTemplateSpec()
    template.metadata.labels = ["a": "1", "b": "2", "c": "3", "d": "4"]
    var other = PodTemplateSpec()
    for key in ["d", "b", "a", "c"] { other.metadata.labels[key] = template.metadata.labels[key] }
    other.metadata.labels[PodTemplateSpec.hashLabel] = "x"
    #expect(template.hash(collisions: 0) == other.hash(collisions: 0))
    #expect(template.hash(collisions: 0) != template.hash(collisions: 1))
    other.metadata.labels["a"] = "2"
    #expect(template.hash(collisions: 0) != other.hash(collisions: 0))
  }
}
