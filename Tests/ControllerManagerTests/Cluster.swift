import APIClient
import APIMachinery
import APITesting
import ControllerManager
import KubernetesAPI

/// A simulated cluster: the API in memory, the controllers, and a kubelet that starts what has no node.
struct Cluster: Sendable {
  let simulation: Simulation
  let api: FakeAPI
  let client: APIClient
  var options = ControllerManagerOptions()

  init(seed: UInt64 = 1) {
    print("seed \(seed)")
    simulation = Simulation(seed: seed)
    api = FakeAPI(time: simulation.time, random: simulation.random)
    client = APIClient(transport: api, userAgent: "test", time: simulation.time)
    options.rootCA = "authority"
  }

  var time: ManualTime { simulation.time }

  /// Runs the controllers and the kubelet while `body` does something.
  func run(kubelet: FakeKubelet? = nil, _ body: @escaping @Sendable () async throws -> Void) async throws {
    let manager = ControllerManager(options: options, time: time, random: simulation.random)
    let kubelet = kubelet ?? FakeKubelet(client: client, time: time, random: simulation.random)
    try await simulation.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await manager.run(client: client) }
        group.addTask { await kubelet.run() }
        for name in ["default", "kube-system"] {
          var namespace = Namespace()
          namespace.metadata.name = name
          try await client.create(namespace)
        }
        try await body()
        group.cancelAll()
      }
    }
  }

  func pods(_ labels: [String: String] = [:], namespace: String = "default") -> [Pod] {
    api.objects("pods", namespace: namespace).compactMap { try? Pod(json: $0) }
      .filter { LabelSelector(labels: labels).matches($0.metadata.labels) }
  }

  func sets() -> [ReplicaSet] { api.objects("replicasets.apps").compactMap { try? ReplicaSet(json: $0) } }

  func deployment(_ name: String = "web") -> Deployment? {
    api.object("deployments.apps", namespace: "default", name: name).flatMap { try? Deployment(json: $0) }
  }

  func wait(
    for what: String, upTo limit: Duration = .seconds(600), _ condition: @escaping @Sendable () -> Bool
  ) async throws {
    try await simulation.wait(upTo: limit, for: what, until: condition)
  }

  /// A Deployment of `replicas` pods with the label `app=web`.
  static func deployment(_ name: String = "web", replicas: Int32 = 3, image: String = "web:1") -> Deployment {
    var deployment = Deployment()
    deployment.metadata.name = name
    deployment.metadata.namespace = "default"
    deployment.spec.replicas = replicas
    var selector = MetaLabelSelector()
    selector.matchLabels = ["app": name]
    deployment.spec.selector = selector
    deployment.spec.template.metadata.labels = ["app": name]
    var container = Container()
    container.name = "web"
    container.image = image
    deployment.spec.template.spec.containers = [container]
    deployment.spec.strategy.type = "RollingUpdate"
    var rolling = RollingUpdateDeployment()
    rolling.maxSurge = .string("25%")
    rolling.maxUnavailable = .string("25%")
    deployment.spec.strategy.rollingUpdate = rolling
    deployment.spec.progressDeadlineSeconds = 600
    deployment.spec.revisionHistoryLimit = 10
    return deployment
  }

  /// Changes a Deployment, again when somebody else was faster.
  func change(_ name: String = "web", _ body: @escaping @Sendable (inout Deployment) -> Void) async throws {
    while true {
      do {
        var deployment: Deployment = try await client.get(name, namespace: "default")
        body(&deployment)
        try await client.update(deployment)
        return
      } catch let error as APIError where error.isConflict {
        continue
      }
    }
  }
}
