import APIClient
import KubernetesAPI
import Synchronization

/// The nodes and the pods on them, as the API tells and as the scheduler has decided since ("assumed" pods).
final class SchedulerCache: Sendable {
  private struct State {
    var nodes: [String: NodeInfo] = [:]
    /// Where each pod is counted.
    var placed: [String: String] = [:]
    var assumed: Set<String> = []
    var generation = 0
    /// Nodes changed since the last snapshot.
    var changed: Set<String> = []
    var listChanged = true
  }

  private let state = Mutex(State())

  func set(_ node: Node) {
    state.withLock { state in
      if !(state.nodes[node.metadata.name]?.isKnown ?? false) { state.listChanged = true }
      Self.change(node.metadata.name, &state) { $0.set(node) }
    }
  }

  func remove(node name: String) {
    state.withLock { state in
      state.listChanged = true
      if state.nodes[name]?.pods.isEmpty ?? true {
        state.nodes[name] = nil
      } else {
        Self.change(name, &state) { $0.forgetNode() }
      }
    }
  }

  /// Counts a pod on the node the API says it is on.
  func set(_ pod: PodInfo) {
    state.withLock { state in
      Self.remove(pod.uid, &state)
      state.placed[pod.uid] = pod.nodeName
      Self.change(pod.nodeName, &state) { $0.add(pod) }
    }
  }

  /// Counts a pod on a node before the API knows.
  func assume(_ pod: PodInfo, on node: String) {
    state.withLock { state in
      state.assumed.insert(pod.uid)
      state.placed[pod.uid] = node
      Self.change(node, &state) { $0.add(pod) }
    }
  }

  /// Takes an assumption back, unless the API has confirmed it meanwhile.
  func forget(_ uid: String) {
    state.withLock { state in
      if state.assumed.contains(uid) { Self.remove(uid, &state) }
    }
  }

  func remove(pod uid: String) {
    state.withLock { Self.remove(uid, &$0) }
  }

  func isAssumed(_ uid: String) -> Bool { state.withLock { $0.assumed.contains(uid) } }

  private static func remove(_ uid: String, _ state: inout State) {
    state.assumed.remove(uid)
    guard let node = state.placed.removeValue(forKey: uid) else { return }
    change(node, &state) { $0.remove(uid) }
    if let info = state.nodes[node], !info.isKnown, info.pods.isEmpty { state.nodes[node] = nil }
  }

  private static func change(_ name: String, _ state: inout State, _ body: (inout NodeInfo) -> Void) {
    state.generation += 1
    state.changed.insert(name)
    state.nodes[name, default: NodeInfo(name: name)].generation = state.generation
    body(&state.nodes[name, default: NodeInfo(name: name)])
  }

  /// Brings `snapshot` up to date; only nodes that changed are copied.
  func update(_ snapshot: inout Snapshot) {
    state.withLock { state in
      if state.listChanged {
        snapshot = Snapshot(state.nodes.values.filter(\.isKnown).sorted { $0.name < $1.name })
        state.listChanged = false
      } else {
        for name in state.changed { if let node = state.nodes[name] { snapshot.replace(node) } }
      }
      state.changed.removeAll(keepingCapacity: true)
    }
  }
}

/// The nodes at one moment, in a fixed order.
struct Snapshot: Sendable {
  private(set) var nodes: [NodeInfo] = []
  private var positions: [String: Int] = [:]
  /// Grows when nodes come or go: positions mean something else then.
  private(set) var epoch = 0
  private(set) var affinePods = 0
  private(set) var imageNodes: [String: Int] = [:]

  init() {}

  init(_ nodes: [NodeInfo]) {
    self.nodes = nodes
    epoch = nodes.reduce(0) { $0 &+ $1.generation &* 31 } &+ nodes.count
    for (position, node) in nodes.enumerated() {
      positions[node.name] = position
      affinePods += node.affinePods
      for image in node.images.keys { imageNodes[image, default: 0] += 1 }
    }
  }

  subscript(name: String) -> NodeInfo? { positions[name].map { nodes[$0] } }

  mutating func replace(_ node: NodeInfo) {
    guard let position = positions[node.name] else { return }
    let old = nodes[position]
    affinePods += node.affinePods - old.affinePods
    if old.images != node.images {
      for image in old.images.keys { imageNodes[image, default: 0] -= 1 }
      for image in node.images.keys { imageNodes[image, default: 0] += 1 }
    }
    nodes[position] = node
  }
}
