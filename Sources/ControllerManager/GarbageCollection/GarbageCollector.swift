import APIClient
import APIMachinery
import KubernetesAPI
import Logging
import Synchronization

/// Deletes objects whose owners are gone, in the order that foreground deletion asks for, or takes the owner's
/// name off them where they are to be left behind.
final class GarbageCollector: Controller {
  private let context: ControllerContext
  private let client: APIClient
  private let queue: WorkQueue<OwnershipGraph.Task>
  private let graph = Mutex(OwnershipGraph())
  private let catalog = Mutex<[GroupKind: DiscoveredResource]>([:])
  private let watched = Mutex<Set<GroupVersionResource>>([])
  private let kindsChanged = Signal()

  /// How often the server is asked for new kinds where nothing tells of them.
  private static let discoveryPeriod: Duration = .seconds(30)
  /// How long after a change of definitions it is asked: until they are served, and once for many.
  private static let settlingTime: Duration = .seconds(1)
  /// The kinds by which kinds come and go.
  private static let definitions: Set<String> = ["CustomResourceDefinition", "APIService"]
  /// Created all the time, owned by nobody.
  private static let ignored: Set<GroupResource> = [
    GroupResource(group: "", resource: "events"), GroupResource(group: "events.k8s.io", resource: "events"),
  ]

  init(_ context: ControllerContext) {
    self.context = context
    client = context.client(for: "generic-garbage-collector")
    queue = WorkQueue(name: "garbage_collector_attempt_to_delete", time: context.time)
    context.metrics?.add(queue)
  }

