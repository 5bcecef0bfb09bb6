import APIMachinery

/// What a change of a Service means where the client doesn't say it: members that it leaves out are kept, linked ones
/// follow each other (`patchAllocatedValues` and `normalizeClusterIPs` upstream).
enum ServiceContinuity {
  /// `clusterIP` is the first of `clusterIPs`; a client that knows only the one means both.
  static func normalize(_ service: inout ServiceForm, old: ServiceForm?) {
    guard let old else {
      if !service.clusterIP.isEmpty, service.clusterIPs.isEmpty { service.clusterIPs = [service.clusterIP] }
      return
    }
    let isSame = { (service: ServiceForm) in service.clusterIPs == old.clusterIPs }
    if service.clusterIPs.isEmpty, service.clusterIP == old.clusterIP { service.clusterIPs = old.clusterIPs }
    guard service.clusterIP != old.clusterIP, isSame(service) else { return }
    service.clusterIPs = service.clusterIP.isEmpty ? [] : [service.clusterIP]
  }

  /// What was given to the Service stays with it.
  static func keepAllocated(_ service: inout ServiceForm, old: ServiceForm) {
    if old.needsClusterIP, service.needsClusterIP {
      if service.clusterIP.isEmpty { service.clusterIP = old.clusterIP }
      if service.clusterIPs.isEmpty, service.clusterIP == old.clusterIP { service.clusterIPs = old.clusterIPs }
    }
    if old.needsNodePort, service.needsNodePort {
      var used = Set(old.nodePorts).intersection(service.nodePorts)
      let known = Dictionary(
        old.ports.map { ($0["name"]?.stringValue ?? "", $0.nodePort) }, uniquingKeysWith: { $1 })
      var ports = service.ports
      for index in ports.indices where ports[index].nodePort == 0 {
        let port = known[ports[index]["name"]?.stringValue ?? ""] ?? 0
        guard port != 0, used.insert(port).inserted else { continue }
        ports[index]["nodePort"] = .integer(Int64(port))
      }
      service.ports = ports
    }
    if old.needsHealthCheck, service.needsHealthCheck, service.healthCheckNodePort == 0 {
      service.healthCheckNodePort = old.healthCheckNodePort
    }
  }

  /// After a change of type, members that only the old one had go, if the client left them as they were
  /// (`dropTypeDependentFields`).
  static func dropWhatTypeHasNot(_ service: inout ServiceForm, old: ServiceForm) {
    let before = service
    let isSame = { (member: String) in before[member] == old[member] }
    if old.needsClusterIP, !service.needsClusterIP {
      if service.clusterIP == old.clusterIP, service.clusterIPs == old.clusterIPs {
        service.clusterIP = ""
        service.clusterIPs = []
      }
      if isSame("ipFamilies") { service.families = [] }
      if isSame("ipFamilyPolicy") { service.policy = nil }
    }
    if old.needsNodePort, !service.needsNodePort, Set(old.nodePorts).isSuperset(of: service.nodePorts) {
      service.ports = service.ports.map { port in
        var port = port
        port["nodePort"] = nil
        return port
      }
    }
    if old.needsHealthCheck, !service.needsHealthCheck, isSame("healthCheckNodePort") {
      service.healthCheckNodePort = 0
    }
    if old.type == "LoadBalancer", service.type != "LoadBalancer" {
      for member in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where isSame(member) {
        service[member] = nil
      }
    }
    if isReachable(old), !isReachable(service), isSame("externalTrafficPolicy") {
      service["externalTrafficPolicy"] = nil
    }
  }

  /// From outside of the cluster, so that there is a policy for that traffic (`ExternallyAccessible`).
  private static func isReachable(_ service: ServiceForm) -> Bool {
    service.needsNodePort || service.type == "ClusterIP" && service["externalIPs"]?.arrayValue?.isEmpty == false
  }
}
