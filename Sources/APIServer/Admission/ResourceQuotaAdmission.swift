import APIMachinery
import ResourceAccounting

/// Refuses what would take a namespace beyond its quotas, and charges them for what it lets through.
///
/// What counts are the limits and the usage in a quota's status, which the quota controller keeps; a quota whose status
/// it hasn't written yet limits nothing. The new usage is written before the object is, with the revision it was worked
/// out from, so that requests at the same moment can't overshoot together.
struct ResourceQuotaAdmission: AdmissionPlugin {
  let name = "ResourceQuota"
  let reader: StoredObjects
  private static let resource = GroupResource("resourcequotas")

  func handles(_ request: AdmissionRequest) -> Bool {
    guard !request.namespace.isEmpty, !request.isAbout("namespaces") else { return false }
    switch request.operation {
    case .create: return request.subresource.isEmpty
    // Of objects that exist, only those whose amounts can change.
    case .update:
      return QuotaEvaluators.evaluator(of: request.resource)?.isCharged(updating: request.subresource) ?? false
    default: return false
    }
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let quotas = reader.objects(Self.resource, namespace: request.namespace)
    guard !quotas.isEmpty, let charge = QuotaCharge(request) else { return }
    var affected: [String] = []
    for quota in quotas {
      let before = quota[path: "status", "used"]
      if try charge.applied(to: quota)[path: "status", "used"] != before { affected.append(quota.name) }
    }
    if request.isDryRun { return }
    for name in affected { try await write(charge, to: name) }
  }

  private func write(_ charge: QuotaCharge, to name: String) async throws(APIError) {
    guard let storage = reader.resources.storage(Self.resource) else { return }
    let kind = GroupVersionKind(version: "v1", kind: "ResourceQuota")
    let management = FieldManagement(statusOf: kind, type: storage.type, at: charge.request.context.receivedAt)
    try await storage.modify(namespace: charge.request.namespace, name: name, isDryRun: false) {
      quota throws(APIError) in
      let old = quota
      quota = try charge.applied(to: quota)
      management.recordUpdate(&quota, old: old)
    }
  }
}

/// What one request takes of quotas.
private struct QuotaCharge {
  let request: AdmissionRequest
  private let evaluator: any QuotaEvaluator
  private let item: QuotaItem
  /// The object before; nil of a new one.
  private let oldItem: QuotaItem?

  /// nil of what quotas ignore.
  init?(_ request: AdmissionRequest) {
    guard let evaluator = QuotaEvaluators.evaluator(of: request.resource) else { return nil }
    self.request = request
    self.evaluator = evaluator
    item = evaluator.item(of: request.object)
    oldItem = request.oldObject == .null ? nil : evaluator.item(of: request.oldObject)
  }

  /// The quota with the charge in its usage; as it was where the request takes nothing that it limits.
  func applied(to quota: JSONValue) throws(APIError) -> JSONValue {
    let hard = amounts(quota, "hard")
    let names = hard.keys.filter(evaluator.counts).sorted()
    let scopes = QuotaScope.all(of: quota)
    guard !names.isEmpty, scopes.allSatisfy({ $0.holds(for: item.scopes) }) else { return quota }
    if let obstacle = evaluator.obstacle(to: names, in: request.object) {
      throw request.forbidden("failed quota: \(quota.name): \(obstacle)")
    }
    let used = amounts(quota, "used")
    guard names.allSatisfy({ used[$0] != nil }) else {
      throw request.forbidden(
        "status unknown for quota: \(quota.name), resources: \(names.joined(separator: ","))")
    }
    let now = request.context.receivedAt
    let usage = item.usage(at: now)
    let negative = usage.filter { $0.value < .zero }.keys.sorted()
    guard negative.isEmpty else {
      throw request.forbidden("quota usage is negative for resource(s): \(negative.joined(separator: ","))")
    }
    var before: [String: Quantity] = [:]
    if let oldItem, scopes.allSatisfy({ $0.holds(for: oldItem.scopes) }) { before = oldItem.usage(at: now) }
    var added: [String: Quantity] = [:]
    for name in names {
      guard let amount = usage[name] else { continue }
      let more = before[name].map { amount - $0 } ?? amount
      if more > .zero { added[name] = more }
    }
    try refuseExcess(added, used, hard, quota)
    var quota = quota
    for (name, amount) in added {
      quota.set(["status", "used", name], to: .string(((used[name] ?? .zero) + amount).description))
    }
    return quota
  }

  private func refuseExcess(
    _ added: [String: Quantity], _ used: [String: Quantity], _ hard: [String: Quantity], _ quota: JSONValue
  ) throws(APIError) {
    // What controllers find out about an object can't be refused, only counted.
    if request.subresource == "status" { return }
    let over = added.filter { name, amount in
      guard let limit = hard[name] else { return false }
      return amount + (used[name] ?? .zero) > limit
    }.keys.sorted()
    guard !over.isEmpty else { return }
    let list = { (amounts: [String: Quantity]) in
      over.map { "\($0)=\(amounts[$0] ?? .zero)" }.joined(separator: ",")
    }
    throw request.forbidden(
      "exceeded quota: \(quota.name), requested: \(list(added)), used: \(list(used)), limited: \(list(hard))")
  }

  private func amounts(_ quota: JSONValue, _ list: String) -> [String: Quantity] {
    (quota[path: "status", list]?.objectValue?.members ?? []).reduce(into: [:]) { amounts, member in
      amounts[member.key] = try? Quantity(json: member.value)
    }
  }
}
