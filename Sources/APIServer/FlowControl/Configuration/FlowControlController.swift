import APIMachinery
import Logging
import Storage

/// Follows the FlowSchemas and PriorityLevelConfigurations, writes the schemas' `Dangling` condition, keeps the bootstrap
/// objects, and has seats lent and given back.
struct FlowControlController: Sendable {
  private static let keepInterval = Duration.seconds(60)
  /// As upstream's `borrowingAdjustmentPeriod`.
  private static let adjustInterval = Duration.seconds(10)
  private static let manager = "api-priority-and-fairness-config-consumer-v1"
  private static let logger = Logger(label: "flow-control")

  let server: APIServer

  private var transport: any APITransport { server.transport(as: .apiServer) }
  private var keeper: FlowControlKeeper { FlowControlKeeper(transport: transport, objects: server.objects) }

  /// Makes the bootstrap objects and takes the configuration, before the first client comes.
  func start() async throws(APIError) {
    guard server.flowControl.isFair else { return }
    try await keeper.run()
    await digest()
  }

  /// Until the task is cancelled.
  func run() async throws {
    guard server.flowControl.isFair else { return try await server.time.sleep(for: .seconds(1 << 40)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for resource in [FlowControlKeeper.levels, FlowControlKeeper.schemas] {
        group.addTask { try await follow(resource) }
      }
      group.addTask {
        while true {
          try await server.time.sleep(for: Self.adjustInterval)
          if server.flowControl.hasEmptyQuiescingLevels { await digest() } else { server.flowControl.adjustSeats() }
        }
      }
      group.addTask {
        while true {
          try await server.time.sleep(for: Self.keepInterval)
          do throws(APIError) { try await keeper.run() } catch {
            Self.logger.error("bootstrap objects can't be kept", metadata: ["error": "\(error)"])
          }
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func follow(_ resource: GroupResource) async throws {
    guard let storage = server.resources.storage(resource) else { return }
    while !Task.isCancelled {
      let watcher = try await storage.cache.watch(CacheWatchRequest(start: .now))
      // Whatever came between the last look and the watch.
      await digest()
      do {
        while try await watcher.next() != nil { await digest() }
        return
      } catch is APIError {
        continue  // Fell behind.
      }
    }
  }

  /// Reads all objects and has them taken into use.
  func digest() async {
    let schemas = server.objects.objects(FlowControlKeeper.schemas, namespace: nil)
    let levels = server.objects.objects(FlowControlKeeper.levels, namespace: nil)
    server.flowControl.digest(levels: levels, schemas: schemas)
    let names = Set(levels.compactMap(PriorityLevelSettings.init).map(\.name))
      .union(FlowControlBootstrap.mandatoryLevels.map(\.name))
    for schema in schemas { await writeCondition(schema, names) }
  }

  private func writeCondition(_ schema: JSONValue, _ levels: Set<String>) async {
    let level = schema[path: "spec", "priorityLevelConfiguration", "name"]?.stringValue ?? ""
    let exists = levels.contains(level)
    let reference = "This FlowSchema references the PriorityLevelConfiguration object named \(quoted(level))"
    let wanted: [(String, JSONValue)] = [
      ("type", "Dangling"), ("status", exists ? "False" : "True"), ("reason", exists ? "Found" : "NotFound"),
      ("message", .string(reference + (exists ? " and it exists" : " but there is no such object"))),
    ]
    let present = (schema[path: "status", "conditions"]?.arrayValue ?? []).first { $0["type"] == "Dangling" }
    guard !wanted.allSatisfy({ present?[$0.0] == $0.1 }) else { return }
    let condition = JSONObject(wanted + [("lastTransitionTime", .string(server.time.now().wholeSeconds.rfc3339))])
    let body: JSONValue = [
      "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "FlowSchema",
      "metadata": ["name": .string(schema.name)], "status": ["conditions": [.object(condition)]],
    ]
    let request = APIRequest(
      method: "PATCH", path: "/apis/\(FlowControlKeeper.group)/v1/flowschemas/\(schema.name)/status",
      query: [QueryItem("fieldManager", Self.manager), QueryItem("force", "true")],
      headers: Headers([("Content-Type", "application/apply-patch+yaml")]), body: body.encoded())
    guard let answer = try? await transport.send(request) else { return }
    if answer.status != 200, answer.status != 404 {
      Self.logger.error(
        "a FlowSchema's condition can't be written", metadata: ["name": "\(schema.name)", "status": "\(answer.status)"])
    }
  }
}
