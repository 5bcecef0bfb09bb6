import Synchronization

/// One change of an object, as the history of a cache holds it: shared by all watchers, and encoded for them once.
final class CacheEvent: Sendable {
  let revision: Revision
  /// The object after the change; nil where it was deleted.
  let current: CachedObject?
  /// The object before the change; nil where it was created.
  let previous: CachedObject?

  private struct Lazy {
    var lastState: CachedObject?
    var encodings: [(kind: WatchedObject.Kind, form: String, bytes: [UInt8])] = []
  }
  private let lazy = Mutex(Lazy())

  init(revision: Revision, current: CachedObject?, previous: CachedObject?) {
    self.revision = revision
    self.current = current
    self.previous = previous
  }

  var key: String { current?.key ?? previous?.key ?? "" }

  /// The bytes that this event keeps in memory beside the objects that are still current.
  var retainedBytes: Int { (previous?.bytes.count ?? 0) + 512 }

  /// How a watcher that selects with `filter` sees this change: an object that enters its selection is added, one
  /// that leaves it is deleted. nil where it sees nothing.
  func seen(through filter: ((CachedObject) -> Bool)?) -> WatchedObject? {
    let isSelected = current.map { filter?($0) ?? true } ?? false
    let wasSelected = previous.map { filter?($0) ?? true } ?? false
    switch (isSelected, wasSelected) {
    case (true, false): return current.map { WatchedObject(kind: .added, object: $0, event: self) }
    case (true, true): return current.map { WatchedObject(kind: .modified, object: $0, event: self) }
    case (false, true): return lastState().map { WatchedObject(kind: .deleted, object: $0, event: self) }
    case (false, false): return nil
    }
  }

  /// The object before the change under the revision of the change.
  private func lastState() -> CachedObject? {
    lazy.withLock { lazy in
      if lazy.lastState == nil { lazy.lastState = previous?.restamped(revision) }
      return lazy.lastState
    }
  }

  func encoding(_ kind: WatchedObject.Kind, _ form: String, _ make: () throws -> [UInt8]) rethrows -> [UInt8] {
    try lazy.withLock { lazy in
      if let found = lazy.encodings.first(where: { $0.kind == kind && $0.form == form }) { return found.bytes }
      let bytes = try make()
      lazy.encodings.append((kind, form, bytes))
      return bytes
    }
  }

  /// Frees what was encoded; a late watcher encodes again.
  func dropEncodings() {
    let dropped = lazy.withLock { lazy in
      defer { lazy = Lazy() }
      return lazy
    }
    _ = dropped
  }
}

/// What a watcher of a cache is given.
public enum WatchCacheEvent: Sendable {
  case object(WatchedObject)
  /// Everything up to `revision` has been delivered. `endsInitialEvents` marks the end of the initial events, for
  /// the annotation `k8s.io/initial-events-end`.
  case bookmark(revision: Revision, endsInitialEvents: Bool)
}

/// An object that was added, modified or deleted, as one watcher sees it.
public struct WatchedObject: Sendable {
  /// Upstream's `watch.EventType`.
  public enum Kind: String, Sendable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
  }

  public let kind: Kind
  /// The object after the change; for a deletion its last state under the resource version of the deletion.
  public let object: CachedObject
  /// The change it comes from; nil for an initial event.
  let event: CacheEvent?

  /// `{"type":"ADDED","object":{…}}` and a line feed. Made once for all watchers.
  public var line: [UInt8] {
    guard let event else { return makeLine() }
    return event.encoding(kind, "", makeLine)
  }

  /// This event in another form (protobuf, Table, metadata only), made by `make` once for all watchers that ask
  /// for the same `form`.
  public func encoding(_ form: String, _ make: () throws -> [UInt8]) rethrows -> [UInt8] {
    guard let event else { return try make() }
    return try event.encoding(kind, "form:\(form)", make)
  }

  private func makeLine() -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(object.bytes.count + 32)
    line += "{\"type\":\"".utf8
    line += kind.rawValue.utf8
    line += "\",\"object\":".utf8
    line += object.bytes
    line += "}\n".utf8
    return line
  }
}
