public import APIMachinery
import Logging
import Synchronization

/// Keeps a copy of a resource's objects up to date and tells handlers about every change.
///
/// It lists once, then watches from there; when the server no longer has the history it lists again and
/// tells the difference. Handlers are called one change at a time, in the order of the changes, after the
/// cache has taken it; they must be quick and not wait (usually they put a key into a ``WorkQueue``).
public final class Informer<Object: Sendable>: InformerProtocol {
  /// What is told to a handler.
  public enum Change: Sendable {
    case added(Object)
    case updated(old: Object, new: Object)
    /// The last state seen, which after a relist may not be the last state there was.
    case deleted(Object)

    /// The newest state.
    public var object: Object {
      switch self {
      case .added(let object), .updated(_, let object), .deleted(let object): object
      }
    }
  }

  /// Told of each change, one after another.
  public typealias Handler = @Sendable (Change) -> Void

  /// The objects as last seen.
  public let cache: ObjectCache<Object>
  /// Opens when the first list is in the cache.
  public let synced = Gate()

  private let client: APIClient
  private let source: ListWatch<Object>
  private let time: any TimeSource
  private let random: any RandomSource
  private let identify: @Sendable (JSONValue) -> ObjectKey
  /// Held while a change is applied and told, so that a handler added later sees no change twice or never.
  private let handlers = Mutex<[Handler]>([])
  private let logger: Logger

  /// The most objects asked for in one page of a list.
  private static var pageLimit: Int { 500 }

  /// - Parameters:
  ///   - client: Where the objects come from.
  ///   - source: Which objects.
  ///   - indexes: Custom indexes of the cache.
  ///   - time: The clock, for back-off.
  ///   - random: For jitter.
  public init(
    client: APIClient, source: ListWatch<Object>, indexes: [String: ObjectCache<Object>.IndexFunction] = [:],
    time: any TimeSource, random: any RandomSource
  ) {
    self.client = client
    self.source = source
    self.time = time
    self.random = random
    cache = ObjectCache(indexes: indexes)
    identify = { json in
      ObjectKey(
        namespace: json[path: "metadata", "namespace"]?.stringValue ?? "",
        name: json[path: "metadata", "name"]?.stringValue ?? "")
    }
    var logger = Logger(label: "informer")
    logger[metadataKey: "resource"] = .string(source.path.resource.resource)
    self.logger = logger
  }

  /// Whether the first list is in the cache.
  public var hasSynced: Bool { synced.isOpen }

  /// Calls `handler` for every object there is and for every change to come.
  public func addHandler(_ handler: @escaping Handler) {
    handlers.withLock { handlers in
      for object in cache.all { handler(.added(object)) }
      handlers.append(handler)
    }
  }

  /// Lists and watches until the task is cancelled.
  public func run() async {
    var backOff = BackOff(initial: .milliseconds(800), limit: .seconds(30), jitter: 1)
    var position: String?
    while !Task.isCancelled {
      let started = time.uptime()
      do {
        let from: String
        if let position { from = position } else { from = try await list() }
        position = from
        position = try await watch(from: from)
        // A watch that ends at once and without an error must not become a busy loop.
        if time.uptime() - started >= .seconds(1) {
          backOff.reset()
          continue
        }
      } catch let error as APIError where error.isExpired {
        if position == nil { logger.warning("list refused: \(error)") }
        if position != nil {
          position = nil
          continue
        }
      } catch let interruption as WatchInterruption {
        position = interruption.position
        logger.debug("watch interrupted: \(interruption.cause)")
      } catch {
        if Task.isCancelled { return }
        logger.warning("can't list or watch: \(error)")
      }
      if time.uptime() - started > .seconds(120) { backOff.reset() }
      try? await time.sleep(for: backOff.next(random))
    }
  }

  /// A watch that broke; it can go on from `position`.
  private struct WatchInterruption: Error {
    var position: String
    var cause: any Error
  }

  /// Reads everything, page by page, and gives the resource version to watch from.
  private func list() async throws -> String {
    var options = source.options
    options.limit = Self.pageLimit
    var fresh: [(key: ObjectKey, object: Object)] = []
    var version = ""
    repeat {
      let page = try await client.list(source.path, options)
      for item in page["items"]?.arrayValue ?? [] {
        if let object = try decode(item) { fresh.append((identify(item), object)) }
      }
      version = page[path: "metadata", "resourceVersion"]?.stringValue ?? ""
      let token = page[path: "metadata", "continue"]?.stringValue ?? ""
      options.continueToken = token.isEmpty ? nil : token
    } while options.continueToken != nil
    replace(with: fresh)
    synced.open()
    return version
  }

  /// Follows changes until the server ends the watch; gives the resource version reached.
  private func watch(from start: String) async throws -> String {
    var options = source.options
    options.resourceVersion = start
    options.allowWatchBookmarks = true
    // Spread over five to ten minutes, so that not all watches of a cluster end together.
    options.timeoutSeconds = Int(300 + random.next(below: 300))
    var position = start
    do {
      let stream = try await client.watch(source.path, options)
      defer { stream.cancel() }
      for try await event in stream {
        switch event {
        case .added(let json), .modified(let json):
          let key = identify(json)
          if let object = try decode(json) { put(object, key) } else { remove(key) }
          advance(&position, json)
        case .deleted(let json):
          remove(identify(json), last: try decode(json))
          advance(&position, json)
        case .bookmark(let version):
          if !version.isEmpty { position = version }
        case .error(let error):
          throw error
        }
      }
      return position
    } catch let error as APIError where error.isExpired {
      throw error
    } catch {
      throw WatchInterruption(position: position, cause: error)
    }
  }

  private func advance(_ position: inout String, _ json: JSONValue) {
    if let version = json[path: "metadata", "resourceVersion"]?.stringValue { position = version }
  }

  private func decode(_ json: JSONValue) throws -> Object? { try source.decode(json) }

  private func put(_ object: Object, _ key: ObjectKey) {
    handlers.withLock { handlers in
      let old = cache.put(object, under: key)
      let change: Change = if let old { .updated(old: old, new: object) } else { .added(object) }
      for handler in handlers { handler(change) }
    }
  }

  private func remove(_ key: ObjectKey, last: Object? = nil) {
    handlers.withLock { handlers in
      guard let old = cache.remove(key) else { return }
      for handler in handlers { handler(.deleted(last ?? old)) }
    }
  }

  /// Makes the cache equal to a list and tells handlers the difference.
  private func replace(with fresh: [(key: ObjectKey, object: Object)]) {
    let present = Set(fresh.lazy.map(\.key))
    for key in cache.keys.sorted() where !present.contains(key) { remove(key) }
    for (key, object) in fresh { put(object, key) }
  }
}

/// An ``Informer`` of whatever type, to run and wait for.
public protocol InformerProtocol: Sendable {
  /// Opens when the first list is in the cache.
  var synced: Gate { get }
  /// Lists and watches until the task is cancelled.
  func run() async
}
