import APIMachinery

/// ServiceCIDRs: Services take their addresses from them once they are stored.
struct ServiceCIDRStrategy: ResourceStrategy {
  let allocation: ServiceAllocation
  private let base = StandardStrategy(hasStatus: true)

  init(allocation: ServiceAllocation) { self.allocation = allocation }

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) { base.prepareForCreate(&object, context) }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForUpdate(&object, old: old, context)
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForStatusUpdate(&object, old: old, context)
  }

  func resetFields(subresource: String) -> [[String]] { base.resetFields(subresource: subresource) }

  func stored(_ object: JSONValue, _ context: WriteContext) {
    allocation.addresses.set(.init(object), named: object.name)
  }

  func release(_ object: JSONValue, _ context: WriteContext) async {
    allocation.addresses.removeNetwork(named: object.name)
  }
}

/// IPAddresses: an address is taken as long as its object is there, whoever made it.
struct IPAddressStrategy: ResourceStrategy {
  let allocation: ServiceAllocation

  func stored(_ object: JSONValue, _ context: WriteContext) {
    if let address = IPAddress(object.name) { allocation.addresses.insert(address) }
  }

  func release(_ object: JSONValue, _ context: WriteContext) async {
    if let address = IPAddress(object.name) { allocation.addresses.release(address) }
  }
}
