import APIMachinery
import Synchronization

/// The groups and versions that other servers answer for, and what those say of themselves. Kept up to date by
/// ``AggregationController``; asked for every request, so that a server without extensions pays one atomic load.
final class ExtensionServers: Sendable {
  /// What a server was asked for last.
  struct Documents: Sendable, Equatable {
    /// `APIVersionDiscovery` of the group and version, without its freshness.
    var discovery: JSONValue?
    var isFresh = false
    /// The members of `paths` of its `/openapi/v3`.
    var openAPIPaths = JSONObject()
    /// The version 3 document made of its `/openapi/v2`, for servers that have no other.
    var converted: JSONValue?
    /// Its `/openapi/v2`, as far as the group and version go.
    var swagger: JSONValue?
  }

  private struct State {
    var servers: [GroupVersion: ExtensionServer] = [:]
    var documents: [GroupVersion: Documents] = [:]
    var generation = 0
  }

  let routing: ExtensionRouting
  private let state = Mutex(State())
  private let count = Atomic(0)

  init(routing: ExtensionRouting) { self.routing = routing }

  // MARK: Reads

  var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

  /// Grows with every change of documents, for what is derived from them.
  var generation: Int { state.withLock { $0.generation } }

  /// The server that answers requests for this path; nil for this one.
  func server(for path: String) -> ExtensionServer? {
    guard !isEmpty else { return nil }
    let parts = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: true)
    guard let first = parts.first else { return nil }
    if first == "api" { return server(GroupVersion(version: "v1")) }
    guard first == "apis", parts.count >= 3 else { return nil }
    return server(GroupVersion(group: String(parts[1]), version: String(parts[2])))
  }

  func server(_ groupVersion: GroupVersion) -> ExtensionServer? { state.withLock { $0.servers[groupVersion] } }

  func documents(_ groupVersion: GroupVersion) -> Documents { state.withLock { $0.documents[groupVersion] ?? .init() } }

  /// Every server with its documents, in the order of their names.
  func all() -> [(server: ExtensionServer, documents: Documents)] {
    guard !isEmpty else { return [] }
    return state.withLock { state in
      state.servers.values.sorted { $0.record.name < $1.record.name }
        .map { ($0, state.documents[$0.record.groupVersion] ?? .init()) }
    }
  }

  // MARK: Changes

  /// Returns whether the server is another one than before, so that its documents must be asked for anew.
  @discardableResult
  func set(_ record: APIServiceRecord, _ service: APIServiceRecord.Service) -> Bool {
    let before = server(record.groupVersion)
    if let before, before.record == record { return false }
    let kept = before.flatMap { $0.connections.fit(record) ? $0.connections : nil }
    let isNew = kept == nil
    let made = ExtensionServer(
      record: record, connections: kept ?? ExtensionConnections(record, service, routing: routing))
    state.withLock { state in
      state.servers[record.groupVersion] = made
      if isNew { state.documents[record.groupVersion] = nil }
      state.generation += 1
      count.store(state.servers.count, ordering: .releasing)
    }
    return isNew
  }

  func remove(_ groupVersion: GroupVersion) {
    state.withLock { state in
      guard state.servers.removeValue(forKey: groupVersion) != nil else { return }
      state.documents[groupVersion] = nil
      state.generation += 1
      count.store(state.servers.count, ordering: .releasing)
    }
  }

  func keep(_ documents: Documents, of groupVersion: GroupVersion) {
    state.withLock { state in
      guard state.servers[groupVersion] != nil, state.documents[groupVersion] != documents else { return }
      state.documents[groupVersion] = documents
      state.generation += 1
    }
  }

  /// To be called when the identity was replaced.
  func renewIdentity() {
    for server in state.withLock({ Array($0.servers.values) }) { server.connections.renewIdentity() }
  }
}
