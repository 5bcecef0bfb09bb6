/// Which endpoints of a Service's port this node uses, as kube-proxy's `CategorizeEndpoints` says.
struct EndpointChoice: Equatable {
  /// For traffic with policy Cluster; empty when the port has no such traffic.
  var cluster: [EndpointInfo] = []
  /// For traffic with policy Local; empty when the port has no such traffic.
  var local: [EndpointInfo] = []
  /// Whether any node could serve it.
  var hasAny = false

  /// Both, each endpoint once.
  var reachable: [EndpointInfo] { Set(cluster).union(local).sorted() }

  init(_ endpoints: [EndpointInfo], of service: ServicePortInfo, on node: NodeInfo) {
    if service.usesClusterEndpoints {
      let topology = Topology(endpoints, node)
      cluster = Self.usable(endpoints.filter { !$0.isReady || topology.accepts($0) })
      hasAny = !cluster.isEmpty
    }
    if service.usesLocalEndpoints {
      hasAny = hasAny || !Self.usable(endpoints).isEmpty
      local = Self.usable(endpoints.filter(\.isLocal))
    }
  }

  /// The ready ones; when there are none, those that still serve while they end.
  private static func usable(_ endpoints: [EndpointInfo]) -> [EndpointInfo] {
    let ready = endpoints.filter(\.isReady)
    return (ready.isEmpty ? endpoints.filter { $0.isServing && $0.isTerminating } : ready).sorted()
  }

  /// Hints say who should use an endpoint; they count only when every ready endpoint has one and one is for us.
  private enum Topology {
    case everywhere
    case node(String)
    case zone(String)

    init(_ endpoints: [EndpointInfo], _ node: NodeInfo) {
      let ready = endpoints.filter(\.isReady)
      if ready.allSatisfy({ !$0.nodeHints.isEmpty }), ready.contains(where: { $0.nodeHints.contains(node.name) }) {
        self = .node(node.name)
      } else if ready.allSatisfy({ !$0.zoneHints.isEmpty }), ready.contains(where: { $0.zoneHints.contains(node.zone) })
      {
        self = .zone(node.zone)
      } else {
        self = .everywhere
      }
    }

    func accepts(_ endpoint: EndpointInfo) -> Bool {
      switch self {
      case .everywhere: true
      case .node(let name): endpoint.nodeHints.contains(name)
      case .zone(let zone): endpoint.zoneHints.contains(zone)
      }
    }
  }
}
