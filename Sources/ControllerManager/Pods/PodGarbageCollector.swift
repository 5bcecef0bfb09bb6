import APIClient
import APIMachinery
import KubernetesAPI
import Logging

/// Removes pods that nobody else will: too many that have ended, those whose node is gone, and those that were
/// deleted before they had a node.
final class PodGarbageCollector: Controller {
  private let pods: Informer<Pod>
  private let nodes: Informer<Node>
  private let client: APIClient
  private let time: any TimeSource
  private let threshold: Int

  /// As upstream's.
  private static let period: Duration = .seconds(20)
  /// A node object may be deleted and made again by a restart of its kubelet.
  private static let nodeGrace: Duration = .seconds(40)

  init(_ context: ControllerContext) {
    pods = context.informers.pods
    nodes = context.informers.informer(for: Node.self)
    client = context.client(for: "pod-garbage-collector")
    time = context.time
    threshold = context.options.terminatedPodThreshold
  }

  func run() async {
    do {
      try await pods.synced.wait()
      try await nodes.synced.wait()
    } catch {
      return
    }
    var missingSince: [String: Duration] = [:]
    while !Task.isCancelled {
      for pod in surplus() { await remove(pod) }
      for pod in orphans(&missingSince) { await remove(pod) }
      for pod in pods.cache.indexed(PodIndex.node, "") where pod.isDeleting { await remove(pod) }
      try? await time.sleep(for: Self.period)
    }
  }

  /// The oldest pods that have ended, beyond the threshold.
  private func surplus() -> [Pod] {
    guard threshold > 0, pods.cache.count > threshold else { return [] }
    let ended = pods.cache.all.filter(\.isTerminal)
    guard ended.count > threshold else { return [] }
    let zero = Timestamp(seconds: 0)
    return Array(
      ended.sorted { ($0.metadata.creationTimestamp ?? zero) < ($1.metadata.creationTimestamp ?? zero) }
        .prefix(ended.count - threshold))
  }

  private func orphans(_ missingSince: inout [String: Duration]) -> [Pod] {
    let now = time.uptime()
    let known = Set(nodes.cache.keys.map(\.name))
    var orphans: [Pod] = []
    var missing: [String: Duration] = [:]
    for pod in pods.cache.all where !pod.spec.nodeName.isEmpty && !known.contains(pod.spec.nodeName) {
      let since = missingSince[pod.spec.nodeName] ?? now
      missing[pod.spec.nodeName] = since
      if now - since >= Self.nodeGrace { orphans.append(pod) }
    }
    missingSince = missing
    return orphans
  }

  private func remove(_ pod: Pod) async {
    do {
      if !pod.isTerminal, !pod.spec.nodeName.isEmpty {
        _ = try await ifFound {
          try await client.patch(
            ResourcePath(Pod.resource, namespace: pod.key.namespace), name: pod.key.name,
            .strategic(["status": ["phase": "Failed"]]), subresource: "status")
        }
      }
      _ = try await ifFound {
        try await client.delete(
          Pod.self, pod.key.name, namespace: pod.key.namespace,
          options: DeletionOptions(gracePeriodSeconds: 0, uid: pod.uid))
      }
    } catch {
      if !Task.isCancelled { Logger(label: "podgc").warning("can't delete \(pod.key): \(error)") }
    }
  }
}
