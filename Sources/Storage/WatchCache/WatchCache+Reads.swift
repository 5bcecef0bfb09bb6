import Synchronization

extension WatchCache {
  /// The object under `key`; nil where there is none.
  public func get(_ key: String, _ freshness: ReadFreshness = .newest) async throws -> CachedObject? {
    try await waitUntilFresh(freshness)
    return state.withLock { $0.objects.get(key) }
  }

  /// How many objects `scope` has now.
  public func count(_ scope: CacheScope) async throws -> Int {
    try await load()
    let range = range(of: scope)
    return state.withLock { $0.objects.count(in: range) }
  }

  /// The objects of a request, in key order, from one state of the store.
  ///
  /// Throws 410 where that state is no longer known (for a continue token with one that goes on inconsistently in
  /// `continueToken`), 400 for a token that isn't one, 504 where the store hasn't reached the revision asked for.
  public func list(_ request: CacheListRequest) async throws -> CacheList {
    guard let text = request.continueToken else {
      try await waitUntilFresh(request.freshness)
      guard case .exact(let revision) = request.freshness else { return listNewest(request, from: nil) }
      guard let view = try await view(range(of: request.scope), at: revision) else { throw StorageErrors.listExpired }
      return page(request, from: nil, view)
    }
    let token = try ContinueToken(decoding: text)
    if token.revision < 0 {
      try await waitUntilFresh(.newest)
      return listNewest(request, from: token.start)
    }
    try await waitUntilFresh(.exact(token.revision))
    guard let view = try await view(range(of: request.scope), at: token.revision) else {
      throw StorageErrors.continueExpired(start: token.start)
    }
    return page(request, from: token.start, view)
  }

  func listNewest(_ request: CacheListRequest, from start: String?) -> CacheList {
    let view = state.withLock { state in
      CacheView(
        objects: state.objects, revision: state.revision,
        found: request.index.map { Array((state.indexed[$0.index]?[$0.value] ?? [:]).values) })
    }
    return page(request, from: start, view)
  }

  /// The state at an older revision: from the history of the cache, or else from the store's; nil where neither
  /// reaches back that far.
  private func view(_ range: KeyRange, at revision: Revision) async throws -> CacheView? {
    let view = state.withLock { state -> CacheView? in
      var objects = state.objects
      guard state.history.rewind(&objects, to: revision) else { return nil }
      return CacheView(objects: objects, revision: revision)
    }
    if let view { return view }
    do {
      var objects = SortedObjects()
      for record in try await store.list(range, at: revision, limit: nil).records {
        if let object = read(record) { objects.set(object) }
      }
      return CacheView(objects: objects, revision: revision)
    } catch StoreError.compacted {
      return nil
    }
  }

  private func page(_ request: CacheListRequest, from start: String?, _ view: CacheView) -> CacheList {
    let range = range(of: request.scope)
    var rest = range
    if let start { rest.start += start }
    let limit = request.limit.flatMap { $0 > 0 ? $0 : nil } ?? .max
    let filter = view.found == nil ? indexedFilter(request) : request.filter
    var list = CacheList(objects: [], revision: view.revision)
    if limit == .max, filter == nil, view.found == nil { list.objects.reserveCapacity(view.objects.count(in: rest)) }
    view.forEach(in: rest) { object in
      if list.objects.count == limit {
        // The page is full and something comes after it, selected or not: the next page begins behind the last object,
        // so that a token without a state of its own finds what came between.
        let last = list.objects.last?.key ?? ""
        let next = String(last.dropFirst(range.start.count)) + "\0"
        list.continueToken = ContinueToken(revision: view.revision, start: next).encoded
        return false
      }
      if let filter, !filter(object) { return true }
      list.objects.append(object)
      return true
    }
    if list.continueToken != nil, request.filter == nil, request.index == nil, let last = list.objects.last {
      rest.start = last.key + "\0"
      list.remainingItemCount = view.objects.count(in: rest)
    }
    return list
  }

  /// The request's filter together with its indexed value, for a state that has no index.
  private func indexedFilter(_ request: CacheListRequest) -> ObjectFilter? {
    guard let wanted = request.index else { return request.filter }
    let indexes = configuration.indexes.filter { $0.name == wanted.index }
    return { object in
      indexes.contains { $0.value(object) == wanted.value } && (request.filter?(object) ?? true)
    }
  }
}

/// One state of the objects, to read a list from.
private struct CacheView {
  var objects: SortedObjects
  var revision: Revision
  /// Those that an index found, where one was used.
  var found: [CachedObject]?

  func forEach(in range: KeyRange, _ body: (CachedObject) -> Bool) {
    guard let found else { return objects.forEach(in: range, body) }
    for object in found.filter({ range.contains($0.key) }).sorted(by: { $0.key < $1.key }) where !body(object) {
      return
    }
  }
}
