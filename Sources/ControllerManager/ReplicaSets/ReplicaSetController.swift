import APIClient
import APIMachinery
import KubernetesAPI

/// Keeps as many pods as a ReplicaSet, or a ReplicationController, asks for.
final class ReplicaSetController<Owner: ReplicaOwner>: Controller {
  /// Pods created or deleted at a time; what is left comes with the next sync. As upstream's `BurstReplicas`.
  static var burstReplicas: Int { 500 }

  private let owners: Informer<Owner>
  private let pods: Informer<Pod>
  private let queue: WorkQueue<ObjectKey>
  private let expectations: Expectations<ObjectKey>
  private let control: PodControl
  private let client: APIClient
  private let time: any TimeSource
  private let workers: Int

  init(_ context: ControllerContext, name: String, workers: Int) {
    owners = context.informers.informer(for: Owner.self)
    pods = context.informers.pods
    queue = context.queue(Owner.gvk.kind.lowercased())
    expectations = Expectations(time: context.time)
    client = context.client(for: name)
    control = PodControl(client: client, recorder: context.recorder(name))
    time = context.time
    self.workers = workers
    owners.addHandler { [weak self] in self?.ownerChanged($0) }
    pods.addHandler { [weak self] in self?.podChanged($0) }
  }

  func run() async {
    await work(queue, workers: workers, recorder: control.recorder, after: [owners, pods]) { [self] in
      try await sync($0)
    }
  }

  private func ownerChanged(_ change: Informer<Owner>.Change) {
    let key = change.object.key
    if case .deleted = change { expectations.forget(key) }
    queue.add(key)
  }

  private func podChanged(_ change: Informer<Pod>.Change) {
    switch change {
    case .added(let pod):
      if pod.isDeleting { return podGone(pod) }
      if let key = ownerKey(of: pod) {
        expectations.creationObserved(key)
        queue.add(key)
      } else if pod.controllerReference == nil {
        enqueueMatching(pod)
      }
    case .updated(let old, let new):
      if new.isDeleting, !old.isDeleting { return podGone(new) }
      if let before = ownerKey(of: old), old.controllerReference?.uid != new.controllerReference?.uid {
        queue.add(before)
      }
      if let key = ownerKey(of: new) {
        queue.add(key)
        // Available only later: have a look when the time has come.
        if new.isReady, !old.isReady, let owner = owners.cache[key], owner.minReadySeconds > 0 {
          queue.add(key, after: .seconds(Int64(owner.minReadySeconds) + 1))
        }
      } else if new.controllerReference == nil,
        old.metadata.labels != new.metadata.labels || old.controllerReference != nil
      {
        enqueueMatching(new)
      }
    case .deleted(let pod): podGone(pod)
    }
  }

  private func podGone(_ pod: Pod) {
    guard let key = ownerKey(of: pod) else { return }
    expectations.deletionObserved(key, uid: pod.uid)
    queue.add(key)
  }

  private func ownerKey(of pod: Pod) -> ObjectKey? {
    guard let reference = pod.controllerReference, reference.kind == Owner.gvk.kind,
      reference.apiVersion == Owner.gvk.apiVersion
    else { return nil }
    let key = ObjectKey(namespace: pod.metadata.namespace, name: reference.name)
    // An owner of the same name but another uid is a stranger.
    if let owner = owners.cache[key], owner.uid != reference.uid { return nil }
    return key
  }