  /// The children are a watch per kind that can be deleted, the workers, and the search for new kinds.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in
        await queue.run(workers: context.options.concurrentGarbageCollectorSyncs) { [self] task in
          switch task {
          case .delete(let uid): try await attemptToDelete(uid)
          case .orphan(let uid): try await orphanDependents(of: uid)
          }
        }
      }
      while !Task.isCancelled {
        for informer in await newInformers() {
          group.addTask { await informer.run() }
        }
        await kindsChanged.wait(upTo: Self.discoveryPeriod, context.time)
        try? await context.time.sleep(for: Self.settlingTime)
      }
      group.cancelAll()
    }
  }

  private func newInformers() async -> [Informer<TrackedObject>] {
    let discovery: Discovery
    do {
      discovery = try await Discovery(client)
    } catch {
      if !Task.isCancelled { Logger(label: "garbagecollector").warning("discovery failed: \(error)") }
      return []
    }
    var fresh: [Informer<TrackedObject>] = []
    for resource in discovery.resources {
      catalog.withLock { catalog in
        let kind = resource.gvk.groupKind
        // `kubectl get` of some kinds goes through resources that can't be deleted (bindings, reviews).
        if catalog[kind] == nil || resource.verbs.contains("delete") { catalog[kind] = resource }
      }
      guard resource.verbs.isSuperset(of: ["delete", "list", "watch"]),
        !Self.ignored.contains(resource.resource.groupResource),
        watched.withLock({ $0.insert(resource.resource).inserted })
      else { continue }
      fresh.append(informer(of: resource))
    }
    return fresh
  }

  private func informer(of resource: DiscoveredResource) -> Informer<TrackedObject> {
    var options = ListOptions()
    options.metadataOnly = true
    let kind = resource.gvk
    let informer = Informer(
      client: client,
      source: ListWatch(ResourcePath(resource.resource), options) { try TrackedObject($0, kind) },
      time: context.time, random: context.random)
    informer.addHandler { [weak self] in self?.changed($0) }
    return informer
  }

  private func changed(_ change: Informer<TrackedObject>.Change) {
    if Self.definitions.contains(change.object.identity.kind) { kindsChanged.send() }
    let tasks = graph.withLock { graph in
      switch change {
      case .added(let object): graph.observe(object)
      case .updated(let old, let new):
        // Deleted and created again between two looks.
        (old.identity.uid == new.identity.uid ? [] : graph.remove(old.identity.uid)) + graph.observe(new)
      case .deleted(let object): graph.remove(object.identity.uid)
      }
    }
    for task in tasks { queue.add(task) }
  }

  private func gone(_ uid: String) {
    let tasks = graph.withLock { $0.remove(uid) }
    for task in tasks { queue.add(task) }
  }

  // MARK: Deleting

  private func attemptToDelete(_ uid: String) async throws {
    guard let entry = graph.withLock({ $0[uid] }) else { return }
    if entry.isDeleting, !entry.isForeground { return }
    guard entry.isObserved else { return try await verify(entry) }
    guard let (path, live) = try await read(entry.identity) else { return gone(uid) }
    if entry.isForeground { return try await letGo(entry, path, live) }
    let object = try TrackedObject(
      live, GroupVersionKind(apiVersion: entry.identity.apiVersion, kind: entry.identity.kind))
    guard !object.owners.isEmpty, !object.isDeleting else { return }
    var solid: [OwnerReference] = []
    var waiting: [OwnerReference] = []
    for owner in object.owners {
      switch try await state(of: owner, dependent: entry.identity) {
      case .present: solid.append(owner)
      case .waiting: waiting.append(owner)
      case .absent: break
      }
    }
    if !solid.isEmpty {
      guard solid.count < object.owners.count else { return }
      return try await setOwners(solid, path, live)
    }
    let hasDependents = !entry.dependents.isEmpty
    let propagation: DeletionOptions.Propagation
    if !waiting.isEmpty, hasDependents {
      if isInCircle(entry) { try await setOwners(object.owners.map(Self.released), path, live) }
      propagation = .foreground
    } else if object.finalizers.contains("orphan") {
      propagation = .orphan
    } else if object.finalizers.contains("foregroundDeletion") {
      propagation = .foreground
    } else {
      propagation = .background
    }
    _ = try await ifFound {
      try await client.delete(
        path, name: entry.identity.key.name, options: DeletionOptions(propagation: propagation, uid: uid))
    }
  }

  /// Whether the object waits for a dependent that waits for others itself, maybe for this one. Upstream's test; it is
  /// taken too often rather than too rarely.
  private func isInCircle(_ entry: OwnershipGraph.Entry) -> Bool {
    graph.withLock { graph in entry.dependents.contains { graph[$0]?.isForeground ?? false } }
  }

  /// The reference, which holds up nobody's deletion any more.
  private static func released(_ owner: OwnerReference) -> OwnerReference {
    var owner = owner
    owner.blockOwnerDeletion = false
    return owner
  }

  /// An owner that was named but never seen: when it isn't there, its dependents go.
  private func verify(_ entry: OwnershipGraph.Entry) async throws {
    guard resource(of: entry.identity) != nil else { return }
    guard try await read(entry.identity) == nil else { return }
    let tasks = graph.withLock { $0.confirmAbsent(entry.identity.uid) }
    for task in tasks { queue.add(task) }
  }

  private enum OwnerState { case present, waiting, absent }

  private func state(of owner: OwnerReference, dependent: OwnershipGraph.Identity) async throws -> OwnerState {
    if let known = graph.withLock({ $0[owner.uid] }), known.isObserved {
      return known.isForeground ? .waiting : .present
    }
    let identity = OwnershipGraph.Identity(
      apiVersion: owner.apiVersion, kind: owner.kind,
      key: ObjectKey(namespace: dependent.key.namespace, name: owner.name), uid: owner.uid)
    // Never delete for an owner of a kind that isn't known.
    guard resource(of: identity) != nil else { return .present }
    return try await read(identity) == nil ? .absent : .present
  }

  /// Takes the finalizer off an owner whose dependents are gone; else sees to it that they go.
  private func letGo(_ entry: OwnershipGraph.Entry, _ path: ResourcePath, _ live: JSONValue) async throws {
    let blockers = graph.withLock { $0.blockers(of: entry.identity.uid) }
    guard blockers.isEmpty else {
      for blocker in blockers where !blocker.isDeleting { queue.add(.delete(blocker.identity.uid)) }
      return
    }
    try await removeFinalizer("foregroundDeletion", path, live)
  }

  private func orphanDependents(of uid: String) async throws {
    guard let entry = graph.withLock({ $0[uid] }), entry.isOrphaning else { return }
    for dependent in entry.dependents.sorted().compactMap({ uid in graph.withLock { $0[uid] } }) {
      guard let (path, live) = try await read(dependent.identity) else { continue }
      let owners = try (live[path: "metadata", "ownerReferences"]?.arrayValue ?? []).map {
        try OwnerReference(json: $0)
      }
      guard owners.contains(where: { $0.uid == uid }) else { continue }
      try await setOwners(owners.filter { $0.uid != uid }, path, live)
    }
    guard let (path, live) = try await read(entry.identity) else { return gone(uid) }
    try await removeFinalizer("orphan", path, live)
  }

  // MARK: Requests

  private func resource(of identity: OwnershipGraph.Identity) -> DiscoveredResource? {
    guard let kind = try? GroupVersionKind(apiVersion: identity.apiVersion, kind: identity.kind) else { return nil }
    return catalog.withLock { $0[kind.groupKind] }
  }

  /// The object as the server has it; nil where it is gone or another of its name.
  private func read(_ identity: OwnershipGraph.Identity) async throws -> (ResourcePath, JSONValue)? {
    guard let resource = resource(of: identity) else { return nil }
    let path = ResourcePath(resource.resource, namespace: resource.isNamespaced ? identity.key.namespace : nil)
    guard let live = try await ifFound({ try await client.get(path, name: identity.key.name) }),
      live[path: "metadata", "uid"]?.stringValue == identity.uid
    else { return nil }
    return (path, live)
  }

  private func setOwners(_ owners: [OwnerReference], _ path: ResourcePath, _ live: JSONValue) async throws {
    try await patch(["ownerReferences": .array(owners.map(\.json))], path, live)
  }

  private func removeFinalizer(_ finalizer: String, _ path: ResourcePath, _ live: JSONValue) async throws {
    let finalizers = live[path: "metadata", "finalizers"]?.arrayValue ?? []
    guard finalizers.contains(.string(finalizer)) else { return }
    try await patch(["finalizers": .array(finalizers.filter { $0.stringValue != finalizer })], path, live)
  }

  /// Changes metadata, provided that the object is as it was read.
  private func patch(_ metadata: JSONValue, _ path: ResourcePath, _ live: JSONValue) async throws {
    var metadata = metadata
    metadata["uid"] = live[path: "metadata", "uid"]
    metadata["resourceVersion"] = live[path: "metadata", "resourceVersion"]
    let change: JSONValue = ["metadata": metadata]
    _ = try await ifFound {
      try await client.patch(path, name: live[path: "metadata", "name"]?.stringValue ?? "", .merge(change))
    }
  }
}
