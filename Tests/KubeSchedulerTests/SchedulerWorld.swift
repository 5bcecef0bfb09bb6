import APIClient
import APIMachinery
import APITesting
import KubeScheduler
import KubernetesAPI

/// A simulated cluster with nothing but a scheduler.
struct SchedulerWorld: Sendable {
  let simulation: Simulation
  let api: FakeAPI
  let client: APIClient

  init(seed: UInt64 = 1) {
    print("seed \(seed)")
    simulation = Simulation(seed: seed)
    api = FakeAPI(time: simulation.time, random: simulation.random)
    client = APIClient(transport: api, userAgent: "test", time: simulation.time)
  }

  func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let scheduler = KubeScheduler(time: simulation.time, random: simulation.random)
    try await simulation.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await scheduler.run(client: client) }
        try await body()
        group.cancelAll()
      }
    }
  }

  static func node(
    _ name: String, cpu: String = "4", memory: String = "8Gi", labels: [String: String] = [:], taints: [Taint] = []
  ) throws -> Node {
    var node = Node()
    node.metadata.name = name
    node.metadata.labels = labels
    node.metadata.labels["kubernetes.io/hostname"] = name
    node.spec.taints = taints
    node.status.allocatable = [
      "cpu": try Quantity(parsing: cpu), "memory": try Quantity(parsing: memory), "pods": Quantity(110),
    ]
    return node
  }

  static func pod(_ name: String, cpu: String = "100m", memory: String = "100Mi", labels: [String: String] = [:]) throws
    -> Pod
  {
    var pod = Pod()
    pod.metadata.name = name
    pod.metadata.namespace = "default"
    pod.metadata.labels = labels
    pod.spec.schedulerName = "default-scheduler"
    var container = Container()
    container.name = "main"
    container.image = "web"
    container.resources.requests = ["cpu": try Quantity(parsing: cpu), "memory": try Quantity(parsing: memory)]
    pod.spec.containers = [container]
    return pod
  }

  func pods() -> [Pod] { api.objects("pods").compactMap { try? Pod(json: $0) } }

  func node(of name: String) -> String? {
    pods().first { $0.metadata.name == name }.flatMap { $0.spec.nodeName.isEmpty ? nil : $0.spec.nodeName }
  }

  func message(of name: String) -> String? {
    pods().first { $0.metadata.name == name }?.status.conditions.first {
      $0.type == "PodScheduled" && $0.status == "False"
    }?
    .message
  }

  func wait(for what: String, _ condition: @escaping @Sendable () -> Bool) async throws {
    try await simulation.wait(for: what, until: condition)
  }
}
