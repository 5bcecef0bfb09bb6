import APIMachinery
import Logging
import Synchronization

extension WatchCache {
  private static let pageCount = 500
  private static let attemptsMax = 5

  /// Loads the cache where it isn't yet; several callers share one loading.
  public func load() async throws {
    enum Role { case done, load, wait }
    let role = try state.withLock { state throws(StoreError) -> Role in
      switch state.phase {
      case .ready: return .done
      case .loading: return .wait
      case .failed(let error): throw error
      case .unloaded:
        state.phase = .loading(waiting: [])
        return .load
      }
    }
    switch role {
    case .done: return
    case .load: try await loadNow()
    case .wait: try await waitForLoading()
    }
  }

  private func waitForLoading() async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let isOver = state.withLock { state in
        guard case .loading(var waiting) = state.phase else { return true }
        waiting.append(continuation)
        state.phase = .loading(waiting: waiting)
        return false
      }
      if isOver { continuation.resume() }
    }
    // Whoever loaded may have failed; then this one tries.
    try await load()
  }

  private func loadNow() async throws {
    do {
      try await fill()
      finishLoading(.ready)
    } catch {
      finishLoading(.unloaded)
      throw error
    }
  }

  private func finishLoading(_ phase: CacheState.Phase) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
      guard case .loading(let waiting) = state.phase else { return [] }
      state.phase = phase
      return waiting
    }
    for waiting in waiting { waiting.resume() }
  }

  /// Reads the objects a little way back in the store's history and subscribes from there, so that the newest
  /// changes are in the history of the cache too.
  private func fill() async throws {
    var attempt = 1
    while true {
      do {
        let newest = try await store.currentRevision
        let start = max(try await store.oldestRevision, newest - configuration.replayedRevisionsMax)
        try await fill(at: start)
        return
      } catch StoreError.compacted where attempt < Self.attemptsMax {
        attempt += 1
      }
    }
  }

  private func fill(at revision: Revision) async throws {
    var objects = SortedObjects()
    var range = KeyRange(prefix: configuration.prefix)
    while true {
      let page = try await store.list(range, at: revision, limit: Self.pageCount)
      for record in page.records {
        if let object = read(record) { objects.set(object) }
      }
      guard page.remaining > 0, let last = page.records.last else { break }
      range.start = last.key + "\0"
    }
    let loaded = objects
    state.withLock { state in
      state.install(loaded, at: revision, bounds: Self.bounds(configuration))
    }
    let subscription = try await store.subscribe(KeyRange(prefix: configuration.prefix), after: revision, self)
    state.withLock { $0.subscription = subscription }
  }

  /// The object in a record; nil, and a line in the log, where its header can't be read.
  func read(_ record: StoredRecord) -> CachedObject? {
    do {
      let header = try configuration.header(record.key, record.value)
      return CachedObject(key: record.key, value: record.value, revision: record.modRevision, header: header)
    } catch {
      logger.error(
        "A stored object can't be read and is left out",
        metadata: [
          "key": "\(record.key)", "revision": "\(record.modRevision)", "error": "\(error)",
        ])
      return nil
    }
  }
}

extension WatchCache: StoreSink {
  public func receive(_ events: [StoreEvent], through revision: Revision) {
    // Headers are read before the lock is taken: readers need not wait for that.
    let changes = events.map { event -> (revision: Revision, key: String, object: CachedObject?) in
      switch event.change {
      case .put(let record, _): (event.revision, record.key, read(record))
      case .deleted(let key, _): (event.revision, key, nil)
      }
    }
    let uptime = changes.isEmpty ? Duration.zero : time.uptime()
    let resumed = state.withLock { state -> (CacheWakes, [CheckedContinuation<Void, any Error>]) in
      var wakes = CacheWakes()
      for change in changes {
        state.apply(change.object, key: change.key, revision: change.revision, uptime: uptime, &wakes)
      }
      state.revision = revision
      return (state.watchers.takeFirst(wakes), state.takeRevisionWaiters(upTo: revision))
    }
    resumed.0.resume()
    for waiting in resumed.1 { waiting.resume() }
  }

  public func finish(_ error: StoreError) {
    end(with: error, phase: error == .closed ? .failed(error) : .unloaded)
  }
}
