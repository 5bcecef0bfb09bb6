import APIMachinery

/// Finds the node for a pod: filters all nodes, scores those that are left, takes the best.
///
/// Most pods come in large numbers of a kind. What the node-local plugins say of a kind of pod and a node only
/// changes when the node does, so it is kept: the next pod of the kind costs a look at the nodes changed since.
struct SchedulingAlgorithm {
  /// What became of a pod.
  enum Outcome {
    case node(String)
    case unschedulable(FitError)
    case noNodes
  }

  private let preFilters: [any PreFilterPlugin]
  private let localFilters: [any FilterPlugin]
  private let globalFilters: [any FilterPlugin]
  private let scorers: [any ScorePlugin]
  private let random: any RandomSource
  private var verdicts = VerdictCache()

  init(plugins: PluginList, random: any RandomSource) {
    preFilters = plugins.preFilters
    localFilters = plugins.filters.filter(\.isNodeLocal)
    globalFilters = plugins.filters.filter { !$0.isNodeLocal }
    scorers = plugins.scorers
    self.random = random
  }

  mutating func schedule(
    _ pod: PodInfo, on snapshot: Snapshot,
    namespaceLabels: @escaping @Sendable (String) -> [String: String] = { _ in [:] }
  ) -> Outcome {
    guard !snapshot.nodes.isEmpty else { return .noNodes }
    var state = CycleState(snapshot: snapshot)
    state.namespaceLabels = namespaceLabels
    for plugin in preFilters { plugin.preFilter(pod, snapshot, &state) }
    var sheet = verdicts.take(pod.signature, snapshot)
    sheet.update(snapshot.nodes) { node in judge(pod, node, state) }
    defer { verdicts.put(sheet, pod.signature) }
    let isGlobal = state.spread != nil || state.interPod != nil
    var feasible: [Int] = []
    feasible.reserveCapacity(snapshot.nodes.count)
    var failures: [Int: (plugin: String, rejection: Rejection)] = [:]
    for index in snapshot.nodes.indices where sheet.verdicts[index].rejection == nil {
      if isGlobal, let failure = reject(pod, snapshot.nodes[index], state, globalFilters) {
        failures[index] = failure
      } else {
        feasible.append(index)
      }
    }
    guard !feasible.isEmpty else {
      for index in snapshot.nodes.indices {
        if let rejection = sheet.verdicts[index].rejection { failures[index] = rejection }
      }
      return .unschedulable(FitError(pod: pod, nodes: snapshot.nodes, failures: failures))
    }
    if feasible.count == 1 { return .node(snapshot.nodes[feasible[0]].name) }
    return .node(snapshot.nodes[best(of: feasible, pod, sheet, state, isGlobal)].name)
  }

  /// Why the node can't take the pod, asked of every filter, local and global; for preemption.
  func isFeasible(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Bool {
    reject(pod, node, state, localFilters) == nil && reject(pod, node, state, globalFilters) == nil
  }

  private func reject(
    _ pod: PodInfo, _ node: NodeInfo, _ state: CycleState, _ filters: [any FilterPlugin]
  ) -> (plugin: String, rejection: Rejection)? {
    for plugin in filters {
      if let rejection = plugin.filter(pod, node, state) { return (plugin.name, rejection) }
    }
    return nil
  }

  private func judge(_ pod: PodInfo, _ node: NodeInfo, _ state: CycleState) -> Verdict {
    if let rejection = reject(pod, node, state, localFilters) {
      return Verdict(generation: node.generation, rejection: rejection, scores: [])
    }
    return Verdict(
      generation: node.generation, rejection: nil,
      scores: scorers.map { $0.isNodeLocal ? $0.score(pod, node, state) : 0 })
  }

  /// The position of the node with the highest sum of weighted scores; one of them by chance where several are.
  private func best(
    of feasible: [Int], _ pod: PodInfo, _ sheet: VerdictSheet, _ state: CycleState, _ isGlobal: Bool
  ) -> Int {
    var totals = [Int64](repeating: 0, count: feasible.count)
    var scores = totals
    for (position, plugin) in scorers.enumerated() where plugin.isNodeLocal || isGlobal {
      for (offset, index) in feasible.enumerated() {
        scores[offset] =
          plugin.isNodeLocal
          ? sheet.verdicts[index].scores[position] : plugin.score(pod, state.snapshot.nodes[index], state)
      }
      plugin.normalize(&scores, state)
      for offset in totals.indices { totals[offset] += scores[offset] * plugin.weight }
    }
    var chosen = 0
    var ties: UInt64 = 1
    for offset in totals.indices.dropFirst() {
      if totals[offset] > totals[chosen] {
        chosen = offset
        ties = 1
      } else if totals[offset] == totals[chosen] {
        ties += 1
        if random.next(below: ties) == 0 { chosen = offset }
      }
    }
    return feasible[chosen]
  }
}

/// What the node-local plugins say of one kind of pod on one node.
struct Verdict: Sendable {
  /// The node's when it was judged.
  var generation: Int
  var rejection: (plugin: String, rejection: Rejection)?
  /// By scorer; empty where rejected.
  var scores: [Int64]
}

/// The verdicts on one kind of pod, node by node.
struct VerdictSheet {
  var epoch: Int
  var verdicts: [Verdict]

  mutating func update(_ nodes: [NodeInfo], judge: (NodeInfo) -> Verdict) {
    if verdicts.count != nodes.count {
      verdicts = nodes.map(judge)
      return
    }
    for index in nodes.indices where verdicts[index].generation != nodes[index].generation {
      verdicts[index] = judge(nodes[index])
    }
  }
}

/// The sheets of the kinds of pod seen last.
struct VerdictCache {
  static let sheetsMax = 16

  private var sheets: [String: VerdictSheet] = [:]
  private var order: [String] = []

  /// Takes the sheet out, so that it is changed in place.
  mutating func take(_ signature: String?, _ snapshot: Snapshot) -> VerdictSheet {
    guard let signature, let sheet = sheets.removeValue(forKey: signature), sheet.epoch == snapshot.epoch else {
      return VerdictSheet(epoch: snapshot.epoch, verdicts: [])
    }
    return sheet
  }

  mutating func put(_ sheet: VerdictSheet, _ signature: String?) {
    guard let signature else { return }
    sheets[signature] = sheet
    if order.last != signature {
      order.removeAll { $0 == signature }
      order.append(signature)
      if order.count > Self.sheetsMax { sheets[order.removeFirst()] = nil }
    }
  }
}

/// Why no node can take a pod.
struct FitError: Sendable {
  let nodeCount: Int
  /// By node name.
  let rejections: [String: Rejection]
  /// The plugins that rejected nodes.
  let plugins: Set<String>

  init(pod: PodInfo, nodes: [NodeInfo], failures: [Int: (plugin: String, rejection: Rejection)]) {
    nodeCount = nodes.count
    var rejections: [String: Rejection] = [:]
    for (index, failure) in failures { rejections[nodes[index].name] = failure.rejection }
    self.rejections = rejections
    plugins = Set(failures.values.map(\.plugin))
  }

  /// As upstream words it: `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`
  var message: String {
    "0/\(nodeCount) nodes are available: \(Self.histogram(rejections.values.flatMap(\.reasons)))."
  }

  /// `1 reason, 2 other reason`, in the order of the text.
  static func histogram(_ reasons: [String]) -> String {
    var counts: [String: Int] = [:]
    for reason in reasons { counts[reason, default: 0] += 1 }
    return counts.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
  }
}
