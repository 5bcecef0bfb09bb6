public import APIMachinery
public import LinuxSupport

/// All Services and endpoints of one address family, and the table that follows from them.
///
/// A pure value: changes go in, ``desired()`` comes out. Each Service's own rules are kept, so that a change costs what
/// it touches.
public struct Ruleset: Sendable {
  public let family: IPAddress.Family
  public private(set) var services: [ServicePortName: ServicePortInfo] = [:]
  public private(set) var endpoints: [ServicePortName: [EndpointInfo]] = [:]
  public private(set) var node: NodeInfo

  /// Made from the present state; missing where something changed since.
  private var made: [ServicePortName: ServiceRules] = [:]
  private var dirty: Set<ServicePortName> = []

  public init(family: IPAddress.Family, node: NodeInfo) {
    self.family = family
    self.node = node
  }

  /// Sets or removes (nil) a Service's port.
  public mutating func setService(_ name: ServicePortName, _ info: ServicePortInfo?) {
    guard services[name] != info else { return }
    services[name] = info
    dirty.insert(name)
  }

  /// Sets the endpoints of a Service's port; also before the Service is known.
  public mutating func setEndpoints(_ name: ServicePortName, _ infos: [EndpointInfo]) {
    let sorted = infos.sorted()
    guard endpoints[name] ?? [] != sorted else { return }
    endpoints[name] = sorted.isEmpty ? nil : sorted
    if services[name] != nil { dirty.insert(name) }
  }

  /// Sets what is known of the node; everything may depend on it.
  public mutating func setNode(_ info: NodeInfo) {
    guard node != info else { return }
    node = info
    dirty.formUnion(services.keys)
  }

  /// The table as it should be.
  public mutating func desired() -> NFTable {
    for name in dirty {
      made[name] = services[name].map { info in
        ServiceRules(name, info, endpoints: endpoints[name] ?? [], node: node)
      }
    }
    dirty.removeAll(keepingCapacity: true)

    var table = BaseRules.table(family, node: node)
    // By name, so that of two Services that claim the same address and port the same one wins everywhere.
    for (_, rules) in made.sorted(by: { $0.key < $1.key }) {
      table.chains.merge(rules.chains) { first, _ in first }
      table.sets.merge(rules.sets) { first, _ in first }
      for (map, elements) in rules.elements {
        table.maps[map]?.elements.merge(elements) { first, _ in first }
      }
      table.sets[RuleNames.clusterIPs]?.elements.insert(rules.clusterIP)
    }
    return table
  }

  /// Local endpoints, ready ones, of each Service that a load balancer asks about: by its health check port.
  public func healthChecks() -> [UInt16: ServiceHealth] {
    var checks: [UInt16: ServiceHealth] = [:]
    for (name, info) in services where info.healthCheckNodePort != 0 {
      let key = info.healthCheckNodePort
      let local = (endpoints[name] ?? []).filter { $0.isLocal && $0.isReady }.map(\.address)
      var check = checks[key] ?? ServiceHealth(namespace: name.namespace, name: name.name)
      check.localEndpoints.formUnion(local)
      checks[key] = check
    }
    return checks
  }
}

/// What a load balancer's health check gets to know.
public struct ServiceHealth: Sendable, Equatable {
  public var namespace: String
  public var name: String
  /// Of any of the Service's ports, each pod once.
  public var localEndpoints: Set<IPAddress> = []
}
