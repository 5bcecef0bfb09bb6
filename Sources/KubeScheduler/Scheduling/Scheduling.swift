import APIClient
import APIMachinery
import KubernetesAPI
import Logging

/// The scheduler at work: follows nodes and pods, takes one waiting pod after another, and binds it.
final class Scheduling: Sendable {
  private let client: APIClient
  private let options: SchedulerOptions
  private let time: any TimeSource
  private let random: any RandomSource
  private let plugins = PluginList()
  private let cache = SchedulerCache()
  private let queue: SchedulingQueue
  private let recorder: EventRecorder
  private let nodes: Informer<Node>
  private let pods: Informer<PodInfo>
  private let namespaces: Informer<Namespace>

  init(client: APIClient, options: SchedulerOptions, time: any TimeSource, random: any RandomSource) {
    self.client = client
    self.options = options
    self.time = time
    self.random = random
    queue = SchedulingQueue(plugins: plugins, time: time)
    recorder = EventRecorder(client: client, component: options.schedulerName, time: time, random: random)
    nodes = Informer(client: client, source: ListWatch<Node>(), time: time, random: random)
    namespaces = Informer(client: client, source: ListWatch<Namespace>(), time: time, random: random)
    let alive = ListOptions(fieldSelector: "status.phase!=Succeeded,status.phase!=Failed")
    pods = Informer(
      client: client,
      source: ListWatch(ResourcePath(Pod.resource), alive) { PodInfo(try Pod(json: $0)) },
      time: time, random: random)
    nodes.addHandler { [weak self] in self?.nodeChanged($0) }
    pods.addHandler { [weak self] in self?.podChanged($0) }
  }

