import APIClient
import APIMachinery
import KubernetesAPI

/// Empties namespaces that are being deleted, and then lets them go.
final class NamespaceController: Controller {
  private let namespaces: Informer<Namespace>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let time: any TimeSource
  private let workers: Int

  private static let finalizer = "kubernetes"
  /// The watch may be a moment ahead of other servers that still admit objects, as upstream waits.
  private static let graceAfterDeletion: Duration = .seconds(2)

  init(_ context: ControllerContext) {
    namespaces = context.informers.informer(for: Namespace.self)
    queue = context.queue("namespace")
    client = context.client(for: "namespace-controller")
    time = context.time
    workers = context.options.concurrentNamespaceSyncs
    namespaces.addHandler { [queue] change in
      let namespace = change.object
      guard namespace.isDeleting else { return }
      if case .deleted = change { return }
      queue.add(namespace.key, after: .milliseconds(50))
    }
  }

  func run() async {
    await work(queue, workers: workers, after: [namespaces]) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let cached = namespaces.cache[key], cached.isDeleting else { return }
    let found: Namespace? = try await ifFound { try await client.get(key.name) }
    guard let namespace = found, namespace.isDeleting, namespace.uid == cached.uid,
      namespace.spec.finalizers.contains(Self.finalizer)
    else { return }
    let result = try await NamespaceContent(name: key.name, client: client).delete()
    try await report(result, namespace)
    if let wait = result.wait {
      queue.add(key, after: wait)
      return
    }
    if let error = result.firstError { throw error }
    try await finalize(key)
  }

  private func finalize(_ key: ObjectKey) async throws {
    let found: Namespace? = try await ifFound { try await client.get(key.name) }
    guard var namespace = found else { return }
    namespace.spec.finalizers.removeAll { $0 == Self.finalizer }
    let final = namespace
    _ = try await ifFound { try await client.update(final, subresource: "finalize") }
  }

  private func report(_ result: NamespaceContent.Result, _ namespace: Namespace) async throws {
    var changed = namespace
    let now = time.now()
    for finding in result.findings {
      var condition = NamespaceCondition()
      condition.type = finding.type
      condition.status = finding.isProblem ? "True" : "False"
      condition.reason = finding.reason
      condition.message = finding.message
      condition.lastTransitionTime = now.wholeSeconds
      if let index = changed.status.conditions.firstIndex(where: { $0.type == finding.type }) {
        let known = changed.status.conditions[index]
        if known.status == condition.status, known.message == condition.message { continue }
        changed.status.conditions[index] = condition
      } else {
        changed.status.conditions.append(condition)
      }
    }
    guard changed.status != namespace.status else { return }
    let final = changed
    do {
      _ = try await ifFound { try await client.updateStatus(final) }
    } catch let error as APIError where error.isConflict {
      return  // The next round tells.
    }
  }
}
