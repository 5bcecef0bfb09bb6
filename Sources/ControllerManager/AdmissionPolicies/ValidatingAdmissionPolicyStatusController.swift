import APIClient
import APIMachinery

/// Tells in the status of ValidatingAdmissionPolicies what is wrong with the types of their expressions.
final class ValidatingAdmissionPolicyStatusController: Controller {
  /// What the controller needs of a policy.
  struct Policy: Sendable {
    let json: JSONValue
    var key: ObjectKey { ObjectKey(name: json[path: "metadata", "name"]?.stringValue ?? "") }
    var generation: Int64 { json[path: "metadata", "generation"]?.integerValue ?? 0 }
    var observedGeneration: Int64 { json[path: "status", "observedGeneration"]?.integerValue ?? 0 }
  }

  private static let name = "validatingadmissionpolicy-status"
  private static let kind = GroupVersionKind(
    group: "admissionregistration.k8s.io", version: "v1", kind: "ValidatingAdmissionPolicy")
  private static let path = ResourcePath(
    GroupVersionResource(
      group: "admissionregistration.k8s.io", version: "v1", resource: "validatingadmissionpolicies"))
  private static let workers = 5

  private let policies: Informer<Policy>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient

  init(_ context: ControllerContext) {
    policies = context.informers.informer(ListWatch(Self.path) { Policy(json: $0) })
    queue = context.queue("validatingadmissionpolicy")
    client = context.client(for: Self.name)
    policies.addHandler { [policies, queue] _ in
      for policy in policies.cache.all where policy.generation > policy.observedGeneration { queue.add(policy.key) }
    }
  }

  func run() async {
    await work(queue, workers: Self.workers, after: [policies]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let policy = policies.cache[key], policy.generation > policy.observedGeneration else { return }
    let warnings = try await PolicyTypeChecker(schemas: PublishedSchemas(client: client)).warnings(policy.json)
    let patch: JSONValue = [
      "apiVersion": .string(Self.kind.apiVersion), "kind": .string(Self.kind.kind),
      "metadata": ["name": .string(key.name)],
      "status": [
        "observedGeneration": .integer(policy.generation),
        "typeChecking": warnings.isEmpty ? [:] : ["expressionWarnings": .array(warnings)],
      ],
    ]
    try await client.patch(
      Self.path, name: key.name, .apply(patch), subresource: "status",
      options: WriteOptions(fieldManager: Self.name, force: true))
  }
}
