import APIClient
import APIMachinery
import KubernetesAPI
import Synchronization

/// Notices nodes that have gone silent, taints nodes by their conditions, and ends the pods that don't
/// tolerate it.
final class NodeLifecycleController: Controller {
  private let nodes: Informer<Node>
  private let leases: Informer<Lease>
  private let pods: Informer<Pod>
  private let nodeQueue: WorkQueue<ObjectKey>
  private let evictions: WorkQueue<ObjectKey>
  private let client: APIClient
  private let recorder: EventRecorder
  private let time: any TimeSource
  private let health: NodeHealth
  private let observations = Mutex<[String: NodeHealth.Observation]>([:])

  init(_ context: ControllerContext) {
    nodes = context.informers.informer(for: Node.self)
    leases = context.informers.informer(for: Lease.self, namespace: "kube-node-lease")
    pods = context.informers.pods
    nodeQueue = context.queue("node_lifecycle_controller")
    evictions = context.queue("noexec_taint_pod")
    client = context.client(for: "node-controller")
    recorder = context.recorder("node-controller")
    time = context.time
    health = NodeHealth(
      grace: context.options.nodeMonitorGracePeriod, startupGrace: context.options.nodeStartupGracePeriod)
    nodes.addHandler { [weak self] in self?.nodeChanged($0) }
    leases.addHandler { [weak self] in self?.leaseChanged($0.object) }
    pods.addHandler { [weak self] in self?.podChanged($0) }
  }

  /// The children are the recorder and the workers of both queues.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in
        await work(nodeQueue, workers: 4, recorder: recorder, after: [nodes, leases]) { [self] in
          try await syncNode($0)
        }
      }
      group.addTask { [self] in
        await work(evictions, workers: 8, after: [nodes, pods]) { [self] in try await syncPod($0) }
      }
    }
  }

  private func nodeChanged(_ change: Informer<Node>.Change) {
    let node = change.object
    switch change {
    case .deleted:
      observations.withLock { $0[node.metadata.name] = nil }
    case .added:
      nodeQueue.add(node.key)
      enqueuePods(on: node)
    case .updated(let old, let new):
      nodeQueue.add(new.key)
      if old.spec.taints != new.spec.taints { enqueuePods(on: new) }
    }
  }

  private func enqueuePods(on node: Node) {
    guard node.spec.taints.contains(where: { $0.effect == "NoExecute" }) else { return }
    for pod in pods.cache.indexed(PodIndex.node, node.metadata.name) { evictions.add(pod.key) }
  }

  private func leaseChanged(_ lease: Lease) {
    let name = lease.metadata.name
    guard let node = nodes.cache[ObjectKey(name: name)] else { return }
    observe(node)
    // A silent node that is heard of again: its own report of its conditions will come.
    if node.status.conditions.contains(where: { $0.type == "Ready" && $0.status == "Unknown" }) {
      nodeQueue.add(node.key)
    }
  }

  @discardableResult
  private func observe(_ node: Node) -> NodeHealth.Observation {
    let name = node.metadata.name
    let renewed = leases.cache[ObjectKey(namespace: "kube-node-lease", name: name)]?.spec.renewTime
    let now = time.now()
    return observations.withLock { observations in
      let observation = health.observe(node, lease: renewed, observations[name], now: now)
      observations[name] = observation
      return observation
    }
  }

  private func syncNode(_ key: ObjectKey) async throws {
    guard var node = nodes.cache[key], !node.isDeleting else { return }
    let observation = observe(node)
    let now = time.now()
    if let conditions = health.conditions(of: node, observation, now: now) {
      node.status.conditions = conditions
      node = try await client.updateStatus(node)
      recorder.normal(EventSubject(node), "NodeNotReady", "Node \(key.name) status is now: NodeNotReady")
      try await markPodsNotReady(on: key.name)
    }
    if let taints = health.taints(of: node, now: now) {
      node.spec.taints = taints
      _ = try await ifFound { [client, node] in try await client.update(node) }
    }
    // Looks again when the node will have been silent for too long, unless it is heard of before.
    let hasReported = node.status.conditions.contains { $0.type == "Ready" }
    let patience = hasReported ? health.grace : health.startupGrace
    let left = observation.seen + patience - now
    if left >= .zero { nodeQueue.add(key, after: left + .seconds(1)) }
  }

  /// Nobody can say that the pods of a silent node are ready.
  private func markPodsNotReady(on node: String) async throws {
    for pod in pods.cache.indexed(PodIndex.node, node) where pod.isReady {
      let patch: JSONValue = [
        "status": [
          "conditions": [
            ["type": "Ready", "status": "False", "lastTransitionTime": .string(time.now().rfc3339)]
          ]
        ]
      ]
      _ = try await ifFound {
        try await client.patch(
          ResourcePath(Pod.resource, namespace: pod.key.namespace), name: pod.key.name, .strategic(patch),
          subresource: "status")
      }
      recorder.warning(EventSubject(pod), "NodeNotReady", "Node is not ready")
    }
  }

  private func podChanged(_ change: Informer<Pod>.Change) {
    if case .deleted = change { return }
    let pod = change.object
    guard !pod.spec.nodeName.isEmpty, !pod.isDeleting,
      let node = nodes.cache[ObjectKey(name: pod.spec.nodeName)],
      node.spec.taints.contains(where: { $0.effect == "NoExecute" })
    else { return }
    evictions.add(pod.key)
  }

  private func syncPod(_ key: ObjectKey) async throws {
    guard let pod = pods.cache[key], !pod.isDeleting,
      let node = nodes.cache[ObjectKey(name: pod.spec.nodeName)]
    else { return }
    let taints = node.spec.taints.filter { $0.effect == "NoExecute" }
    guard !taints.isEmpty, let stay = NodeHealth.stay(of: pod, under: taints) else { return }
    let since = taints.compactMap(\.timeAdded).min() ?? time.now()
    let left = since + stay - time.now()
    if left > .zero { return evictions.add(key, after: left) }
    recorder.normal(EventSubject(pod), "TaintManagerEviction", "Marking for deletion Pod \(key)")
    _ = try await ifFound {
      try await client.delete(Pod.self, key.name, namespace: key.namespace, options: DeletionOptions(uid: pod.uid))
    }
  }
}