  /// The children are the informers, the queue's timers, the event recorder and the scheduling loop.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.nodes.run() }
      group.addTask { await self.pods.run() }
      group.addTask { await self.namespaces.run() }
      group.addTask { await self.queue.run() }
      group.addTask { await self.recorder.run() }
      group.addTask { await self.scheduleAll() }
    }
  }

  // MARK: What happens in the cluster

  private func nodeChanged(_ change: Informer<Node>.Change) {
    switch change {
    case .added(let node):
      cache.set(node)
      queue.happened(.nodeAdded)
    case .updated(let old, let new):
      let events = Self.events(old, new)
      guard !events.isEmpty || old.status.images != new.status.images else { return }
      cache.set(new)
      for event in events { queue.happened(event) }
    case .deleted(let node): cache.remove(node: node.metadata.name)
    }
  }

  private static func events(_ old: Node, _ new: Node) -> [ClusterEvent] {
    var events: [ClusterEvent] = []
    if old.metadata.labels != new.metadata.labels { events.append(.nodeLabels) }
    if old.spec.taints != new.spec.taints || old.spec.unschedulable != new.spec.unschedulable {
      events.append(.nodeTaints)
    }
    if old.status.allocatable != new.status.allocatable { events.append(.nodeAllocatable) }
    return events
  }

  private func podChanged(_ change: Informer<PodInfo>.Change) {
    switch change {
    case .added(let pod): set(pod, isNew: true)
    case .updated(let old, let new):
      if old.uid != new.uid { remove(old) }
      set(new, isNew: old.uid != new.uid || old.nodeName != new.nodeName, labelsChanged: old.labels != new.labels)
    case .deleted(let pod): remove(pod)
    }
  }

  private func set(_ pod: PodInfo, isNew: Bool, labelsChanged: Bool = false) {
    guard pod.nodeName.isEmpty else {
      queue.remove(pod.uid)
      guard isNew || labelsChanged || pod.isDeleting else { return }
      cache.set(pod)
      if isNew { queue.happened(.assignedPodAdded) } else if labelsChanged { queue.happened(.assignedPodLabels) }
      return
    }
    guard pod.schedulerName == options.schedulerName || pod.schedulerName.isEmpty, !cache.isAssumed(pod.uid) else {
      return
    }
    if pod.isDeleting { queue.remove(pod.uid) } else { queue.set(pod) }
  }

  private func remove(_ pod: PodInfo) {
    queue.remove(pod.uid)
    cache.remove(pod: pod.uid)
    if !pod.nodeName.isEmpty { queue.happened(.assignedPodDeleted) }
  }

  // MARK: Scheduling

  /// Decides for one pod at a time; bindings and reports go on beside, a bounded number of them.
  private func scheduleAll() async {
    do {
      for gate in [nodes.synced, pods.synced, namespaces.synced] { try await gate.wait() }
    } catch {
      return
    }
    var algorithm = SchedulingAlgorithm(plugins: plugins, random: random)
    var snapshot = Snapshot()
    await withTaskGroup(of: Void.self) { group in
      var underWay = 0
      while let pod = await queue.next() {
        if underWay >= options.concurrentBindings {
          await group.next()
          underWay -= 1
        }
        cache.update(&snapshot)
        let outcome = algorithm.schedule(pod, on: snapshot) { [namespaces] name in
          namespaces.cache[ObjectKey(name: name)]?.metadata.labels ?? [:]
        }
        switch outcome {
        case .node(let node):
          cache.assume(pod, on: node)
          group.addTask { await self.bind(pod, to: node) }
        case .unschedulable(let fit):
          let (plan, message) = Preemption(algorithm: algorithm, snapshot: snapshot).plan(for: pod, fit)
          let report = fit.message + " preemption: " + message
          group.addTask { await self.fail(pod, fit.plugins, report, plan) }
        case .noNodes:
          group.addTask { await self.fail(pod, ["NodeName"], "no nodes available to schedule pods", nil) }
        }
        underWay += 1
      }
      group.cancelAll()
    }
  }

  private func bind(_ pod: PodInfo, to node: String) async {
    var binding = Binding()
    binding.metadata.name = pod.key.name
    binding.metadata.namespace = pod.key.namespace
    binding.metadata.uid = pod.uid
    binding.target.kind = "Node"
    binding.target.name = node
    var json = binding.json
    json["apiVersion"] = "v1"
    json["kind"] = "Binding"
    do {
      try await client.create(
        ResourcePath(Pod.resource, namespace: pod.key.namespace), json, name: pod.key.name, subresource: "binding")
      queue.remove(pod.uid)
      recorder.normal(subject(pod), "Scheduled", "Successfully assigned \(pod.key) to \(node)")
    } catch {
      if Task.isCancelled { return }
      cache.forget(pod.uid)
      queue.happened(.assignedPodDeleted)
      if let error = error as? APIError, error.isNotFound { return queue.remove(pod.uid) }
      // A conflict says that the pod has a node by now, or is being deleted: the watch will tell.
      let message = "running Bind plugin \"DefaultBinder\": \(error)"
      if queue.putBack(pod.uid, rejectors: [], message: message) {
        recorder.warning(subject(pod), "FailedScheduling", message)
      }
    }
  }

  private func fail(_ pod: PodInfo, _ rejectors: Set<String>, _ message: String, _ plan: Preemption.Plan?) async {
    let isNew = queue.putBack(pod.uid, rejectors: rejectors, message: message)
    if let plan { await preempt(plan, for: pod) }
    recorder.warning(subject(pod), "FailedScheduling", message)
    guard isNew else { return }
    let condition: JSONValue = [
      "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": .string(message),
      "lastProbeTime": .null, "lastTransitionTime": .string(time.now().rfc3339),
    ]
    var status: JSONValue = ["conditions": [condition]]
    if let plan { status["nominatedNodeName"] = .string(plan.node) }
    let patch: JSONValue = ["status": status]
    do {
      _ = try await ifFound {
        try await client.patch(
          ResourcePath(Pod.resource, namespace: pod.key.namespace), name: pod.key.name, .strategic(patch),
          subresource: "status")
      }
    } catch {
      if !Task.isCancelled { Logger(label: "scheduler").warning("can't report that \(pod.key) waits: \(error)") }
    }
  }

  private func preempt(_ plan: Preemption.Plan, for pod: PodInfo) async {
    for victim in plan.victims where !victim.isDeleting {
      do {
        try await client.delete(
          Pod.self, victim.key.name, namespace: victim.key.namespace, options: DeletionOptions(uid: victim.uid))
        recorder.normal(subject(victim), "Preempted", "Preempted by pod \(pod.uid) on node \(plan.node)")
      } catch {
        if Task.isCancelled { return }
        Logger(label: "scheduler").info("can't preempt \(victim.key): \(error)")
      }
    }
  }

  private func subject(_ pod: PodInfo) -> EventSubject {
    EventSubject(
      apiVersion: "v1", kind: "Pod", key: pod.key, uid: pod.uid, resourceVersion: pod.resourceVersion)
  }
}
