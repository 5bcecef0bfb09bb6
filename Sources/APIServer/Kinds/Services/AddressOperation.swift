import APIMachinery

/// The addresses that one write of a Service takes and gives back (`allocClusterIPs` and `updateClusterIPs` upstream).
struct AddressOperation: Sendable {
  let allocation: ServiceAllocation
  let namespace: String
  let name: String
  let isDryRun: Bool
  private var taken: [IPAddress] = []
  private var released: [IPAddress] = []

  init(allocation: ServiceAllocation, namespace: String, name: String, isDryRun: Bool) {
    self.allocation = allocation
    self.namespace = namespace
    self.name = name
    self.isDryRun = isDryRun
  }

  /// An address for each family that the Service has none of yet.
  mutating func take(_ service: inout ServiceForm) async throws(APIError) {
    guard service.needsClusterIP, !service.isHeadless else { return }
    var addresses = service.clusterIPs
    while addresses.count < service.families.count { addresses.append("") }
    // Messages show the places of those that are still to be found.
    let shown = addresses
    for (index, family) in service.families.enumerated() {
      addresses[index] = try await address(addresses[index], family: family, shown: shown)
    }
    service.clusterIPs = addresses
    service.clusterIP = addresses.first ?? ""
  }

  /// After a change of type or of families.
  mutating func update(_ service: inout ServiceForm, old: ServiceForm) async throws(APIError) {
    if ServiceFamilies.prefersBothAsBefore(service, old: old) { return }
    if !old.needsClusterIP, service.needsClusterIP { return try await take(&service) }
    if old.isHeadless { return }
    if old.needsClusterIP, !service.needsClusterIP {
      released = old.clusterIPs.compactMap { IPAddress($0) }
      return
    }
    switch (old.families.count, service.families.count) {
    case (1, 2):
      var addresses = service.clusterIPs
      if addresses.count < 2 { addresses.append("") }
      guard addresses.count == 2 else { return }
      addresses[1] = try await address(addresses[1], family: service.families[1], shown: addresses)
      service.clusterIPs = addresses
    case (2, 1):
      if old.clusterIPs.count == 2, let second = IPAddress(old.clusterIPs[1]) { released = [second] }
    default: break
    }
  }

  private mutating func address(_ wanted: String, family: String, shown: [String]) async throws(APIError) -> String {
    guard wanted.isEmpty else {
      let problem: String?
      do throws(AddressAllocator.Failure) {
        problem = try await take(named: wanted)
      } catch {
        problem = "\(error)"
      }
      guard let problem else { return wanted }
      let error = FieldError.invalid(
        FieldPath("spec", "clusterIPs"), .array(shown.map { .string($0) }),
        "failed to allocate IP \(wanted): \(problem)")
      throw .invalid(GroupKind(kind: "Service"), name, [error])
    }
    let family: IPAddress.Family = family == "IPv6" ? .v6 : .v4
    // Another server can have taken what is found meanwhile.
    while true {
      let found: IPAddress
      do throws(AddressAllocator.Failure) {
        if isDryRun { return try allocation.addresses.placeholder(family).description }
        found = try allocation.addresses.allocateAny(family)
      } catch {
        throw .internalError("failed to allocate a serviceIP: \(error)")
      }
      switch await allocation.record(found, namespace: namespace, name: name) {
      case .isTaken: continue
      case .done:
        taken.append(found)
        return found.description
      case .failed(let problem):
        allocation.addresses.release(found)
        throw .internalError("failed to allocate a serviceIP: \(problem)")
      }
    }
  }

  /// Takes an address that the client named; what is wrong otherwise.
  private mutating func take(named wanted: String) async throws(AddressAllocator.Failure) -> String? {
    guard let address = IPAddress(sloppy: wanted) else { throw .mismatchedNetwork }
    if isDryRun {
      try allocation.addresses.check(address)
      return nil
    }
    try allocation.addresses.allocate(address)
    switch await allocation.record(address, namespace: namespace, name: name) {
    case .done:
      taken.append(address)
      return nil
    case .isTaken: throw .allocated
    case .failed(let problem):
      allocation.addresses.release(address)
      return problem
    }
  }

  func commit() async {
    guard !isDryRun else { return }
    await giveBack(released)
  }

  func rollback() async {
    guard !isDryRun else { return }
    await giveBack(taken)
  }

  private func giveBack(_ addresses: [IPAddress]) async {
    for address in addresses {
      allocation.addresses.release(address)
      await allocation.forget(address)
    }
  }
}
