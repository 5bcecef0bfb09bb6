internal import APIMachinery
internal import LinuxSupport

/// Where UDP packets to Services should go now. The kernel keeps sending a client's packets where its first one went,
/// so connections that lead elsewhere have to be forgotten (as kube-proxy's conntrack cleanup does).
struct DatagramConnections: Equatable {
  private struct Target: Hashable {
    /// nil for any address of the node (a NodePort).
    var address: IPAddress?
    var port: UInt16
  }

  private struct Endpoint: Hashable {
    var address: IPAddress
    var port: UInt16
  }

  private var targets: [Target: Set<Endpoint>] = [:]

  init(_ ruleset: Ruleset) {
    for (name, info) in ruleset.services where name.transport == .udp {
      let choice = EndpointChoice(ruleset.endpoints[name] ?? [], of: info, on: ruleset.node)
      let endpoints = Set(choice.reachable.map { Endpoint(address: $0.address, port: $0.port) })
      for address in [info.clusterIP] + info.externalIPs + info.loadBalancerIPs {
        targets[Target(address: address, port: info.port), default: []].formUnion(endpoints)
      }
      if info.nodePort != 0 { targets[Target(address: nil, port: info.nodePort), default: []].formUnion(endpoints) }
    }
  }

  var isEmpty: Bool { targets.isEmpty }

  /// Whether the connection goes to a Service, and not to an endpoint that it has.
  func isStale(_ connection: TrackedConnection) -> Bool {
    let endpoints =
      targets[Target(address: connection.destination, port: connection.destinationPort)]
      ?? targets[Target(address: nil, port: connection.destinationPort)].flatMap {
        // A packet to another machine's port of that number is none of ours: it is not translated.
        connection.replySource == connection.destination ? nil : $0
      }
    guard let endpoints else { return false }
    return !endpoints.contains(Endpoint(address: connection.replySource, port: connection.replySourcePort))
  }
}
