import APIClient
import APIMachinery
import APIServer
import APITesting
import ControllerManager
import FoundationEssentials
import KubeScheduler
import KubernetesAPI
import Testing

/// The real API server, scheduler and controllers in one process, as `apus` runs them; only the node is fake.
@Suite struct WorkloadTests {
  @Test(.timeLimit(.minutes(20))) func aWorkloadLivesAndGoes() async throws {
    let folder = "/tmp/apus-cluster-test-\(SystemRandom().suffix(length: 10))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var serverOptions = KubeAPIServerOptions()
    serverOptions.dataDirectory = folder
    serverOptions.bindAddress = "127.0.0.1"
    serverOptions.advertiseAddress = "127.0.0.1"
    serverOptions.securePort = 0
    let server = try await KubeAPIServer(serverOptions)
    let transport = server.transport(as: UserInfo(name: "system:admin", groups: ["system:masters"]))
    let client = APIClient(transport: transport, userAgent: "test")
    var options = ControllerManagerOptions()
    options.rootCA = "authority"
    let manager = ControllerManager(options: options)
    let scheduler = KubeScheduler()
    var kubelet = FakeKubelet(client: client.named("kubelet"), time: SystemTime(), random: SystemRandom())
    kubelet.takesAllPods = false
    kubelet.startTime = .milliseconds(100)
    kubelet.stopTime = .milliseconds(100)
    let node = kubelet
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await wait(client, for: "the server") {
        (try? await client.list(Namespace.self)) != nil
      }
      for name in ["default", "kube-system", "kube-node-lease", "shop"] {
        var namespace = Namespace()
        namespace.metadata.name = name
        do { try await client.create(namespace) } catch let error as APIError where error.isAlreadyExists {}
      }
      group.addTask { try await manager.run(client: client) }
      group.addTask { try await scheduler.run(client: client) }
      group.addTask { await node.run() }
      try await exercise(client)
      group.cancelAll()
    }
  }

  private func exercise(_ client: APIClient) async throws {
    try await wait(client, for: "the service account") {
      try await ifFound { try await client.get(ServiceAccount.self, "default", namespace: "shop") } != nil
    }
    let deployment = try Deployment(
      json: [
        "metadata": ["name": "web", "namespace": "shop"],
        "spec": [
          "replicas": 3, "selector": ["matchLabels": ["app": "web"]],
          "template": [
            "metadata": ["labels": ["app": "web"]],
            "spec": [
              "containers": [
                ["name": "web", "image": "web:1", "resources": ["requests": ["cpu": "100m", "memory": "64Mi"]]]
              ]
            ],
          ],
        ],
      ])
    try await client.create(deployment)
    try await client.create(
      ResourcePath(Service.resource, namespace: "shop"),
      [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
        "spec": ["selector": ["app": "web"], "ports": [["port": 80, "targetPort": 8080]]],
      ])
    try await wait(client, for: "three replicas") { try await available(client) == 3 }
    try await wait(client, for: "three endpoints") {
      let slices: ObjectList<EndpointSlice> = try await client.list(namespace: "shop")
      return slices.items.flatMap(\.endpoints).count { $0.conditions.ready ?? false } == 3
    }
    try await client.patch(
      ResourcePath(Deployment.resource, namespace: "shop"), name: "web",
      .strategic(["spec": ["template": ["spec": ["containers": [["name": "web", "image": "web:2"]]]]]]))
    try await wait(client, for: "the new version") {
      let pods: ObjectList<Pod> = try await client.list(namespace: "shop")
      return pods.items.count == 3 && pods.items.allSatisfy { $0.spec.containers.first?.image == "web:2" }
    }
    try await client.patch(
      ResourcePath(Deployment.resource, namespace: "shop"), name: "web", .merge(["spec": ["replicas": 5]]))
    try await wait(client, for: "five replicas") { try await available(client) == 5 }
    try await client.delete(Namespace.self, "shop")
    try await wait(client, for: "the end of the namespace") {
      try await ifFound { try await client.get(Namespace.self, "shop") } == nil
    }
  }

  private func available(_ client: APIClient) async throws -> Int32 {
    let deployment: Deployment = try await client.get("web", namespace: "shop")
    guard deployment.status.observedGeneration == deployment.metadata.generation else { return -1 }
    return deployment.status.availableReplicas
  }

  private func wait(_ client: APIClient, for what: String, _ condition: () async throws -> Bool) async throws {
    do {
      return try await eventually(what, condition)
    } catch is NeverHappened {
      // What there is instead is told, by a task that isn't cancelled.
      await Task { try? await tell(client) }.value
      throw NeverHappened(what: what)
    }
  }

  private func tell(_ client: APIClient) async throws {
    for kind in ["pods", "events"] {
      let resource = GroupVersionResource(group: "", version: "v1", resource: kind)
      for item in try await client.list(ResourcePath(resource, namespace: "shop"))["items"]?.arrayValue ?? [] {
        print(kind, String(decoding: item.encoded(), as: UTF8.self).prefix(1500))
      }
    }
    let deployments: ObjectList<Deployment> = try await client.list(namespace: "shop")
    for item in deployments.items { print(String(decoding: item.json.encoded(), as: UTF8.self)) }
  }
}
