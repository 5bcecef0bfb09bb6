import APIMachinery

/// Brings the IPAddress objects in line with the Services after a start, since one may have been written without the
/// other when the server ended. As upstream's `RepairIPAddress`, which does it once before it serves.
struct AddressRepair: Sendable {
  let allocation: ServiceAllocation
  let services: [JSONValue]
  let addresses: [JSONValue]

  func run() async {
    let owners = Dictionary(
      services.flatMap { service in
        ServiceAllocation.addresses(of: service).map { ($0, service) }
      }, uniquingKeysWith: { first, _ in first })
    var known: Set<IPAddress> = []
    for object in addresses {
      guard let address = IPAddress(object.name) else { continue }
      let owner = owners[address]
      let isManaged = object.labels["ipaddress.kubernetes.io/managed-by"] == ServiceAllocation.managedBy
      guard let owner else {
        // Whose Service is gone, or was never stored.
        if isManaged { await allocation.forget(address) }
        continue
      }
      known.insert(address)
      let parent = object[path: "spec", "parentRef"] ?? .null
      let isRight =
        isManaged && object.labels["ipaddress.kubernetes.io/ip-family"] == address.family.name
        && (parent["group"]?.stringValue ?? "").isEmpty && parent["resource"]?.stringValue == "services"
        && services.contains {
          $0.namespace == parent["namespace"]?.stringValue && $0.name == parent["name"]?.stringValue
            && ServiceAllocation.addresses(of: $0).contains(address)
        }
      guard !isRight else { continue }
      await allocation.forget(address)
      await record(address, of: owner)
    }
    for (address, owner) in owners.sorted(by: { $0.key < $1.key }) where !known.contains(address) {
      await record(address, of: owner)
    }
  }

  private func record(_ address: IPAddress, of service: JSONValue) async {
    _ = await allocation.record(address, namespace: service.namespace, name: service.name)
    allocation.addresses.insert(address)
  }
}
