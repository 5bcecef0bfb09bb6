/// Which objects of a resource a request is about.
public enum CacheScope: Sendable, Hashable {
  case all
  case namespace(String)
  /// One object, by its key in the store.
  case object(key: String)
}

/// How fresh a read must be, from `resourceVersion` and `resourceVersionMatch`.
public enum ReadFreshness: Sendable, Equatable {
  /// Everything acknowledged before the read is seen (no `resourceVersion`).
  case newest
  /// Whatever the cache holds (`resourceVersion=0`).
  case any
  /// At least `revision` (`NotOlderThan`).
  case notOlderThan(Revision)
  /// The state at `revision` (`Exact`); for lists.
  case exact(Revision)
}

/// A value of one of the cache's indexes.
public struct IndexedValue: Sendable, Hashable {
  /// The name of the index.
  public var index: String
  public var value: String

  public init(index: String, value: String) {
    self.index = index
    self.value = value
  }
}

/// Finds objects by a value: a field such as `spec.nodeName`, or a label. Lists by it read only the objects that
/// have the value, and watches by it are woken only for those.
public struct CacheIndex: Sendable {
  public var name: String
  /// The value an object is found by; nil where it is not in the index.
  public var value: @Sendable (CachedObject) -> String?

  public init(name: String, value: @escaping @Sendable (CachedObject) -> String?) {
    self.name = name
    self.value = value
  }

  /// An index by the field `name` of the header.
  public static func field(_ name: String) -> CacheIndex {
    CacheIndex(name: name) { $0.header.fields[name] }
  }

  /// An index by the label `key`.
  public static func label(_ key: String) -> CacheIndex {
    CacheIndex(name: "metadata.labels[\(key)]") { $0.header.labels[key] }
  }
}

/// Selects objects. Called often and outside of locks: it must be quick and depend on the object only.
public typealias ObjectFilter = @Sendable (CachedObject) -> Bool

/// A list request.
public struct CacheListRequest: Sendable {
  public var scope = CacheScope.all
  public var freshness = ReadFreshness.newest
  /// The most objects of a page; nil or 0 for all.
  public var limit: Int?
  /// The token of the page before, as the client sent it. `freshness` is not used then.
  public var continueToken: String?
  /// Reads only objects with this value; `filter` need not check it again.
  public var index: IndexedValue?
  public var filter: ObjectFilter?

  public init(
    scope: CacheScope = .all, freshness: ReadFreshness = .newest, limit: Int? = nil, continueToken: String? = nil,
    index: IndexedValue? = nil, filter: ObjectFilter? = nil
  ) {
    self.scope = scope
    self.freshness = freshness
    self.limit = limit
    self.continueToken = continueToken
    self.index = index
    self.filter = filter
  }
}

/// A page of objects in key order.
public struct CacheList: Sendable {
  public var objects: [CachedObject]
  /// The state that was read: the list's resource version, the same for all pages.
  public var revision: Revision
  /// For `metadata.continue`; nil on the last page.
  public var continueToken: String?
  /// For `metadata.remainingItemCount`; nil on the last page and where a filter or index makes it unknown.
  public var remainingItemCount: Int?
}

/// A watch request.
public struct CacheWatchRequest: Sendable {
  /// Where a watch begins.
  public enum Start: Sendable, Equatable {
    /// Changes after this revision (`resourceVersion=N`).
    case after(Revision)
    /// Changes from now on (no `resourceVersion`, `sendInitialEvents=false`).
    case now
    /// The objects there are, as ADDED events, from a state as fresh as this, then changes. With
    /// `endsWithBookmark` a bookmark marks where they end (`sendInitialEvents=true`); without, this is what
    /// upstream does for a watch without `resourceVersion` (`.newest`) or from "0" (`.any`).
    case initialEvents(ReadFreshness, endsWithBookmark: Bool)
  }

  public var scope = CacheScope.all
  public var start: Start
  /// Selects changes of objects that have this value or had it before; `filter` need not check it again.
  public var index: IndexedValue?
  public var filter: ObjectFilter?
  /// Whether the watcher gets a bookmark about every minute (`allowWatchBookmarks`).
  public var bookmarks: Bool

  public init(
    scope: CacheScope = .all, start: Start, index: IndexedValue? = nil, filter: ObjectFilter? = nil,
    bookmarks: Bool = false
  ) {
    self.scope = scope
    self.start = start
    self.index = index
    self.filter = filter
    self.bookmarks = bookmarks
  }
}
