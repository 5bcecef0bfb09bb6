import APIMachinery
import APITesting
import Storage
import Testing

/// A store with pods in it and the cache above it.
struct CacheFixture {
  static let prefix = "/registry/pods/"

  let store: any Store
  let time: ManualTime
  let cache: WatchCache

  init(
    _ store: any Store = MemoryStore(time: ManualTime()), time: ManualTime = ManualTime(),
    _ configure: (inout WatchCache.Configuration) -> Void = { _ in }
  ) {
    self.store = store
    self.time = time
    var configuration = WatchCache.Configuration(
      prefix: Self.prefix, indexes: [.field("spec.nodeName")], header: Self.header)
    configure(&configuration)
    cache = WatchCache(configuration, store: store, time: time)
  }

  /// Reads the header the way a server does, only slower.
  static let header: HeaderReader = { key, value in
    let json = try JSONParser.parse(value)
    guard let name = json[path: "metadata", "name"]?.stringValue else {
      throw StoreError.engine(message: "no name in \(key)")
    }
    var labels: [String: String] = [:]
    if let color = json[path: "metadata", "labels", "color"]?.stringValue { labels["color"] = color }
    return ObjectHeader(
      namespace: json[path: "metadata", "namespace"]?.stringValue ?? "", name: name, uid: "",
      labels: labels, fields: ["spec.nodeName": json[path: "spec", "nodeName"]?.stringValue ?? ""],
      resourceVersionOffset: "{\"metadata\":{".utf8.count)
  }

  static func key(_ name: String, _ namespace: String = "default") -> String { "\(prefix)\(namespace)/\(name)" }

  static func pod(_ name: String, _ namespace: String = "default", color: String = "red", node: String = "") -> [UInt8]
  {
    .text(
      #"{"metadata":{"name":"\#(name)","namespace":"\#(namespace)","labels":{"color":"\#(color)"}},"#
        + #""spec":{"nodeName":"\#(node)"}}"#)
  }

  @discardableResult
  func create(
    _ name: String, _ namespace: String = "default", color: String = "red", node: String = ""
  ) async throws -> Revision {
    try await store.create(Self.key(name, namespace), Self.pod(name, namespace, color: color, node: node))
  }

  @discardableResult
  func update(
    _ name: String, _ namespace: String = "default", color: String = "red", node: String = ""
  ) async throws -> Revision {
    guard let current = try await store.get(Self.key(name, namespace)) else { throw StoreError.conflict(current: nil) }
    return try await store.update(
      current.key, Self.pod(name, namespace, color: color, node: node), expected: current.modRevision)
  }

  @discardableResult
  func delete(_ name: String, _ namespace: String = "default") async throws -> Revision {
    guard let current = try await store.get(Self.key(name, namespace)) else { throw StoreError.conflict(current: nil) }
    return try await store.delete(current.key, expected: current.modRevision)
  }
}

extension ObjectFilter? {
  static func color(_ color: String) -> ObjectFilter? { { $0.labels["color"] == color } }
}

extension WatchCacheEvent {
  /// `ADDED web@5` or `BOOKMARK@7`.
  var summary: String {
    switch self {
    case .object(let watched): "\(watched.kind.rawValue) \(watched.object.name)@\(watched.object.revision)"
    case .bookmark(let revision, let endsInitialEvents):
      "BOOKMARK\(endsInitialEvents ? " initial-events-end" : "")@\(revision)"
    }
  }
}

extension CacheWatcher {
  func summaries() async throws -> [String]? { try await next()?.map(\.summary) }
}
