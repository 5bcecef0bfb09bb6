import APIMachinery
import Storage
import Synchronization

extension ResourceEndpoint {
  func watch(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let storage = try storage()
    let form = try form(context)
    let options = try ListOptions(context.request, isWatch: true)
    let selection = try Selection(options, resource: resource, storage: storage, namespace: context.info.namespace)
    let request = CacheWatchRequest(
      scope: selection.scope, start: try Self.start(options), index: selection.index, filter: selection.filter,
      bookmarks: options.allowsBookmarks)
    let lifetime: Duration =
      if let seconds = options.timeoutSeconds, seconds > 0 {
        .seconds(min(seconds, 1 << 31))
      } else {
        // Spread, so that not all come back at once.
        .seconds(server.configuration.limits.watchTimeout.inSeconds * (1 + server.random.nextUnit()))
      }
    let encoder = WatchEncoder(endpoint: self, form: form, context: context)
    let source: CacheWatcher
    do {
      source = try await storage.cache.watch(request)
    } catch let error as APIError {
      // Upstream has sent its headers by now: what is wrong with the start comes as an event.
      guard error.code == 410 else { throw error }
      return encoder.response(.init(next: Once(encoder.error(error)).take))
    } catch {
      throw .internalError("\(error)")
    }
    let deadline = server.time.uptime() + lifetime
    let stream = WatchStream(
      source: source, encoder: encoder, deadline: deadline, time: server.time,
      wantsBookmarks: options.allowsBookmarks)
    return encoder.response(ByteStream(next: { try await stream.next() }, cancel: { source.cancel() }))
  }

  private static func start(_ options: ListOptions) throws(APIError) -> CacheWatchRequest.Start {
    let revision = options.resourceVersion.isEmpty ? nil : try ResourceVersion.parse(options.resourceVersion)
    if let sends = options.sendsInitialEvents {
      guard sends else { return revision.map { $0 == 0 ? .now : .after($0) } ?? .now }
      let freshness: ReadFreshness = revision.map { $0 == 0 ? .any : .notOlderThan($0) } ?? .newest
      return .initialEvents(freshness, endsWithBookmark: true)
    }
    guard let revision else { return .initialEvents(.newest, endsWithBookmark: false) }
    return revision == 0 ? .initialEvents(.any, endsWithBookmark: false) : .after(revision)
  }
}

/// Pulls events from the cache and turns them into bytes until the watch's time is over.
private final class WatchStream: Sendable {
  let source: CacheWatcher
  let encoder: WatchEncoder
  let deadline: Duration
  let time: any TimeSource
  let wantsBookmarks: Bool
  private let timer = Mutex<Task<Void, Never>?>(nil)

  init(source: CacheWatcher, encoder: WatchEncoder, deadline: Duration, time: any TimeSource, wantsBookmarks: Bool) {
    self.source = source
    self.encoder = encoder
    self.deadline = deadline
    self.time = time
    self.wantsBookmarks = wantsBookmarks
    let remaining = deadline - time.uptime()
    // Owned by this stream: cancelled when the stream is gone.
    let task = Task { [time, source] in
      try? await time.sleep(for: remaining)
      source.cancel()
    }
    timer.withLock { $0 = task }
  }

  deinit { timer.withLock { $0?.cancel() } }

  func next() async throws -> [UInt8]? {
    while true {
      guard time.uptime() < deadline else { return finish() }
      let events: [WatchCacheEvent]
      do {
        guard let batch = try await source.next() else { return finish() }
        events = batch
      } catch let error as APIError {
        // One last event says why; the next call finds the watch ended.
        source.cancel()
        return encoder.error(error)
      }
      let bytes = await encoder.encode(events)
      if !bytes.isEmpty { return bytes }
    }
  }

  private func finish() -> [UInt8]? {
    source.cancel()
    timer.withLock { $0?.cancel() }
    return nil
  }
}

/// A stream of one piece.
private final class Once: Sendable {
  private let piece: Mutex<[UInt8]?>

  init(_ piece: [UInt8]) { self.piece = Mutex(piece) }

  @Sendable func take() async throws -> [UInt8]? {
    piece.withLock { piece in
      defer { piece = nil }
      return piece
    }
  }
}
