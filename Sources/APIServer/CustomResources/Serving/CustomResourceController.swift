import APIMachinery
import Storage
import Synchronization

/// Serves what CustomResourceDefinitions define: accepts their names, makes their resources known, and takes them
/// away again, objects and all, when the definition goes. It is upstream's naming, establishing, finalizing and status
/// controllers in one.
struct CustomResourceController: Sendable {
  private static let resource = GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io")
  /// How long between two attempts to finish with a definition whose objects don't go.
  private static let cleanupRetry = Duration.seconds(5)

  let server: APIServer
  private let state = ControllerState()

  init(server: APIServer) { self.server = server }

  /// Follows the definitions until the task is cancelled. Children: one for each definition that is being deleted.
  func run() async throws {
    guard let storage = server.resources.storage(Self.resource) else { return }
    try await withThrowingDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let watcher = try await storage.cache.watch(
          CacheWatchRequest(start: .initialEvents(.newest, endsWithBookmark: false)))
        do {
          while let events = try await watcher.next() {
            for event in events {
              guard case .object(let watched) = event else { continue }
              let definition = watched.object.decoded()
              if watched.kind == .deleted {
                await remove(definition)
              } else {
                await reconcile(definition)
                guard isCleanupDue(definition), state.beginCleanup(definition.uid) else { continue }
                group.addTask { await cleanUp(definition) }
              }
            }
          }
          return
        } catch is APIError {
          continue  // Fell behind: everything is looked at again.
        }
      }
    }
  }

  private func remove(_ definition: JSONValue) async {
    let resource = Self.groupResource(definition)
    let prefix = server.resources.storage(resource)?.keyPrefix
    server.resources.replaceCustom(resource, with: [])
    if let prefix, state.isServed(definition.name) { server.caches.remove(prefix) }
    state.forget(definition.name)
    await reconsider(groupOf: definition)
  }

  /// A name may be free now that another definition of the group wanted.
  private func reconsider(groupOf definition: JSONValue) async {
    let group = definition[path: "spec", "group"]
    for other in server.objects.objects(Self.resource, namespace: nil)
    where other[path: "spec", "group"] == group && other.name != definition.name {
      if !CustomResourceConditions(other).isTrue("NamesAccepted") { await reconcile(other) }
    }
  }

  // MARK: Serving

  private func reconcile(_ definition: JSONValue) async {
    let outcome = DefinitionStatus(
      definition, among: server.objects.objects(Self.resource, namespace: nil), now: server.time.now())
    if outcome.isServed {
      await serve(outcome.definition)
    } else if state.isServed(definition.name) {
      server.resources.replaceCustom(Self.groupResource(definition), with: [])
      state.forget(definition.name)
    }
    guard outcome.definition["status"] != definition["status"] else { return }
    let freesNames = outcome.definition[path: "status", "acceptedNames"] != definition[path: "status", "acceptedNames"]
    if await DefinitionClient(server).updateStatus(outcome.definition), freesNames {
      await reconsider(groupOf: definition)
    }
  }

  private func serve(_ definition: JSONValue) async {
    let fingerprint = DefinitionFingerprint(definition)
    guard state.needsServing(definition.name, fingerprint) else { return }
    let resource = Self.groupResource(definition)
    guard let definitions = server.resources.storage(Self.resource) else { return }
    do {
      let versions = try await CustomResourceVersions(
        definition: definition, resource: resource, server: server, definitions: definitions
      ).make()
      server.resources.replaceCustom(resource, with: versions)
      state.served(definition.name, fingerprint)
    } catch {
      return  // The store is closing; the next start serves it.
    }
  }

  // MARK: Deletion

  private func isCleanupDue(_ definition: JSONValue) -> Bool {
    definition.deletionTimestamp != nil && definition.finalizers.contains(DefinitionCleanup.finalizer)
  }

  /// Tried again until it works or the definition is gone: its objects may have finalizers of their own.
  private func cleanUp(_ definition: JSONValue) async {
    defer { state.endCleanup(definition.uid) }
    while !Task.isCancelled {
      guard let current = server.objects.object(Self.resource, namespace: "", name: definition.name),
        current.uid == definition.uid, isCleanupDue(current)
      else { return }
      if await DefinitionCleanup(server: server, resource: Self.groupResource(current)).run(current) { return }
      guard (try? await server.time.sleep(for: Self.cleanupRetry)) != nil else { return }
    }
  }

  private static func groupResource(_ definition: JSONValue) -> GroupResource {
    GroupResource(
      definition[path: "spec", "names", "plural"]?.stringValue ?? "",
      group: definition[path: "spec", "group"]?.stringValue ?? "")
  }
}

/// What of a definition decides how its resources are served.
struct DefinitionFingerprint: Equatable {
  private let uid: String
  /// Hashed, since specs are large and there may be thousands.
  private let spec: String
  private let acceptedNames: JSONValue?
  private let isTerminating: Bool

  init(_ definition: JSONValue) {
    uid = definition.uid
    spec = ContentHash.of((definition["spec"] ?? .null).encoded())
    acceptedNames = definition[path: "status", "acceptedNames"]
    isTerminating = CustomResourceConditions(definition).isTrue("Terminating")
  }
}

/// What the controller remembers of the definitions there are.
private final class ControllerState: Sendable {
  private let content = Mutex((served: [String: DefinitionFingerprint](), cleanups: Set<String>()))

  func isServed(_ name: String) -> Bool { content.withLock { $0.served[name] != nil } }
  func needsServing(_ name: String, _ fingerprint: DefinitionFingerprint) -> Bool {
    content.withLock { $0.served[name] != fingerprint }
  }
  func served(_ name: String, _ fingerprint: DefinitionFingerprint) {
    content.withLock { $0.served[name] = fingerprint }
  }
  func forget(_ name: String) { content.withLock { $0.served[name] = nil } }
  /// False where one is under way.
  func beginCleanup(_ uid: String) -> Bool { content.withLock { $0.cleanups.insert(uid).inserted } }
  func endCleanup(_ uid: String) { content.withLock { _ = $0.cleanups.remove(uid) } }
}
