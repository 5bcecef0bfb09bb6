import APIMachinery
import Storage
import Synchronization

extension ResourceEndpoint {
  func watch(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let storage = try storage()
    let form = try form(context)
    guard form.encoding != .yaml else { throw .notAcceptable(accepted: negotiation.streamTypes) }
    if case .table = form.shape { _ = try TableRendering.inclusion(context.request) }
    let options = try ListOptions(context.request, isWatch: RequestInfo.isTrue(context.request.query("watch")))
    let selection = try Selection(options, resource: resource, storage: storage, info: context.info)
    let request = CacheWatchRequest(
      scope: selection.scope, start: try Self.start(options), index: selection.index, filter: selection.filter,
      bookmarks: options.allowsBookmarks)
    let lifetime: Duration =
      if let seconds = options.timeoutSeconds, seconds != 0 {
        .seconds(min(max(seconds, 0), 1 << 31))
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

  /// A bookmark tells the end of initial events to clients that asked for bookmarks. The older way to ask for a watch,
  /// by its path, begins with them too but doesn't say where they end, and takes what the cache has.
  private static func start(_ options: ListOptions) throws(APIError) -> CacheWatchRequest.Start {
    let revision = options.resourceVersion.isEmpty ? nil : try ResourceVersion.parse(options.resourceVersion)
    let freshness: ReadFreshness = revision.map { $0 == 0 ? .any : .notOlderThan($0) } ?? .newest
    if let sends = options.sendsInitialEvents {
      guard sends else { return revision.map { $0 == 0 ? .now : .after($0) } ?? .now }
      return .initialEvents(freshness, endsWithBookmark: options.allowsBookmarks)
    }
    if let revision, revision != 0 { return .after(revision) }
    return .initialEvents(.any, endsWithBookmark: false)
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
  /// A bookmark comes this long before the end, so that the next watch begins close to it. As upstream's
  /// `nextBookmarkTime`.
  private static let lastBookmarkLead = Duration.seconds(2)

  init(source: CacheWatcher, encoder: WatchEncoder, deadline: Duration, time: any TimeSource, wantsBookmarks: Bool) {
    self.source = source
    self.encoder = encoder
    self.deadline = deadline
    self.time = time
    self.wantsBookmarks = wantsBookmarks
    let lastBookmark = deadline - Self.lastBookmarkLead
    let hasLastBookmark = wantsBookmarks && lastBookmark > time.uptime()
    // Owned by this stream: cancelled when the stream is gone.
    let task = Task { [time, source] in
      if hasLastBookmark {
        try? await time.sleep(for: lastBookmark - time.uptime())
        source.requestBookmark()
      }
      try? await time.sleep(for: deadline - time.uptime())
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
