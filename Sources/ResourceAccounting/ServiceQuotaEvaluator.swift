public import APIMachinery

/// Services: their number, and the load balancers and node ports that they take.
public struct ServiceQuotaEvaluator: QuotaEvaluator {
  public let resource = GroupResource(resource: "services")

  public init() {}

  public func counts(_ name: String) -> Bool {
    [countName, "services", "services.loadbalancers", "services.nodeports"].contains(name)
  }

  public func item(of service: JSONValue) -> QuotaItem {
    let ports = service[path: "spec", "ports"]?.arrayValue ?? []
    var nodePorts = 0
    var loadBalancers = 0
    switch service[path: "spec", "type"]?.stringValue {
    case "NodePort": nodePorts = ports.count
    case "LoadBalancer":
      loadBalancers = 1
      // They aren't allocated yet when a Service is made; what counts is what is asked for.
      let isAllocated = service[path: "spec", "allocateLoadBalancerNodePorts"]?.boolValue ?? true
      nodePorts = isAllocated ? ports.count : ports.count { ($0["nodePort"]?.integerValue ?? 0) != 0 }
    default: break
    }
    return QuotaItem(usage: [
      countName: Quantity(1), "services": Quantity(1), "services.loadbalancers": Quantity(Int64(loadBalancers)),
      "services.nodeports": Quantity(Int64(nodePorts)),
    ])
  }

  public func isCharged(updating subresource: String) -> Bool { subresource.isEmpty }
}
