/// The plugins in the order in which they are asked, as upstream's default profile.
struct PluginList: Sendable {
  var plugins: [any Plugin] = [
    SchedulingGates(), NodeUnschedulable(), NodeName(), TaintToleration(), NodeAffinityPlugin(), NodePorts(),
    NodeResourcesFit(), PodTopologySpread(), InterPodAffinity(), NodeResourcesBalancedAllocation(), ImageLocality(),
  ]

  var preEnqueue: [any PreEnqueuePlugin] { plugins.compactMap { $0 as? any PreEnqueuePlugin } }
  var preFilters: [any PreFilterPlugin] { plugins.compactMap { $0 as? any PreFilterPlugin } }
  var filters: [any FilterPlugin] { plugins.compactMap { $0 as? any FilterPlugin } }
  var scorers: [any ScorePlugin] { plugins.compactMap { $0 as? any ScorePlugin } }

  /// The events that can make room for pods, by the plugin that rejected them.
  var events: [String: Set<ClusterEvent>] {
    Dictionary(plugins.map { ($0.name, Set($0.events)) }, uniquingKeysWith: { $0.union($1) })
  }
}
