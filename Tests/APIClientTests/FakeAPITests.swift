import APIClient
import APIMachinery
import APITesting
import Testing

@Suite struct FakeAPITests {
  @Test func refusesStaleWrites() async throws {
    let world = World()
    try await world.simulation.run {
      var first = try await world.create("a")
      try await world.set("a", "new")
      first["data"] = ["value": "stale"]
      let stale = first
      await #expect {
        try await world.client.update(World.path, name: "a", stale)
      } throws: {
        ($0 as? APIError)?.isConflict ?? false
      }
      await #expect {
        try await world.create("a")
      } throws: {
        ($0 as? APIError)?.message == "configmaps \"a\" already exists"
      }
    }
  }

  @Test func finalizersHoldObjectsBack() async throws {
    let world = World()
    try await world.simulation.run {
      try await world.client.create(
        World.path, ["metadata": ["name": "held", "finalizers": ["example.com/hold"]]])
      try await world.client.delete(World.path, name: "held")
      let held = try #require(world.api.object("configmaps", namespace: "default", name: "held"))
      #expect(held[path: "metadata", "deletionTimestamp"]?.stringValue != nil)
      try await world.client.patch(World.path, name: "held", .merge(["metadata": ["finalizers": .null]]))
      #expect(world.api.object("configmaps", namespace: "default", name: "held") == nil)
    }
  }

  @Test func podsOnANodeDieGracefully() async throws {
    let world = World()
    let pods = ResourcePath(GroupVersionResource(group: "", version: "v1", resource: "pods"), namespace: "default")
    try await world.simulation.run {
      try await world.client.create(pods, ["metadata": ["name": "web"], "spec": ["containers": []]])
      let binding: JSONValue = ["metadata": ["name": "web"], "target": ["kind": "Node", "name": "node-1"]]
      try await world.client.create(pods, binding, name: "web", subresource: "binding")
      await #expect(throws: APIError.self) {
        try await world.client.create(pods, binding, name: "web", subresource: "binding")
      }
      try await world.client.delete(pods, name: "web")
      let dying = try await world.client.get(pods, name: "web")
      #expect(dying[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue == 30)
      try await world.client.delete(pods, name: "web", options: DeletionOptions(gracePeriodSeconds: 0))
      #expect(try await ifFound { try await world.client.get(pods, name: "web") } == nil)
    }
  }

  @Test func aDyingNamespaceTakesNothingNew() async throws {
    let world = World()
    let namespaces = ResourcePath(GroupVersionResource(group: "", version: "v1", resource: "namespaces"))
    try await world.simulation.run {
      try await world.client.create(namespaces, ["metadata": ["name": "default"]])
      try await world.client.delete(namespaces, name: "default")
      await #expect {
        try await world.create("late")
      } throws: {
        ($0 as? APIError)?.isNamespaceTerminating ?? false
      }
      var namespace = try await world.client.get(namespaces, name: "default")
      namespace["spec"]?["finalizers"] = []
      try await world.client.update(namespaces, name: "default", namespace, subresource: "finalize")
      #expect(world.api.objects("namespaces").isEmpty)
    }
  }
}
