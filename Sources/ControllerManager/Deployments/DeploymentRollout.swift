import APIClient
import APIMachinery
import KubernetesAPI

/// One sync of one Deployment: brings its ReplicaSets one step nearer to what it asks for.
struct DeploymentRollout {
  let controller: DeploymentController
  var deployment: Deployment
  /// The ReplicaSet of the present template, and the others.
  var new: ReplicaSet?
  var old: [ReplicaSet]

  private var client: APIClient { controller.client }
  private var scaling: DeploymentScaling { DeploymentScaling(deployment: deployment) }
  private var all: [ReplicaSet] { old + (new.map { [$0] } ?? []) }

  init(controller: DeploymentController, deployment: Deployment, sets: [ReplicaSet]) {
    self.controller = controller
    self.deployment = deployment
    let template = deployment.spec.template
    let byAge = sets.sorted(by: DeploymentScaling.isOlder)
    new = byAge.first { $0.spec.template.withoutHash == template.withoutHash }
    let newUID = new?.uid
    old = byAge.filter { $0.uid != newUID }
  }

  mutating func run(oldPodsRunning: ([ReplicaSet]) -> Bool) async throws {
    if deployment.isDeleting { return try await storeStatus(progress.status()) }
    try await notePause()
    if deployment.spec.paused || isScalingEvent {
      try await findNew(creating: false)
      try await apply(scaling.scaledReplicas(new: new, old: old))
      if deployment.spec.paused { try await cleanUp() }
      return try await storeStatus(progress.status())
    }
    if scaling.isRolling { try await roll() } else { try await recreate(oldPodsRunning) }
  }

  private var progress: DeploymentProgress {
    DeploymentProgress(deployment: deployment, new: new, all: all, now: controller.time.now())
  }

  /// Only the number of replicas was changed, which an active ReplicaSet's annotation tells.
  private var isScalingEvent: Bool {
    all.contains { set in
      guard set.desiredReplicas > 0,
        let noted = Int32(set.metadata.annotations[DeploymentAnnotation.desiredReplicas] ?? "")
      else { return false }
      return noted != deployment.desiredReplicas
    }
  }

  private mutating func roll() async throws {
    try await findNew(creating: true)
    guard let new else { return }
    let size = scaling.newReplicas(of: new, among: all)
    if size != new.desiredReplicas {
      try await apply([new.metadata.name: size])
      return try await storeStatus(progress.status())
    }
    let steps = scaling.oldReplicasAfterStep(new: new, old: old).filter { name, size in
      old.first { $0.metadata.name == name }?.desiredReplicas != size
    }
    if !steps.isEmpty {
      try await apply(steps)
      return try await storeStatus(progress.status())
    }
    try await cleanUp()
    try await storeStatus(progress.status())
  }

  private mutating func recreate(_ oldPodsRunning: ([ReplicaSet]) -> Bool) async throws {
    try await findNew(creating: false)
    let active = old.filter { $0.desiredReplicas > 0 }
    if !active.isEmpty {
      try await apply(Dictionary(uniqueKeysWithValues: active.map { ($0.metadata.name, 0) }))
      return try await storeStatus(progress.status())
    }
    if oldPodsRunning(old) { return try await storeStatus(progress.status()) }
    try await findNew(creating: true)
    if let new, new.desiredReplicas != deployment.desiredReplicas {
      try await apply([new.metadata.name: deployment.desiredReplicas])
    }
    try await cleanUp()
    try await storeStatus(progress.status())
  }

  /// Makes the new ReplicaSet the newest revision, after creating it where it isn't there yet.
  private mutating func findNew(creating: Bool) async throws {
    let revision = (old.map(\.revision).max() ?? 0) + 1
    if var known = new {
      var isChanged = known.takeAnnotations(of: deployment, revision: revision)
      if known.spec.minReadySeconds != deployment.spec.minReadySeconds {
        known.spec.minReadySeconds = deployment.spec.minReadySeconds
        isChanged = true
      }
      if isChanged { known = try await client.update(known) }
      new = known
      try await setRevision(known.revision)
      if deployment.hasProgressDeadline, deployment.status.condition("Progressing") == nil {
        deployment.status.set(
          "Progressing", "True", "FoundNewReplicaSet", "Found new replica set \"\(known.metadata.name)\"",
          controller.time.now())
      }
      return
    }
    guard creating else { return }
    try await createNew(revision: revision)
  }

