import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct ResourceQuotaTests {
  private static let path = ResourcePath(
    GroupVersionResource(version: "v1", resource: "resourcequotas"), namespace: "default")

  private func quota(_ name: String, _ spec: JSONValue) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "ResourceQuota",
      "metadata": ["name": .string(name), "namespace": "default"], "spec": spec,
    ]
  }

  private static func status(_ cluster: Cluster, _ name: String = "q") -> JSONValue? {
    cluster.api.object("resourcequotas", namespace: "default", name: name)?["status"]
  }

  private func expect(_ used: JSONValue, of name: String = "q", _ cluster: Cluster) async throws {
    try await cluster.wait(for: "\(name) to have used \(used)", upTo: .seconds(20)) {
      Self.status(cluster, name)?["used"] == used
    }
  }

  private func pod(_ name: String, cpu: String? = nil, deadline: Int64? = nil) -> Pod {
    var pod = Pod()
    pod.metadata.name = name
    pod.metadata.namespace = "default"
    pod.spec.activeDeadlineSeconds = deadline
    var container = Container()
    container.name = "c"
    if let cpu, let amount = try? Quantity(parsing: cpu) { container.resources.requests = ["cpu": amount] }
    pod.spec.containers = [container]
    return pod
  }

  @Test func whatGoesIsReleased() async throws {
    let cluster = Cluster()
    try await cluster.run {
      for (name, cpu) in [("a", "500m"), ("b", "2")] { try await cluster.client.create(pod(name, cpu: cpu)) }
      try await cluster.client.create(Cluster.deployment(replicas: 0))
      let hard: JSONValue = [
        "pods": "5", "requests.cpu": "4", "requests.memory": "1Gi", "count/deployments.apps": "2", "configmaps": "3",
      ]
      try await cluster.client.create(Self.path, quota("q", ["hard": hard]))
      try await expect(
        [
          "pods": "2", "requests.cpu": "2500m", "requests.memory": "0", "count/deployments.apps": "1",
          "configmaps": "1",
        ], cluster)
      #expect(Self.status(cluster)?["hard"] == hard)
      try await cluster.client.delete(
        Pod.self, "b", namespace: "default", options: DeletionOptions(gracePeriodSeconds: 0))
      try await cluster.client.delete(Deployment.self, "web", namespace: "default")
      try await expect(
        [
          "pods": "1", "requests.cpu": "500m", "requests.memory": "0", "count/deployments.apps": "0",
          "configmaps": "1",
        ], cluster)
    }
  }

  @Test func podsCountWhileTheyRunAndInTheScopesTheyAreIn() async throws {
    let cluster = Cluster()
    try await cluster.run {
      for scope in ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort"] {
        try await cluster.client.create(
          Self.path, quota(scope.lowercased(), ["hard": ["pods": "5"], "scopes": [.string(scope)]]))
      }
      try await cluster.client.create(pod("a", cpu: "1"))
      try await cluster.client.create(pod("b", deadline: 60))
      try await cluster.client.create(pod("c"))
      try await expect(["pods": "1"], of: "terminating", cluster)
      try await expect(["pods": "2"], of: "notterminating", cluster)
      try await expect(["pods": "2"], of: "besteffort", cluster)
      try await expect(["pods": "1"], of: "notbesteffort", cluster)
      let pods = ResourcePath(Pod.resource, namespace: "default")
      try await cluster.client.patch(
        pods, name: "c", .merge(["status": ["phase": "Succeeded"]]), subresource: "status")
      try await expect(["pods": "1"], of: "notterminating", cluster)
      try await expect(["pods": "1"], of: "besteffort", cluster)
    }
  }

  @Test func limitsThatChangeAreTakenOverAndAStatusIsMendedInTime() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Self.path, quota("q", ["hard": ["pods": "5", "secrets": "5"]]))
      try await expect(["pods": "0", "secrets": "0"], cluster)
      try await cluster.client.patch(Self.path, name: "q", .merge(["spec": ["hard": ["pods": "7", "secrets": .null]]]))
      try await cluster.wait(for: "the new limits") {
        Self.status(cluster) == ["hard": ["pods": "7"], "used": ["pods": "0"]]
      }
      // Until nothing of the start is left to be done.
      try await cluster.time.sleep(for: .seconds(60))
      try await cluster.client.patch(
        Self.path, name: "q", .merge(["status": ["hard": ["pods": "9"]]]), subresource: "status")
      try await cluster.time.sleep(for: .seconds(60))
      #expect(Self.status(cluster)?[path: "hard", "pods"] == "9")
      try await cluster.wait(for: "the full recount", upTo: .seconds(301)) {
        Self.status(cluster)?[path: "hard", "pods"] == "7"
      }
    }
  }

  @Test func whatNobodyServesStaysUnknown() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(
        Self.path, quota("q", ["hard": ["pods": "5", "count/foos.example.com": "1", "gold": "1"]]))
      try await expect(["pods": "0"], cluster)
    }
  }
}
