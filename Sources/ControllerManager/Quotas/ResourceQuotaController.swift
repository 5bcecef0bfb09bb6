import APIClient
import APIMachinery
import KubernetesAPI
import ResourceAccounting

/// Keeps the status of ResourceQuotas: what they limit, and how much of it is used. Admission charges what is made;
/// this counts anew when something goes, when limits change, and every now and then.
final class ResourceQuotaController: Controller {
  private let quotas: Informer<TrackedQuota>
  private let queue: WorkQueue<ObjectKey>
  private let monitor: QuotaMonitor
  private let client: APIClient
  private let context: ControllerContext

  private static let path = ResourcePath(GroupVersionResource(group: "", version: "v1", resource: "resourcequotas"))
  /// How long what was made may be charged before it is seen here.
  private static let settlingTime: Duration = .seconds(2)

  init(_ context: ControllerContext) {
    self.context = context
    client = context.client(for: "resourcequota-controller")
    queue = context.queue("resourcequota_primary")
    quotas = context.informers.informer(
      ListWatch(Self.path) { json in
        var json = json
        json["metadata"]?["managedFields"] = nil
        return try TrackedQuota(json)
      })
    monitor = QuotaMonitor(client: client, time: context.time, random: context.random)
    quotas.addHandler { [queue] change in
      switch change {
      case .added(let quota): queue.add(quota.key)
      // Of the status nothing is to be learned: it is this controller's and admission's own.
      case .updated(let old, let new): if old.hard != new.hard { queue.add(new.key) }
      case .deleted: break
      }
    }
  }

  /// The children are the workers, the watches over what is counted, and the clock of the full recount.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in
        await work(queue, workers: context.options.concurrentResourceQuotaSyncs, after: [quotas]) { [self] in
          try await sync($0)
        }
      }
      group.addTask { [self] in await monitor.run { [self] in changed($0) } }
      group.addTask { [self] in
        while (try? await context.time.sleep(for: context.options.resourceQuotaSyncPeriod)) != nil {
          for key in quotas.cache.keys { queue.add(key) }
        }
      }
    }
  }

  private func changed(_ change: QuotaMonitor.Change) {
    let affected = change.namespace.map { quotas.cache.all(in: $0) } ?? quotas.cache.all
    for quota in affected where quota.hard.keys.contains(where: change.evaluator.counts) {
      // What was made has been charged already; a recount only mends what a crash left.
      queue.add(quota.key, after: change.isCharged ? Self.settlingTime : .zero)
    }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let quota = quotas.cache[key] else { return }
    let counted = quota.evaluators.map { ($0, monitor.objects(of: $0, in: key.namespace)) }
    var used = quota.used ?? [:]
    for (evaluator, objects) in counted {
      switch objects {
      // It is queued again when they are there.
      case .starting(let left): return queue.add(key, after: left)
      case .unknown: continue
      case .known(let items):
        let names = quota.hard.keys.filter(evaluator.counts)
        used.merge(quota.usage(of: items, names, at: context.time.now())) { $1 }
      }
    }
    used = used.filter { quota.hard[$0.key] != nil }
    guard quota.statusHard != quota.hard || quota.used != used else { return }
    var object = quota.json
    object["status"] = [
      "hard": quota.json[path: "spec", "hard"] ?? [:],
      "used": .object(JSONObject(used.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) })),
    ]
    let path = ResourcePath(Self.path.resource, namespace: key.namespace)
    _ = try await ifFound { try await client.update(path, name: key.name, object, subresource: "status") }
  }
}

/// A ResourceQuota, read.
struct TrackedQuota: Sendable {
  let json: JSONValue
  let key: ObjectKey
  /// What the spec limits.
  let hard: [String: Quantity]
  /// What the status says is limited, and used; nil before the first count.
  let statusHard: [String: Quantity]?
  let used: [String: Quantity]?
  let scopes: [QuotaScope]

  init(_ json: JSONValue) throws {
    self.json = json
    key = ObjectKey(
      namespace: json[path: "metadata", "namespace"]?.stringValue ?? "",
      name: json[path: "metadata", "name"]?.stringValue ?? "")
    hard = try Self.amounts(json[path: "spec", "hard"]) ?? [:]
    statusHard = try Self.amounts(json[path: "status", "hard"])
    used = try Self.amounts(json[path: "status", "used"])
    scopes = QuotaScope.all(of: json)
  }

  /// Those that count something of it, each once.
  var evaluators: [any QuotaEvaluator] {
    var seen: Set<GroupResource> = []
    return hard.keys.sorted().flatMap(QuotaEvaluators.evaluators(of:)).filter { seen.insert($0.resource).inserted }
  }

  /// How much of the amounts `names` the objects take that are in the quota's scopes.
  func usage(of items: [QuotaItem], _ names: [String], at time: Timestamp) -> [String: Quantity] {
    var sum = Dictionary(names.map { ($0, Quantity.zero) }, uniquingKeysWith: { first, _ in first })
    for item in items where scopes.allSatisfy({ $0.holds(for: item.scopes) }) {
      let usage = item.usage(at: time)
      for name in names {
        if let amount = usage[name] { sum[name]? += amount }
      }
    }
    return sum
  }

  private static func amounts(_ list: JSONValue?) throws -> [String: Quantity]? {
    guard let members = list?.objectValue?.members else { return nil }
    var amounts: [String: Quantity] = [:]
    for member in members { amounts[member.key] = try Quantity(json: member.value) }
    return amounts
  }
}
