import APIClient
import APIMachinery
import KubernetesAPI

/// Puts pods on a node, makes them ready, and lets them die when they are deleted.
struct FakeKubelet: Sendable {
  let client: APIClient
  let time: any TimeSource
  let random: any RandomSource
  /// Pods with this image never become ready.
  var brokenImage = "broken"
  var startTime: Duration = .seconds(2)
  var stopTime: Duration = .seconds(1)
  /// Whether the node is heard of now.
  var heartbeats: @Sendable () -> Bool = { true }

  func run() async {
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
    node.metadata.name = "node-1"
    var condition = NodeCondition()
    condition.type = "Ready"
    condition.status = "True"
    node.status.conditions = [condition]
    try await client.create(node)
    var lease = Lease()
    lease.metadata.name = "node-1"
    lease.metadata.namespace = "kube-node-lease"
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
      let end = deleted - .seconds(pod.metadata.deletionGracePeriodSeconds ?? 0) + stopTime
      guard time.now() >= end else { return queue.add(key, after: end - time.now()) }
      _ = try await ifFound {
        try await client.delete(
          Pod.self, key.name, namespace: key.namespace, options: DeletionOptions(gracePeriodSeconds: 0))
      }
      return
    }
    if pod.spec.nodeName.isEmpty {
      let binding: JSONValue = ["metadata": ["name": .string(key.name)], "target": ["name": "node-1"]]
      _ = try await client.create(
        ResourcePath(Pod.resource, namespace: key.namespace), binding, name: key.name, subresource: "binding")
      return
    }
    guard pod.status.phase == "Pending" else { return }
    let ready = (pod.metadata.creationTimestamp ?? time.now()) + startTime
    guard time.now() >= ready else { return queue.add(key, after: ready - time.now()) }
    var running = pod
    running.status.phase = "Running"
    running.status.podIP = "10.42.\(random.next(below: 250)).\(random.next(below: 250))"
    var condition = PodCondition()
    condition.type = "Ready"
    condition.status = pod.spec.containers.first?.image == brokenImage ? "False" : "True"
    condition.lastTransitionTime = time.now().wholeSeconds
    running.status.conditions = [condition]
    let final = running
    _ = try await ifFound { try await client.updateStatus(final) }
  }
}
