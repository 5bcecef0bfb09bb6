/// A rule or preference of the scheduler. A plugin implements the extension points it needs and no others.
protocol Plugin: Sendable {
  /// Upstream's name.
  var name: String { get }
  /// The events that can make room for a pod that this plugin rejected.
  var events: [ClusterEvent] { get }
}

extension Plugin {
  var events: [ClusterEvent] { [] }
}

/// Decides whether a pod may enter the queue at all.
protocol PreEnqueuePlugin: Plugin {
  /// Why not; nil where it may.
  func preEnqueue(_ pod: PodInfo) -> String?
}

/// Looks at the pod and the whole cluster once, before nodes are filtered.
protocol PreFilterPlugin: Plugin {
  /// Keeps what it finds out in `state`.
  func preFilter(_ pod: PodInfo, _ snapshot: Snapshot, _ state: inout CycleState)
}

/// Judges one node after another.
protocol NodePlugin: Plugin {
  /// Whether the answer depends on nothing but pod and node.
  var isNodeLocal: Bool { get }
}

extension NodePlugin {
  var isNodeLocal: Bool { true }
}

/// Decides whether a pod can run on a node.
protocol FilterPlugin: NodePlugin {
  /// Why not; nil where it can.
  func filter(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Rejection?
}

/// Says how well a pod would do on a node.
protocol ScorePlugin: NodePlugin {
  /// How much it counts.
  var weight: Int64 { get }
  /// 0 to 100 where the plugin doesn't normalize.
  func score(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Int64
  /// Brings the scores of all feasible nodes into 0 to 100.
  func normalize(_ scores: inout [Int64], _ state: CycleState)
}

extension ScorePlugin {
  func normalize(_ scores: inout [Int64], _ state: CycleState) {}
}

/// Why a node can't take a pod.
struct Rejection: Sendable, Equatable {
  /// In upstream's words, such as `Insufficient cpu`.
  var reasons: [String]
  /// Removing pods from the node wouldn't help.
  var isUnresolvable: Bool

  init(_ reasons: [String], isUnresolvable: Bool = false) {
    self.reasons = reasons
    self.isUnresolvable = isUnresolvable
  }
}

/// What plugins work out for one pod in one scheduling cycle.
struct CycleState: Sendable {
  var snapshot: Snapshot
  var spread: SpreadState?
  var interPod: InterPodState?
  var namespaceLabels: @Sendable (String) -> [String: String] = { _ in [:] }

  init(snapshot: Snapshot) { self.snapshot = snapshot }
}

/// Something that may make room for a waiting pod.
enum ClusterEvent: Sendable, Hashable {
  case nodeAdded
  case nodeAllocatable
  case nodeLabels
  case nodeTaints
  case assignedPodAdded
  case assignedPodLabels
  case assignedPodDeleted
}

enum Scores {
  static let max: Int64 = 100

  /// Scales so that the highest becomes 100; `reversed` turns fewer into better.
  static func normalize(_ scores: inout [Int64], reversed: Bool = false) {
    let highest = scores.max() ?? 0
    guard highest > 0 else {
      if reversed { for index in scores.indices { scores[index] = max } }
      return
    }
    for index in scores.indices {
      let scaled = scores[index] * max / highest
      scores[index] = reversed ? max - scaled : scaled
    }
  }
}