  private func enqueueMatching(_ orphan: Pod) {
    for owner in owners.cache.all(in: orphan.metadata.namespace)
    where owner.podSelector.matches(orphan.metadata.labels) { queue.add(owner.key) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let owner = owners.cache[key] else {
      expectations.forget(key)
      return
    }
    let mayAct = expectations.areSatisfied(key)
    let candidates =
      pods.cache.indexed(PodIndex.controller, owner.uid)
      + pods.cache.indexed(PodIndex.controller, PodIndex.orphans(in: key.namespace))
    let adoption = Adoption<Owner, Pod>(client: client, owner: owner, selector: owner.podSelector)
    let own = try await adoption.claim(candidates.filter(\.isActive))
    var failure: Failure?
    if mayAct, !owner.isDeleting { failure = await manage(owner, own) }
    let status = status(of: owner, own, failure)
    let stored = try await store(status, owner)
    if let failure { throw failure.error }
    if stored.minReadySeconds > 0, status.readyReplicas == owner.desiredReplicas,
      status.availableReplicas != owner.desiredReplicas
    {
      queue.add(key, after: .seconds(Int64(stored.minReadySeconds)))
    }
  }

  private struct Failure {
    var reason: String
    var error: any Error
  }

  private func manage(_ owner: Owner, _ own: [Pod]) async -> Failure? {
    let missing = Int(owner.desiredReplicas) - own.count
    if missing > 0 { return await createPods(min(missing, Self.burstReplicas), owner) }
    if missing < 0 { return await deletePods(min(-missing, Self.burstReplicas), owner, own) }
    return nil
  }

  private func createPods(_ count: Int, _ owner: Owner) async -> Failure? {
    let key = owner.key
    let template = owner.podTemplate
    expectations.expectCreations(count, for: key)
    let (succeeded, error) = await slowStartBatch(count) { [control] _ in
      do {
        try await control.create(template, for: owner)
      } catch let error as APIError where error.isNamespaceTerminating {
        // Nothing more can be created here; the namespace takes us with it.
      }
    }
    if succeeded < count { expectations.creationObserved(key, count: count - succeeded) }
    return error.map { Failure(reason: "FailedCreate", error: $0) }
  }

  private func deletePods(_ count: Int, _ owner: Owner, _ own: [Pod]) async -> Failure? {
    let key = owner.key
    let doomed = PodRank.firstToGo(count, of: own, related: related(to: owner, own), now: time.now())
    expectations.expectDeletions(doomed.map(\.uid), for: key)
    let errors = await withTaskGroup(of: (any Error)?.self) { group in
      for pod in doomed {
        group.addTask { [control, expectations] in
          do {
            try await control.delete(pod, for: owner)
            return nil
          } catch {
            expectations.deletionObserved(key, uid: pod.uid)
            if let error = error as? APIError, error.isNotFound { return nil }
            return error
          }
        }
      }
      var errors: [any Error] = []
      for await error in group { if let error { errors.append(error) } }
      return errors
    }
    return errors.first.map { Failure(reason: "FailedDelete", error: $0) }
  }

  /// The pods of all owners under the same manager (a Deployment's ReplicaSets): a rollout shall spread, too.
  private func related(to owner: Owner, _ own: [Pod]) -> [Pod] {
    guard let manager = owner.controllerReference?.uid else { return own }
    return owners.cache.all(in: owner.key.namespace).filter { $0.controllerReference?.uid == manager }
      .flatMap { pods.cache.indexed(PodIndex.controller, $0.uid) }
  }

  private func status(of owner: Owner, _ own: [Pod], _ failure: Failure?) -> ReplicaStatus {
    let now = time.now()
    let template = LabelSelector(labels: owner.podTemplate.metadata.labels)
    var status = owner.replicaStatus
    let ready = own.filter(\.isReady)
    status.replicas = Int32(own.count)
    status.fullyLabeledReplicas = Int32(own.count { template.matches($0.metadata.labels) })
    status.readyReplicas = Int32(ready.count)
    status.availableReplicas = Int32(
      ready.count { $0.isAvailable(minReadySeconds: owner.minReadySeconds, now: now) })
    status.observedGeneration = owner.metadata.generation
    let known = status.conditions.first { $0.type == "ReplicaFailure" }
    if let failure, known?.reason != failure.reason {
      var condition = ReplicaSetCondition()
      condition.type = "ReplicaFailure"
      condition.status = "True"
      condition.reason = failure.reason
      condition.message = "\(failure.error)"
      condition.lastTransitionTime = now.wholeSeconds
      status.conditions.removeAll { $0.type == "ReplicaFailure" }
      status.conditions.append(condition)
    } else if failure == nil, known != nil {
      status.conditions.removeAll { $0.type == "ReplicaFailure" }
    }
    return status
  }

  private func store(_ status: ReplicaStatus, _ owner: Owner) async throws -> Owner {
    guard status != owner.replicaStatus else { return owner }
    var changed = owner
    changed.replicaStatus = status
    do {
      return try await client.updateStatus(changed)
    } catch let error as APIError where error.isConflict {
      // Once more on the newest state; its generation is then seen by the next sync.
      var fresh: Owner = try await client.get(owner.key.name, namespace: owner.key.namespace)
      fresh.replicaStatus = status
      return try await client.updateStatus(fresh)
    }
  }
}
