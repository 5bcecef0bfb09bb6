import APIClient
import APIMachinery
import KubernetesAPI

/// Gives ClusterRoles with an `aggregationRule` (`admin`, `edit`, `view`, …) the rules of the roles whose labels it
/// selects.
final class ClusterRoleAggregationController: Controller {
  private let roles: Informer<ClusterRole>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient

  private static let manager = "clusterrole-aggregation-controller"
  private static let workers = 5

  init(_ context: ControllerContext) {
    roles = context.informers.informer(for: ClusterRole.self)
    queue = context.queue("ClusterRoleAggregator")
    client = context.client(for: Self.manager)
    // Which role feeds which is known only by looking at all of them, and there are few.
    roles.addHandler { [roles, queue] _ in
      for role in roles.cache.all where role.aggregationRule != nil { queue.add(role.key) }
    }
  }

  func run() async {
    await work(queue, workers: Self.workers, after: [roles]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let role = roles.cache[key], let rule = role.aggregationRule else { return }
    let gathered = Self.rules(of: rule, for: role.metadata.name, from: roles.cache.all)
    guard gathered != role.rules.map(\.json) else { return }
    let patch: JSONValue = [
      "apiVersion": .string(ClusterRole.gvk.apiVersion), "kind": .string(ClusterRole.gvk.kind),
      "metadata": ["name": .string(role.metadata.name)], "rules": .array(gathered),
    ]
    try await client.patch(
      ClusterRole.self, role.metadata.name, .apply(patch),
      options: WriteOptions(fieldManager: Self.manager, force: true))
  }

  /// The rules of all selected roles but the role itself: by selector, then by name, each rule once.
  static func rules(of rule: AggregationRule, for name: String, from roles: [ClusterRole]) -> [JSONValue] {
    let sorted = roles.sorted { $0.metadata.name < $1.metadata.name }
    var gathered: [JSONValue] = []
    for selector in rule.clusterRoleSelectors.map(\.requirements) {
      for role in sorted where role.metadata.name != name && selector.matches(role.metadata.labels) {
        for rule in role.rules.map(\.json) where !gathered.contains(rule) { gathered.append(rule) }
      }
    }
    return gathered
  }
}
