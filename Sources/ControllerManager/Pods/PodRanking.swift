import APIMachinery
import KubernetesAPI

/// What decides which pods go first when there are too many, in upstream's order
/// (`ActivePodsWithRanks`): those that would be missed least.
struct PodRank: Comparable {
  private let isAssigned: Bool
  private let phase: Int
  private let isReady: Bool
  private let deletionCost: Int32
  /// How many pods of the same kind its node has.
  private let neighbours: Int
  private let readyAgeBucket: Int
  private let restarts: Int32
  private let ageBucket: Int
  private let uid: String

  init(_ pod: Pod, neighbours: Int, now: Timestamp) {
    let status = pod.status
    isAssigned = !pod.spec.nodeName.isEmpty
    phase = ["Pending": 0, "Unknown": 1, "Running": 2][status.phase] ?? 0
    let ready = status.conditions.first { $0.type == "Ready" }
    isReady = ready?.status == "True"
    deletionCost = Int32(pod.metadata.annotations["controller.kubernetes.io/pod-deletion-cost"] ?? "") ?? 0
    self.neighbours = neighbours
    readyAgeBucket = isReady ? Self.bucket(ready?.lastTransitionTime, now) : 0
    restarts = (status.containerStatuses + status.initContainerStatuses).map(\.restartCount).max() ?? 0
    ageBucket = Self.bucket(pod.metadata.creationTimestamp, now)
    uid = pod.metadata.uid
  }

  /// Ages are compared by their order of magnitude only, so that it isn't always the newest pod that goes.
  private static func bucket(_ time: Timestamp?, _ now: Timestamp) -> Int {
    guard let time else { return -1 }
    var seconds = max((now - time).components.seconds, 0)
    var bucket = 0
    while seconds > 0 {
      seconds /= 2
      bucket += 1
    }
    return bucket
  }

  /// Whether `left` goes before `right`.
  static func < (left: PodRank, right: PodRank) -> Bool {
    if left.isAssigned != right.isAssigned { return !left.isAssigned }
    if left.phase != right.phase { return left.phase < right.phase }
    if left.isReady != right.isReady { return !left.isReady }
    if left.deletionCost != right.deletionCost { return left.deletionCost < right.deletionCost }
    if left.neighbours != right.neighbours { return left.neighbours > right.neighbours }
    if left.readyAgeBucket != right.readyAgeBucket { return left.readyAgeBucket < right.readyAgeBucket }
    if left.restarts != right.restarts { return left.restarts > right.restarts }
    if left.ageBucket != right.ageBucket { return left.ageBucket < right.ageBucket }
    return left.uid < right.uid
  }

  /// The pods to delete so that `excess` are gone. `related` are the pods whose neighbourhood counts.
  static func firstToGo(_ excess: Int, of pods: [Pod], related: [Pod], now: Timestamp) -> [Pod] {
    guard excess < pods.count else { return pods }
    var perNode: [String: Int] = [:]
    for pod in related where pod.isActive { perNode[pod.spec.nodeName, default: 0] += 1 }
    let ranked = pods.map { (rank: PodRank($0, neighbours: perNode[$0.spec.nodeName] ?? 0, now: now), pod: $0) }
    return ranked.sorted { $0.rank < $1.rank }.prefix(excess).map(\.pod)
  }
}
