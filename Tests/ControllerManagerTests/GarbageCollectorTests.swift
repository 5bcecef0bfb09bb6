import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct GarbageCollectorTests {
  @Test func orphansAreLeftBehind() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment())
      try await cluster.wait(for: "three pods") { cluster.deployment()?.status.availableReplicas == 3 }
      try await cluster.client.delete(
        Deployment.self, "web", namespace: "default", options: DeletionOptions(propagation: .orphan))
      try await cluster.wait(for: "the Deployment to go") { cluster.deployment() == nil }
      try await cluster.time.sleep(for: .seconds(30))
      #expect(cluster.pods().count == 3)
      #expect(cluster.sets().first?.metadata.ownerReferences.isEmpty ?? false)
    }
  }

  @Test func foregroundOwnersGoLast() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Cluster.deployment())
      try await cluster.wait(for: "three pods") { cluster.deployment()?.status.availableReplicas == 3 }
      try await cluster.client.delete(
        Deployment.self, "web", namespace: "default", options: DeletionOptions(propagation: .foreground))
      while cluster.deployment() != nil {
        try await cluster.time.sleep(for: .milliseconds(50))
        if cluster.deployment() == nil {
          #expect(cluster.pods().isEmpty)
          #expect(cluster.sets().isEmpty)
        }
      }
    }
  }

  @Test func objectsOfAbsentOwnersGo() async throws {
    let cluster = Cluster()
    try await cluster.run {
      var map = ConfigMap()
      map.metadata.name = "left"
      map.metadata.namespace = "default"
      var owner = OwnerReference()
      owner.apiVersion = "v1"
      owner.kind = "ConfigMap"
      owner.name = "gone"
      owner.uid = "00000000-0000-0000-0000-000000000000"
      map.metadata.ownerReferences = [owner]
      try await cluster.client.create(map)
      try await cluster.wait(for: "it to go") {
        cluster.api.object("configmaps", namespace: "default", name: "left") == nil
      }
    }
  }

  @Test func aCircleOfOwnersHoldsUpNobody() async throws {
    let cluster = Cluster()
    try await cluster.run {
      let names = ["a", "b", "c"]
      var made: [String: ConfigMap] = [:]
      for name in names {
        var map = ConfigMap()
        map.metadata.name = name
        map.metadata.namespace = "default"
        made[name] = try await cluster.client.create(map)
      }
      for (name, owner) in [("a", "c"), ("b", "a"), ("c", "b")] {
        let reference: JSONValue = [
          "apiVersion": "v1", "kind": "ConfigMap", "name": .string(owner),
          "uid": .string(made[owner]?.metadata.uid ?? ""), "controller": true, "blockOwnerDeletion": true,
        ]
        try await cluster.client.patch(
          ResourcePath(ConfigMap.resource, namespace: "default"), name: name,
          .merge(["metadata": ["ownerReferences": [reference]]]))
      }
      try await cluster.client.delete(
        ConfigMap.self, "a", namespace: "default", options: DeletionOptions(propagation: .foreground))
      try await cluster.wait(for: "all three to go") {
        names.allSatisfy { cluster.api.object("configmaps", namespace: "default", name: $0) == nil }
      }
    }
  }
}
