import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct DeploymentTests {
  @Test func rollsOutScalesAndGoes() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment())
      try await cluster.wait(for: "three pods") { cluster.deployment()?.status.availableReplicas == 3 }
      let first = try #require(cluster.deployment())
      #expect(first.metadata.annotations["deployment.kubernetes.io/revision"] == "1")
      #expect(first.status.conditions.map(\.type).sorted() == ["Available", "Progressing"])

      try await cluster.change { $0.spec.template.spec.containers[0].image = "web:2" }
      try await cluster.wait(for: "the new version") {
        cluster.deployment().map {
          $0.status.updatedReplicas == 3 && $0.status.replicas == 3 && $0.status.availableReplicas == 3
            && $0.status.observedGeneration == $0.metadata.generation
        } ?? false
      }
      let living = cluster.pods().filter { $0.metadata.deletionTimestamp == nil }
      #expect(living.count == 3)
      #expect(living.allSatisfy { $0.spec.containers.first?.image == "web:2" })
      #expect(cluster.deployment()?.metadata.annotations["deployment.kubernetes.io/revision"] == "2")
      #expect(cluster.sets().count == 2)

      try await cluster.change { $0.spec.replicas = 7 }
      try await cluster.wait(for: "seven pods") { cluster.deployment()?.status.availableReplicas == 7 }
      try await cluster.client.delete(Deployment.self, "web", namespace: "default")
      try await cluster.wait(for: "nothing") { cluster.pods().isEmpty && cluster.sets().isEmpty }
      let reasons = Set(cluster.api.objects("events").compactMap { $0["reason"]?.stringValue })
      #expect(reasons.isSuperset(of: ["ScalingReplicaSet", "SuccessfulCreate", "SuccessfulDelete"]))
    }
  }

  /// Never fewer than the minimum available, never more than the surge allows, whatever is changed when.
  @Test(arguments: [1, 2, 3] as [UInt64]) func keepsItsLimits(seed: UInt64) async throws {
    let cluster = Cluster(seed: seed)
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment(replicas: 8))
      try await cluster.wait(for: "eight pods") { cluster.deployment()?.status.availableReplicas == 8 }
      for version in 2...5 {
        try await cluster.change { $0.spec.template.spec.containers[0].image = "web:\(version)" }
        let pause = cluster.simulation.random.next(below: 6)
        for _ in 0..<(pause * 10) {
          try await cluster.time.sleep(for: .milliseconds(100))
          let pods = cluster.pods().filter { $0.metadata.deletionTimestamp == nil }
          #expect(pods.count <= 10)
          #expect(pods.count { $0.status.conditions.first { $0.type == "Ready" }?.status == "True" } >= 6)
        }
      }
      try await cluster.wait(for: "version 5 alone") {
        let pods = cluster.pods()
        return pods.count == 8 && pods.allSatisfy { $0.spec.containers.first?.image == "web:5" }
      }
    }
  }

  @Test func aBrokenVersionStopsAndCanBeUndone() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment(replicas: 4))
      try await cluster.wait(for: "four pods") { cluster.deployment()?.status.availableReplicas == 4 }
      try await cluster.change { $0.spec.template.spec.containers[0].image = "broken" }
      try await cluster.wait(for: "the deadline", upTo: .seconds(1200)) {
        cluster.deployment()?.status.conditions.contains { $0.reason == "ProgressDeadlineExceeded" } ?? false
      }
      #expect((cluster.deployment()?.status.availableReplicas ?? 0) >= 3)
      try await cluster.change { $0.spec.template.spec.containers[0].image = "web:1" }
      try await cluster.wait(for: "the old version") {
        let pods = cluster.pods()
        return pods.count == 4 && pods.allSatisfy { $0.spec.containers.first?.image == "web:1" }
      }
      #expect(cluster.deployment()?.metadata.annotations["deployment.kubernetes.io/revision"] == "3")
      #expect(cluster.sets().count == 2)
      try await cluster.wait(for: "success") {
        cluster.deployment()?.status.conditions.contains { $0.reason == "NewReplicaSetAvailable" } ?? false
      }
    }
  }

  @Test func recreateNeverRunsTwoVersions() async throws {
    let cluster = Cluster()
    try await cluster.run {
      var deployment = Cluster.deployment()
      deployment.spec.strategy = DeploymentStrategy()
      deployment.spec.strategy.type = "Recreate"
      try await cluster.client.create(deployment)
      try await cluster.wait(for: "three pods") { cluster.deployment()?.status.availableReplicas == 3 }
      try await cluster.change { $0.spec.template.spec.containers[0].image = "web:2" }
      for _ in 0..<200 {
        try await cluster.time.sleep(for: .milliseconds(50))
        #expect(Set(cluster.pods().map { $0.spec.containers.first?.image }).count <= 1)
      }
      #expect(cluster.deployment()?.status.updatedReplicas == 3)
    }
  }

  @Test func aPausedDeploymentOnlyScales() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment())
      try await cluster.wait(for: "three pods") { cluster.deployment()?.status.availableReplicas == 3 }
      try await cluster.change {
        $0.spec.paused = true
        $0.spec.replicas = 5
        $0.spec.template.spec.containers[0].image = "web:2"
      }
      try await cluster.wait(for: "five pods") { cluster.deployment()?.status.availableReplicas == 5 }
      #expect(cluster.pods().allSatisfy { $0.spec.containers.first?.image == "web:1" })
      try await cluster.change { $0.spec.paused = false }
      try await cluster.wait(for: "the new version") {
        cluster.pods().count == 5 && cluster.pods().allSatisfy { $0.spec.containers.first?.image == "web:2" }
      }
    }
  }

  @Test func oldVersionsAreForgotten() async throws {
    let cluster = Cluster()
    try await cluster.run {
      var deployment = Cluster.deployment(replicas: 1)
      deployment.spec.revisionHistoryLimit = 2
      try await cluster.client.create(deployment)
      for version in 2...6 {
        try await cluster.change { $0.spec.template.spec.containers[0].image = "web:\(version)" }
        try await cluster.wait(for: "version \(version)") {
          cluster.pods().count == 1 && cluster.pods().allSatisfy { $0.spec.containers.first?.image == "web:\(version)" }
            && cluster.deployment()?.status.updatedReplicas == 1
        }
      }
      try await cluster.wait(for: "three ReplicaSets") { cluster.sets().count == 3 }
    }
  }
}
