public import APIClient
public import APIMachinery
import KubernetesAPI

/// A node without containers: makes its pods ready after a while, and lets them die when they are deleted.
public struct FakeKubelet: Sendable {
  private let client: APIClient
  private let time: any TimeSource
  private let random: any RandomSource
  /// The node's name.
  public var node = "node-1"
  /// Takes every pod that has no node, where there is no scheduler.
  public var takesAllPods = true
  /// Pods with this image never become ready.
  public var brokenImage = "broken"
  /// How long pods take to become ready, and to end.
  public var startTime: Duration = .seconds(2)
  public var stopTime: Duration = .seconds(1)
  /// Whether the node is heard of now.
  public var heartbeats: @Sendable () -> Bool = { true }

  /// A node that is not yet registered.
  public init(client: APIClient, time: any TimeSource, random: any RandomSource) {
    self.client = client
    self.time = time
    self.random = random
  }

  /// Registers the node and runs its pods until the task is cancelled.
  public func run() async {
    let informer = Informer(client: client, source: ListWatch<Pod>(), time: time, random: random)
    let queue = WorkQueue<ObjectKey>(name: "kubelet", time: time)
    informer.addHandler { queue.add($0.object.key) }
    await withDiscardingTaskGroup { group in
      group.addTask { await informer.run() }
      group.addTask { try? await keepNode() }
      group.addTask {
        await queue.run(workers: 4) { key in
          guard let pod = informer.cache[key] else { return }
          try await step(pod, queue)
        }
      }
    }
  }

  /// Registers the node and renews its lease.
  private func keepNode() async throws {
    var node = Node()
    node.metadata.name = self.node
    node.status.allocatable = ["cpu": Quantity(32), "memory": Quantity(64 << 30), "pods": Quantity(110)]
    node.status.capacity = node.status.allocatable
    var condition = NodeCondition()
    condition.type = "Ready"
    condition.status = "True"
    node.status.conditions = [condition]
    let status = node.status.json
    try await client.create(node)
    // Others write to a new node at once: a patch can't conflict with them.
    try await client.patch(
      ResourcePath(Node.resource), name: self.node, .strategic(["status": status]), subresource: "status")
    var lease = Lease()
    lease.metadata.name = self.node
    lease.metadata.namespace = "kube-node-lease"
    lease.spec.holderIdentity = self.node
    lease.spec.leaseDurationSeconds = 40
    while !Task.isCancelled {
      guard heartbeats() else {
        try await time.sleep(for: .seconds(10))
        continue
      }
      lease.spec.renewTime = time.now()
      lease = lease.resourceVersion.isEmpty ? try await client.create(lease) : try await client.update(lease)
      try await time.sleep(for: .seconds(10))
    }
  }

  private func step(_ pod: Pod, _ queue: WorkQueue<ObjectKey>) async throws {
    let key = pod.key
    if let deleted = pod.metadata.deletionTimestamp {
      guard pod.spec.nodeName == node || takesAllPods else { return }
      let end = deleted - .seconds(pod.metadata.deletionGracePeriodSeconds ?? 0) + stopTime
      guard time.now() >= end else { return queue.add(key, after: end - time.now()) }
      _ = try await ifFound {
        try await client.delete(
          Pod.self, key.name, namespace: key.namespace, options: DeletionOptions(gracePeriodSeconds: 0))
      }
      return
    }
    if pod.spec.nodeName.isEmpty {
      guard takesAllPods else { return }
      let binding: JSONValue = [
        "apiVersion": "v1", "kind": "Binding", "metadata": ["name": .string(key.name)],
        "target": ["kind": "Node", "name": .string(node)],
      ]
      _ = try await client.create(
        ResourcePath(Pod.resource, namespace: key.namespace), binding, name: key.name, subresource: "binding")
      return
    }
    guard pod.spec.nodeName == node, pod.status.phase == "Pending" else { return }
    let ready = (pod.metadata.creationTimestamp ?? time.now()) + startTime
    guard time.now() >= ready else { return queue.add(key, after: ready - time.now()) }
    var running = pod
    running.status.phase = "Running"
    running.status.podIP = "10.42.\(random.next(below: 250)).\(random.next(below: 250))"
    var condition = PodCondition()
    condition.type = "Ready"
    condition.status = pod.spec.containers.first?.image == brokenImage ? "False" : "True"
    condition.lastTransitionTime = time.now().wholeSeconds
    running.status.conditions.removeAll { $0.type == "Ready" }
    running.status.conditions.append(condition)
    let final = running
    _ = try await ifFound { try await client.updateStatus(final) }
  }
}
