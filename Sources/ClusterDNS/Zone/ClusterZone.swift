internal import APIMachinery

/// The cluster's names, kept ready for lookups: a value that changes with the API's objects.
struct ClusterZone: Sendable {
  struct Key: Hashable, Sendable {
    var namespace: String
    var service: String
  }

  private(set) var services: [Key: ServiceEntry] = [:]
  private(set) var slices: [Key: [String: SliceEntry]] = [:]
  private(set) var namespaces: Set<String> = []
  /// Who has an address: Services by cluster IP, and endpoints.
  private(set) var servicesByAddress: [IPAddress: Key] = [:]
  private(set) var endpointsByAddress: [IPAddress: Set<Key>] = [:]
  /// Counts changes; the zone's serial number.
  private(set) var serial: UInt32 = 1

  mutating func setNamespace(_ name: String, exists: Bool) {
    if exists { namespaces.insert(name) } else { namespaces.remove(name) }
    serial &+= 1
  }

  mutating func set(_ service: ServiceEntry) {
    let key = Key(namespace: service.namespace, service: service.name)
    remove(key)
    services[key] = service
    for address in service.clusterIPs { servicesByAddress[address] = key }
  }

  mutating func remove(_ service: ServiceEntry) { remove(Key(namespace: service.namespace, service: service.name)) }

  private mutating func remove(_ key: Key) {
    serial &+= 1
    for address in services[key]?.clusterIPs ?? [] where servicesByAddress[address] == key {
      servicesByAddress[address] = nil
    }
    services[key] = nil
  }

  mutating func set(_ slice: SliceEntry) {
    replace(slice, with: slice)
  }

  mutating func remove(_ slice: SliceEntry) {
    replace(slice, with: nil)
  }

  private mutating func replace(_ slice: SliceEntry, with new: SliceEntry?) {
    serial &+= 1
    let key = Key(namespace: slice.namespace, service: slice.service)
    let former = slices[key]?[slice.name]
    slices[key, default: [:]][slice.name] = new
    if slices[key]?.isEmpty == true { slices[key] = nil }
    for address in former?.endpoints.flatMap(\.addresses) ?? [] {
      let stillThere =
        slices[key]?.values.contains { $0.endpoints.contains { $0.addresses.contains(address) } } ?? false
      if !stillThere {
        endpointsByAddress[address]?.remove(key)
        if endpointsByAddress[address]?.isEmpty == true { endpointsByAddress[address] = nil }
      }
    }
    for address in new?.endpoints.flatMap(\.addresses) ?? [] { endpointsByAddress[address, default: []].insert(key) }
  }

  /// The endpoints of a Service with the ports of their slice.
  func endpoints(of key: Key) -> [(endpoint: SliceEntry.Endpoint, ports: [ServiceEntry.Port])] {
    (slices[key] ?? [:]).sorted { $0.key < $1.key }.flatMap { _, slice in
      slice.endpoints.map { ($0, slice.ports) }
    }
  }

  func has(namespace: String) -> Bool { namespaces.contains(namespace) }
}
