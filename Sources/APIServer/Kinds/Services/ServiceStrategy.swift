import APIMachinery

/// Services: addresses and node ports, and which members go with which type.
struct ServiceStrategy: ResourceStrategy {
  let allocation: ServiceAllocation

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["loadBalancer": [:]]
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    var service = ServiceForm(object)
    ServiceContinuity.dropWhatTypeHasNot(&service, old: ServiceForm(old))
    object = service.object
    // What leads to a load balancer that isn't asked for any more is gone as far as anyone can see.
    if service.type != "LoadBalancer" { object.set(["status", "loadBalancer"], to: [:]) }
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  func warnings(creating object: JSONValue) -> [String] { ServiceWarnings.of(object) }
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { ServiceWarnings.of(object) }
  func warnings(updatingStatusOf object: JSONValue) -> [String] { AddressWarnings.ofLoadBalancer(object) }

  func allocate(_ object: inout JSONValue, old: JSONValue?, _ context: WriteContext) async throws(APIError)
    -> Allocation?
  {
    guard context.subresource.isEmpty else { return nil }
    var service = ServiceForm(object)
    let before = old.map { ServiceForm($0) }
    if let before { ServiceContinuity.keepAllocated(&service, old: before) }
    ServiceContinuity.normalize(&service, old: before)
    try ServiceFamilies(configured: allocation.families).settle(&service, old: before)

    var addresses = AddressOperation(
      allocation: allocation, namespace: object.namespace, name: object.name, isDryRun: context.isDryRun)
    var ports = PortOperation(allocation.ports, isDryRun: context.isDryRun)
    do throws(APIError) {
      if let before {
        try await addresses.update(&service, old: before)
        try ServiceNodePorts.update(&service, old: before, &ports)
      } else {
        try await addresses.take(&service)
        try ServiceNodePorts.take(&service, &ports)
      }
    } catch {
      ports.rollback()
      await addresses.rollback()
      throw error
    }
    object = service.object
    return Allocation(
      commit: { [addresses, ports] in
        ports.commit()
        await addresses.commit()
      },
      rollback: { [addresses, ports] in
        ports.rollback()
        await addresses.rollback()
      })
  }

  func release(_ object: JSONValue, _ context: WriteContext) async {
    await allocation.forgetEndpoints(namespace: object.namespace, name: object.name)
    for address in ServiceAllocation.addresses(of: object) {
      allocation.addresses.release(address)
      await allocation.forget(address)
    }
    for port in ServiceAllocation.nodePorts(of: object) { allocation.ports.release(port) }
  }
}
