import APIClient
import APIMachinery
import KubernetesAPI

/// Rolls Deployments out: one ReplicaSet per version of the template, scaled against each other.
final class DeploymentController: Controller {
  let client: APIClient
  let recorder: EventRecorder
  let queue: WorkQueue<ObjectKey>
  let time: any TimeSource
  private let deployments: Informer<Deployment>
  private let sets: Informer<ReplicaSet>
  private let pods: Informer<Pod>
  private let workers: Int

  private static let setIndex = "controller"

  init(_ context: ControllerContext) {
    deployments = context.informers.informer(for: Deployment.self)
    sets = context.informers.informer(for: ReplicaSet.self)
    pods = context.informers.pods
    queue = context.queue("deployment")
    client = context.client(for: "deployment-controller")
    recorder = context.recorder("deployment-controller")
    time = context.time
    workers = context.options.concurrentDeploymentSyncs
    sets.cache.addIndex(Self.setIndex) { set in
      [set.controllerReference?.uid ?? PodIndex.orphans(in: set.metadata.namespace)]
    }
    deployments.addHandler { [queue] in queue.add($0.object.key) }
    sets.addHandler { [weak self] in self?.setChanged($0) }
    pods.addHandler { [weak self] in if case .deleted(let pod) = $0 { self?.podGone(pod) } }
  }

  func run() async {
    await work(queue, workers: workers, recorder: recorder, after: [deployments, sets, pods]) { [self] in
      try await sync($0)
    }
  }

  /// The Deployment as last seen.
  func cached(_ key: ObjectKey) -> Deployment? { deployments.cache[key] }

  private func setChanged(_ change: Informer<ReplicaSet>.Change) {
    if case .updated(let old, let new) = change, old.controllerReference?.uid != new.controllerReference?.uid {
      enqueueOwner(of: old)
    }
    enqueueOwner(of: change.object)
  }

  private func enqueueOwner(of set: ReplicaSet) {
    if let reference = set.controllerReference {
      guard reference.kind == "Deployment" else { return }
      queue.add(ObjectKey(namespace: set.metadata.namespace, name: reference.name))
    } else {
      for deployment in deployments.cache.all(in: set.metadata.namespace)
      where (deployment.spec.selector?.requirements ?? .nothing).matches(set.metadata.labels) {
        queue.add(deployment.key)
      }
    }
  }

  /// A Recreate rollout goes on when the last old pod is gone.
  private func podGone(_ pod: Pod) {
    guard let reference = pod.controllerReference, reference.kind == "ReplicaSet",
      let set = sets.cache[ObjectKey(namespace: pod.metadata.namespace, name: reference.name)],
      set.uid == reference.uid
    else { return }
    enqueueOwner(of: set)
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let deployment = deployments.cache[key] else { return }
    let selector = deployment.spec.selector?.requirements ?? .nothing
    guard !selector.isEmpty else {
      recorder.warning(
        EventSubject(deployment), "SelectingAll",
        "This deployment is selecting all pods. A non-empty selector is required.")
      if deployment.status.observedGeneration < deployment.metadata.generation {
        var changed = deployment
        changed.status.observedGeneration = deployment.metadata.generation
        try await client.updateStatus(changed)
      }
      return
    }
    let adoption = Adoption<Deployment, ReplicaSet>(client: client, owner: deployment, selector: selector)
    let own = try await adoption.claim(
      sets.cache.indexed(Self.setIndex, deployment.uid)
        + sets.cache.indexed(Self.setIndex, PodIndex.orphans(in: key.namespace)))
    var rollout = DeploymentRollout(controller: self, deployment: deployment, sets: own)
    try await rollout.run(oldPodsRunning: { [pods] old in
      old.contains { set in pods.cache.indexed(PodIndex.controller, set.uid).contains { !$0.isTerminal } }
    })
  }
}
