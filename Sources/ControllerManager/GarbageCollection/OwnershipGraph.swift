import APIClient
import APIMachinery
import KubernetesAPI

/// Who owns whom, as last seen: pure bookkeeping, no I/O.
struct OwnershipGraph {
  /// Which object of which kind.
  struct Identity: Sendable, Hashable {
    var apiVersion: String
    var kind: String
    var key: ObjectKey
    var uid: String
  }

  struct Entry: Sendable {
    var identity: Identity
    var owners: [OwnerReference] = []
    var dependents: Set<String> = []
    /// Seen itself, not only named as somebody's owner.
    var isObserved = false
    var isDeleting = false
    /// Being deleted, and waiting for its dependents to go first.
    var isForeground = false
    /// Being deleted, and leaving its dependents behind.
    var isOrphaning = false
  }

  /// What has to be looked at after a change.
  enum Task: Sendable, Hashable {
    /// Whether the object with this uid should go.
    case delete(String)
    /// The dependents of the object with this uid are to be left behind.
    case orphan(String)
  }

  private(set) var entries: [String: Entry] = [:]

  subscript(uid: String) -> Entry? { entries[uid] }

  /// Takes the newest state of an object.
  mutating func observe(_ object: TrackedObject) -> [Task] {
    let uid = object.identity.uid
    var tasks: [Task] = []
    var entry = entries[uid] ?? Entry(identity: object.identity)
    let wasForeground = entry.isForeground
    let oldOwners = Set(entry.owners.map(\.uid))
    let newOwners = Set(object.owners.map(\.uid))
    let blockedBefore = Set(entry.owners.filter { $0.blockOwnerDeletion ?? false }.map(\.uid))
    let blockedNow = Set(object.owners.filter { $0.blockOwnerDeletion ?? false }.map(\.uid))
    entry.identity = object.identity
    entry.owners = object.owners
    entry.isObserved = true
    entry.isDeleting = object.isDeleting
    entry.isForeground = object.isDeleting && object.finalizers.contains("foregroundDeletion")
    entry.isOrphaning = object.isDeleting && object.finalizers.contains("orphan")
    entries[uid] = entry
    for owner in object.owners where !oldOwners.contains(owner.uid) {
      tasks += add(dependent: object, to: owner)
    }
    for gone in oldOwners.subtracting(newOwners) {
      entries[gone]?.dependents.remove(uid)
      if entries[gone]?.isForeground ?? false { tasks.append(.delete(gone)) }
    }
    for freed in blockedBefore.subtracting(blockedNow).intersection(newOwners).sorted() {
      if entries[freed]?.isForeground ?? false { tasks.append(.delete(freed)) }
    }
    if entry.isOrphaning { tasks.append(.orphan(uid)) }
    if entry.isForeground, !wasForeground {
      tasks += entry.dependents.sorted().map { .delete($0) }
      tasks.append(.delete(uid))
    }
    return tasks
  }

  private mutating func add(dependent: TrackedObject, to owner: OwnerReference) -> [Task] {
    if entries[owner.uid] == nil {
      // Owner and dependent share a namespace, unless the owner has none; the look-up settles it.
      entries[owner.uid] = Entry(
        identity: Identity(
          apiVersion: owner.apiVersion, kind: owner.kind,
          key: ObjectKey(namespace: dependent.identity.key.namespace, name: owner.name), uid: owner.uid))
    }
    entries[owner.uid]?.dependents.insert(dependent.identity.uid)
    guard let entry = entries[owner.uid] else { return [] }
    if !entry.isObserved { return [.delete(owner.uid)] }
    return entry.isForeground ? [.delete(dependent.identity.uid)] : []
  }

  /// The object is gone.
  mutating func remove(_ uid: String) -> [Task] {
    guard let entry = entries.removeValue(forKey: uid) else { return [] }
    var tasks: [Task] = entry.dependents.sorted().map { .delete($0) }
    for owner in entry.owners {
      entries[owner.uid]?.dependents.remove(uid)
      if entries[owner.uid]?.isForeground ?? false { tasks.append(.delete(owner.uid)) }
      if let left = entries[owner.uid], !left.isObserved, left.dependents.isEmpty { entries[owner.uid] = nil }
    }
    if !entry.dependents.isEmpty {
      // Kept as unobserved while dependents name it, so that they are found when they change.
      var ghost = Entry(identity: entry.identity)
      ghost.dependents = entry.dependents
      entries[uid] = ghost
    }
    return tasks
  }

  /// Forgets an owner that was never seen and isn't there.
  mutating func confirmAbsent(_ uid: String) -> [Task] {
    (entries[uid]?.dependents.sorted() ?? []).map { .delete($0) }
  }

  /// The dependents whose references hold up a foreground deletion.
  func blockers(of uid: String) -> [Entry] {
    (entries[uid]?.dependents.sorted() ?? []).compactMap { entries[$0] }.filter { dependent in
      dependent.owners.contains { $0.uid == uid && ($0.blockOwnerDeletion ?? false) }
    }
  }
}

/// What the garbage collector keeps of an object.
struct TrackedObject: Sendable {
  var identity: OwnershipGraph.Identity
  var owners: [OwnerReference]
  var finalizers: [String]
  var isDeleting: Bool

  init(_ json: JSONValue, _ kind: GroupVersionKind) throws {
    let metadata = json["metadata"] ?? [:]
    identity = OwnershipGraph.Identity(
      apiVersion: kind.apiVersion, kind: kind.kind,
      key: ObjectKey(
        namespace: metadata["namespace"]?.stringValue ?? "", name: metadata["name"]?.stringValue ?? ""),
      uid: metadata["uid"]?.stringValue ?? "")
    owners = try (metadata["ownerReferences"]?.arrayValue ?? []).map { try OwnerReference(json: $0) }
    finalizers = (metadata["finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
    isDeleting = metadata["deletionTimestamp"]?.stringValue != nil
  }
}
