import APIMachinery

/// Services: addresses and node ports, and which members go with which type.
struct ServiceStrategy: ResourceStrategy {
  let allocation: ServiceAllocation

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["loadBalancer": [:]]
    normalizeClusterIPs(&object, old: nil)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    keepAllocated(&object, old)
    normalizeClusterIPs(&object, old: old)
    dropWhatTypeHasNot(&object, old)
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  func warnings(creating object: JSONValue) -> [String] { ServiceWarnings.of(object) }
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { ServiceWarnings.of(object) }
  func warnings(updatingStatusOf object: JSONValue) -> [String] { AddressWarnings.ofLoadBalancer(object) }

  /// `clusterIP` is the first of `clusterIPs`; whichever the client changed wins.
  private func normalizeClusterIPs(_ object: inout JSONValue, old: JSONValue?) {
    let ip = object[path: "spec", "clusterIP"]?.stringValue ?? ""
    let ips = object[path: "spec", "clusterIPs"]?.arrayValue ?? []
    guard let old else {
      if !ip.isEmpty, ips.isEmpty { object["spec"]?["clusterIPs"] = [.string(ip)] }
      return
    }
    let oldIP = old[path: "spec", "clusterIP"]?.stringValue ?? ""
    let oldIPs = old[path: "spec", "clusterIPs"]?.arrayValue ?? []
    if !oldIP.isEmpty, ip.isEmpty, ips == oldIPs {
      object["spec"]?["clusterIPs"] = nil
    } else if ip != oldIP, ips == oldIPs {
      object["spec"]?["clusterIPs"] = ip.isEmpty ? nil : [.string(ip)]
    } else if !ip.isEmpty, ips.isEmpty {
      object["spec"]?["clusterIPs"] = [.string(ip)]
    }
  }

  /// A client that doesn't repeat what was given to the Service keeps it.
  private func keepAllocated(_ object: inout JSONValue, _ old: JSONValue) {
    if needsClusterIP(object), needsClusterIP(old), (object[path: "spec", "clusterIP"]?.stringValue ?? "").isEmpty,
      (object[path: "spec", "clusterIPs"]?.arrayValue ?? []).isEmpty
        || object[path: "spec", "clusterIPs"] == old[path: "spec", "clusterIPs"]
    {
      object["spec"]?["clusterIP"] = old[path: "spec", "clusterIP"]
      object["spec"]?["clusterIPs"] = old[path: "spec", "clusterIPs"]
    }
    if needsClusterIP(object), needsClusterIP(old) {
      for key in ["ipFamilies", "ipFamilyPolicy"] where object[path: "spec", key] == nil {
        object["spec"]?[key] = old[path: "spec", key]
      }
    }
    guard needsNodePorts(object), needsNodePorts(old), var ports = object[path: "spec", "ports"]?.arrayValue else {
      return
    }
    let oldPorts = old[path: "spec", "ports"]?.arrayValue ?? []
    for index in ports.indices where (ports[index]["nodePort"]?.integerValue ?? 0) == 0 {
      let same = oldPorts.first {
        $0["port"] == ports[index]["port"] && $0["protocol"] == ports[index]["protocol"]
      }
      if let nodePort = same?["nodePort"] { ports[index]["nodePort"] = nodePort }
    }
    object["spec"]?["ports"] = .array(ports)
    if needsHealthPort(object), needsHealthPort(old), object[path: "spec", "healthCheckNodePort"] == nil {
      object["spec"]?["healthCheckNodePort"] = old[path: "spec", "healthCheckNodePort"]
    }
  }

  /// After a change of type, members that the old type had and the client left as they were go.
  private func dropWhatTypeHasNot(_ object: inout JSONValue, _ old: JSONValue) {
    let before = object
    let isSame = { (key: String) in before[path: "spec", key] == old[path: "spec", key] }
    if needsClusterIP(old), !needsClusterIP(object), isSame("clusterIP") {
      for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] { object["spec"]?[key] = nil }
    }
    if needsNodePorts(old), !needsNodePorts(object), var ports = object[path: "spec", "ports"]?.arrayValue {
      let known = Set(ServiceAllocation.nodePorts(of: old))
      for index in ports.indices {
        if let port = ports[index]["nodePort"]?.integerValue, known.contains(Int(port)) {
          ports[index]["nodePort"] = nil
        }
      }
      object["spec"]?["ports"] = .array(ports)
    }
    if needsExternalTraffic(old), !needsExternalTraffic(object), isSame("externalTrafficPolicy") {
      object["spec"]?["externalTrafficPolicy"] = nil
    }
    if needsHealthPort(old), !needsHealthPort(object), isSame("healthCheckNodePort") {
      object["spec"]?["healthCheckNodePort"] = nil
    }
    if type(old) == "LoadBalancer", type(object) != "LoadBalancer" {
      for key in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where isSame(key) { object["spec"]?[key] = nil }
    }
    if needsClusterIP(old), !needsClusterIP(object), isSame("internalTrafficPolicy") {
      object["spec"]?["internalTrafficPolicy"] = nil
    }
  }

  func allocate(_ object: inout JSONValue, old: JSONValue?, _ context: WriteContext) async throws(APIError)
    -> Allocation?
  {
    guard context.subresource.isEmpty else { return nil }
    var taken = Taken(isDryRun: context.isDryRun)
    do throws(APIError) {
      try takeAddresses(&object, old, &taken)
      try takePorts(&object, old, &taken)
    } catch {
      taken.giveBack(allocation)
      throw error
    }
    let oldAddresses = old.map { ServiceAllocation.addresses(of: $0) } ?? []
    let nowAddresses = Set(ServiceAllocation.addresses(of: object))
    let goneAddresses = oldAddresses.filter { !nowAddresses.contains($0) }
    let nowPorts = Set(ServiceAllocation.nodePorts(of: object))
    let gonePorts = (old.map { ServiceAllocation.nodePorts(of: $0) } ?? []).filter { !nowPorts.contains($0) }
    let namespace = object.namespace
    let name = object.name
    // The object that shows the address is there before the Service is, as upstream's allocator makes it.
    if !context.isDryRun {
      for address in taken.addresses { await allocation.record(address, namespace: namespace, name: name) }
    }
    return Allocation(
      commit: { [allocation] in
        for address in goneAddresses {
          allocation.addresses?.release(address)
          await allocation.forget(address)
        }
        for port in gonePorts { allocation.ports.release(port) }
      },
      rollback: { [allocation, taken] in
        taken.giveBack(allocation)
        if !context.isDryRun { for address in taken.addresses { await allocation.forget(address) } }
      })
  }

  func release(_ object: JSONValue, _ context: WriteContext) async {
    for address in ServiceAllocation.addresses(of: object) {
      allocation.addresses?.release(address)
      await allocation.forget(address)
    }
    for port in ServiceAllocation.nodePorts(of: object) { allocation.ports.release(port) }
  }

  struct Taken: Sendable {
    /// Nothing free is looked for then: the first of the range stands for it, as upstream.
    var isDryRun = false
    var addresses: [IPAddress] = []
    var ports: [Int] = []

    func giveBack(_ allocation: ServiceAllocation) {
      for address in addresses { allocation.addresses?.release(address) }
      for port in ports { allocation.ports.release(port) }
    }
  }
}