  private mutating func createNew(revision: Int64) async throws {
    let collisions = deployment.status.collisionCount ?? 0
    var template = deployment.spec.template
    let hash = template.hash(collisions: collisions)
    template.metadata.labels[PodTemplateSpec.hashLabel] = hash
    var set = ReplicaSet()
    set.metadata.name = deployment.metadata.name + "-" + hash
    set.metadata.namespace = deployment.metadata.namespace
    set.metadata.labels = template.metadata.labels
    set.metadata.ownerReferences = [deployment.asController]
    set.spec.minReadySeconds = deployment.spec.minReadySeconds
    set.spec.template = template
    var selector = deployment.spec.selector ?? MetaLabelSelector()
    selector.matchLabels[PodTemplateSpec.hashLabel] = hash
    set.spec.selector = selector
    _ = set.takeAnnotations(of: deployment, revision: revision)
    _ = set.setReplicasAnnotations(
      desired: deployment.desiredReplicas, max: deployment.desiredReplicas + scaling.maxSurge)
    set.spec.replicas = 0
    set.spec.replicas = scaling.newReplicas(of: set, among: all + [set])
    do {
      let created = try await client.create(set)
      new = created
      if created.desiredReplicas > 0 {
        controller.recorder.normal(
          EventSubject(deployment), "ScalingReplicaSet",
          "Scaled up replica set \(created.metadata.name) from 0 to \(created.desiredReplicas)")
      }
    } catch let error as APIError where error.isAlreadyExists {
      try await takeExisting(set, error)
    } catch let error as APIError where error.isNamespaceTerminating {
      return
    } catch {
      if deployment.hasProgressDeadline {
        deployment.status.set(
          "Progressing", "False", "ReplicaSetCreateError",
          "Failed to create new replica set \"\(set.metadata.name)\": \(error)", controller.time.now())
        _ = try? await client.updateStatus(deployment)
      }
      throw error
    }
    try await setRevision(revision)
    if deployment.hasProgressDeadline {
      deployment.status.set(
        "Progressing", "True", "NewReplicaSetCreated", "Created new replica set \"\(set.metadata.name)\"",
        controller.time.now())
    }
  }

  /// The name is taken: by our own ReplicaSet that the cache hasn't shown yet, or by a template of the same hash.
  private mutating func takeExisting(_ wanted: ReplicaSet, _ error: APIError) async throws {
    let found: ReplicaSet = try await client.get(wanted.metadata.name, namespace: wanted.metadata.namespace)
    if found.controllerReference?.uid == deployment.uid,
      found.spec.template.withoutHash == deployment.spec.template.withoutHash
    {
      new = found
      return
    }
    deployment.status.collisionCount = (deployment.status.collisionCount ?? 0) + 1
    try await client.updateStatus(deployment)
    throw error
  }

  private mutating func setRevision(_ revision: Int64) async throws {
    let text = String(revision)
    guard deployment.metadata.annotations[DeploymentAnnotation.revision] != text else { return }
    let status = deployment.status
    let patched: Deployment = try await client.patch(
      Deployment.self, deployment.metadata.name, namespace: deployment.metadata.namespace,
      .merge(["metadata": ["annotations": [DeploymentAnnotation.revision: .string(text)]]]))
    deployment = patched
    deployment.status = status
  }

  /// Scales ReplicaSets, and notes the Deployment's size in every active one.
  private mutating func apply(_ sizes: [String: Int32]) async throws {
    let most = deployment.desiredReplicas + scaling.maxSurge
    for index in old.indices { old[index] = try await scale(old[index], to: sizes[old[index].metadata.name], most) }
    if let known = new { new = try await scale(known, to: sizes[known.metadata.name], most) }
  }

  private func scale(_ set: ReplicaSet, to size: Int32?, _ most: Int32) async throws -> ReplicaSet {
    let before = set.desiredReplicas
    guard size != nil || before > 0 else { return set }
    var changed = set
    let isNoted = changed.setReplicasAnnotations(desired: deployment.desiredReplicas, max: most)
    let isScaled = size.map { $0 != before } ?? false
    guard isScaled || isNoted else { return set }
    if let size { changed.spec.replicas = size }
    let stored = try await client.update(changed)
    if isScaled, let size {
      let direction = size > before ? "up" : "down"
      controller.recorder.normal(
        EventSubject(deployment), "ScalingReplicaSet",
        "Scaled \(direction) replica set \(set.metadata.name) from \(before) to \(size)")
    }
    return stored
  }

  /// Keeps "paused" and "resumed" in the Progressing condition, so that a pause doesn't count as lack of progress.
  private mutating func notePause() async throws {
    guard deployment.hasProgressDeadline else { return }
    let condition = deployment.status.condition("Progressing")
    if condition?.reason == "ProgressDeadlineExceeded" { return }
    let wasPaused = condition?.reason == "DeploymentPaused"
    let now = controller.time.now()
    if deployment.spec.paused, !wasPaused {
      deployment.status.set("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", now)
    } else if !deployment.spec.paused, wasPaused {
      deployment.status.set("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", now)
    } else {
      return
    }
    deployment = try await client.updateStatus(deployment)
  }

  /// Deletes the oldest empty ReplicaSets beyond `revisionHistoryLimit`.
  private func cleanUp() async throws {
    guard let limit = deployment.spec.revisionHistoryLimit, limit != Int32.max, progress.isComplete(progress.counted())
    else { return }
    let candidates = old.filter { !$0.isDeleting }
    let excess = candidates.count - Int(limit)
    guard excess > 0 else { return }
    for set in candidates.sorted(by: { $0.revision < $1.revision }).prefix(excess) {
      guard set.status.replicas == 0, set.desiredReplicas == 0,
        set.metadata.generation <= set.status.observedGeneration
      else { continue }
      _ = try await ifFound {
        try await client.delete(
          ReplicaSet.self, set.metadata.name, namespace: set.metadata.namespace, options: DeletionOptions(uid: set.uid))
      }
    }
  }

  private func storeStatus(_ status: DeploymentStatus) async throws {
    if let wait = progress.timeUntilDeadline(status) { controller.queue.add(deployment.key, after: wait) }
    guard status != deployment.status || status != storedStatus else { return }
    var changed = deployment
    changed.status = status
    try await client.updateStatus(changed)
  }

  /// The status as the cache has it: conditions set on the way aren't stored yet.
  private var storedStatus: DeploymentStatus { controller.cached(deployment.key)?.status ?? DeploymentStatus() }
}
