import APIMachinery

/// The objects of the fake API, and everything that happened to them, by resource version.
struct FakeStorage {
  struct Key: Hashable, Comparable {
    /// Two versions of a resource (v1 and events.k8s.io events) are told apart here, unlike in a real store.
    var resource: FakeResource
    var namespace: String
    var name: String

    static func < (left: Key, right: Key) -> Bool { (left.namespace, left.name) < (right.namespace, right.name) }
  }

  struct Change {
    var version: Int64
    var key: Key
    var old: JSONValue?
    /// nil for a deletion.
    var new: JSONValue?
    /// The object as a deletion reports it.
    var last: JSONValue?
  }

  private(set) var objects: [Key: JSONValue] = [:]
  private(set) var version: Int64 = 1
  private(set) var history: [Change] = []
  /// History before this version is forgotten.
  private(set) var oldest: Int64 = 1

  subscript(key: Key) -> JSONValue? { objects[key] }

  func keys(of resource: FakeResource, in namespace: String?) -> [Key] {
    objects.keys.filter { $0.resource == resource && (namespace == nil || $0.namespace == namespace) }.sorted()
  }

  /// Stores an object under the next resource version and gives it as stored.
  mutating func put(_ object: JSONValue, _ key: Key) -> JSONValue {
    version += 1
    var object = object
    object["metadata"]?["resourceVersion"] = .string(String(version))
    history.append(Change(version: version, key: key, old: objects[key], new: object, last: nil))
    objects[key] = object
    return object
  }

  /// Removes an object and gives it as the deletion reports it.
  mutating func remove(_ key: Key) -> JSONValue? {
    guard let old = objects.removeValue(forKey: key) else { return nil }
    version += 1
    var last = old
    last["metadata"]?["resourceVersion"] = .string(String(version))
    history.append(Change(version: version, key: key, old: old, new: nil, last: last))
    return last
  }

  /// The changes after `version`; nil where history no longer reaches back that far.
  func changes(after version: Int64) -> ArraySlice<Change>? {
    guard version + 1 >= oldest else { return nil }
    var low = 0
    var high = history.count
    while low < high {
      let middle = (low + high) / 2
      if history[middle].version <= version { low = middle + 1 } else { high = middle }
    }
    return history[low...]
  }

  mutating func compact() {
    history = []
    oldest = version + 1
  }
}
