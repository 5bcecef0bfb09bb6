import APIMachinery
import Logging
import Storage
import Synchronization

/// Keeps the APIServices: registers the groups that this server has, checks the servers behind the others, and makes
/// known what those serve. It is upstream's registration, availability, discovery and OpenAPI controllers in one.
struct AggregationController: Sendable {
  /// How long until a server that answers is checked again, and the most for one that doesn't.
  private static let checkInterval = Duration.seconds(30)
  private static let firstRetry = Duration.milliseconds(5)
  /// How long documents of a server that answers are taken to be current.
  private static let documentLifetime = Duration.seconds(60)

  let server: APIServer
  private let monitors = Monitors()

  init(server: APIServer) { self.server = server }

  /// Works until the task is cancelled. Children: a follower of services, one of endpoint slices, one of definitions
  /// of custom resources, one of the published authorities, and a monitor for each extension server.
  func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        try await follow(GroupResource("services")) { wake(serviceOf: $0.name, namespace: $0.namespace) }
      }
      group.addTask {
        try await follow(GroupResource("endpointslices", group: "discovery.k8s.io")) {
          wake(serviceOf: $0.labels["kubernetes.io/service-name"] ?? "", namespace: $0.namespace)
        }
      }
      group.addTask {
        try await follow(GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io")) {
          await LocalAPIServices(server: server).register(customGroup: $0[path: "spec", "group"]?.stringValue ?? "")
        }
      }
      group.addTask {
        try await follow(GroupResource("configmaps"), scope: .namespace(AuthenticationTrust.namespace)) {
          if $0.name == AuthenticationTrust.name { await server.publishAuthentication() }
        }
      }
      try await follow(APIServiceRecord.resource) { object, isDeleted in
        let record = APIServiceRecord(object)
        if let wakeup = await reconcile(record, isDeleted: isDeleted) {
          group.addTask { await monitor(record.groupVersion, wakeup) }
        }
      }
    }
  }

  // MARK: APIServices

  /// Returns a wake-up where a monitor is needed that there isn't yet.
  private func reconcile(_ record: APIServiceRecord, isDeleted: Bool) async -> Wakeup? {
    let groupVersion = record.groupVersion
    guard !isDeleted, let service = record.service else {
      server.extensions.remove(groupVersion)
      monitors.wake(groupVersion)
      if isDeleted {
        await LocalAPIServices(server: server).register(customGroup: groupVersion.group)
      } else {
        await AvailabilityStatus(server: server).write(.local, of: record)
      }
      return nil
    }
    let isNew = server.extensions.set(record, service)
    return monitors.start(groupVersion, needsDocuments: isNew)
  }

  /// Looks after one extension server until its APIService is gone.
  private func monitor(_ groupVersion: GroupVersion, _ wakeup: Wakeup) async {
    let time = server.time
    var failures = 0
    var documentsUntil = Duration.zero
    while !Task.isCancelled {
      guard let extended = server.extensions.server(groupVersion) else {
        if monitors.stop(groupVersion, unless: { server.extensions.server(groupVersion) != nil }) { return }
        continue
      }
      let condition = await APIServiceAvailability(
        server: extended, services: ServiceObjects(server.resources), time: time
      ).check()
      guard !Task.isCancelled else { return }
      await AvailabilityStatus(server: server).write(condition, of: extended.record)
      let isNeeded = monitors.takeNeedForDocuments(groupVersion)
      let before = server.extensions.documents(groupVersion)
      if isNeeded || time.uptime() >= documentsUntil || before.isFresh != condition.isAvailable {
        let found = await ExtensionDownload(server: extended, time: time).documents(before: before)
        server.extensions.keep(found, of: groupVersion)
        documentsUntil = time.uptime() + Self.documentLifetime
      }
      failures = condition.isAvailable ? 0 : failures + 1
      let delay =
        failures == 0 ? Self.checkInterval : min(Self.firstRetry * (1 << min(failures - 1, 16)), Self.checkInterval)
      // What has changed is worth asking soon, and often at first.
      if await wakeup.wait(upTo: delay, time: time) { failures = 0 }
    }
  }

  private func wake(serviceOf name: String, namespace: String) {
    for (extended, _) in server.extensions.all()
    where extended.connections.service.name == name && extended.connections.service.namespace == namespace {
      monitors.wake(extended.record.groupVersion)
    }
  }

  // MARK: Watches

  private func follow(
    _ resource: GroupResource, scope: CacheScope = .all, _ body: (JSONValue) async -> Void
  ) async throws {
    try await follow(resource, scope: scope) { object, _ in await body(object) }
  }

  /// Calls `body` with every object there is and with every change, until the task is cancelled.
  private func follow(
    _ resource: GroupResource, scope: CacheScope = .all, _ body: (JSONValue, _ isDeleted: Bool) async -> Void
  ) async throws {
    guard let storage = server.resources.storage(resource) else { return }
    while !Task.isCancelled {
      let watcher = try await storage.cache.watch(
        CacheWatchRequest(scope: scope, start: .initialEvents(.newest, endsWithBookmark: false)))
      do {
        while let events = try await watcher.next() {
          for event in events {
            guard case .object(let watched) = event else { continue }
            await body(watched.object.decoded(), watched.kind == .deleted)
          }
        }
        return
      } catch is APIError {
        continue  // Fell behind: everything is looked at again.
      }
    }
  }
}

/// Which extension servers are looked after.
private final class Monitors: Sendable {
  private struct Monitor {
    let wakeup = Wakeup()
    var needsDocuments = true
  }

  private let running = Mutex<[GroupVersion: Monitor]>([:])

  /// The wake-up of a monitor to be started; nil where one runs, which is woken.
  func start(_ groupVersion: GroupVersion, needsDocuments: Bool) -> Wakeup? {
    running.withLock { running in
      if running[groupVersion] != nil {
        if needsDocuments { running[groupVersion]?.needsDocuments = true }
        running[groupVersion]?.wakeup.wake()
        return nil
      }
      let monitor = Monitor()
      running[groupVersion] = monitor
      return monitor.wakeup
    }
  }

  func wake(_ groupVersion: GroupVersion) { running.withLock { $0[groupVersion]?.wakeup.wake() } }

  func takeNeedForDocuments(_ groupVersion: GroupVersion) -> Bool {
    running.withLock { running in
      defer { running[groupVersion]?.needsDocuments = false }
      return running[groupVersion]?.needsDocuments ?? false
    }
  }

  /// False where the server has come back in the meantime: the monitor goes on.
  func stop(_ groupVersion: GroupVersion, unless isBack: () -> Bool) -> Bool {
    running.withLock { running in
      guard !isBack() else { return false }
      running[groupVersion] = nil
      return true
    }
  }
}

/// Writes the condition `Available`.
struct AvailabilityStatus: Sendable {
  let server: APIServer
  private let logger = Logger(label: "kube-apiserver")

  init(server: APIServer) { self.server = server }

  /// Through the API, as any controller; where another write came between, the next check makes up for it.
  func write(_ condition: APIServiceCondition, of record: APIServiceRecord) async {
    guard var object = server.objects.object(APIServiceRecord.resource, namespace: "", name: record.name),
      object.uid == record.uid
    else { return }
    let status = APIServiceStrategy.status(of: object, condition, at: server.time.now())
    guard object["status"] != .some(status) else { return }
    object["status"] = status
    let answer = await OwnRequests(server: server).send("PUT", "\(APIServiceRecord.path)/\(record.name)/status", object)
    guard answer.status != 200, answer.status != 404, answer.status != 409 else { return }
    logger.error("the status of APIService \(record.name) can't be written: \(answer.message)")
  }
}
