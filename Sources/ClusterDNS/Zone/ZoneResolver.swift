internal import APIMachinery

/// Answers from the zone, as the specification of DNS-based service discovery 1.1 says.
struct ZoneResolver: Sendable {
  let domain: DNSName
  /// Addresses that are the cluster's: nobody else knows their names.
  let ownRanges: [CIDR]
  /// Seconds that answers, and that failures, may be kept.
  let ttl: UInt32
  let negativeTTL: UInt32

  /// What was found of a name.
  private enum Finding {
    case records([DNSRecord], additional: [DNSRecord] = [])
    /// The name is there, with other records or only names below it.
    case nothing
    case noSuchName
  }

  /// The most aliases of the zone that are followed.
  private static let aliasesMax = 8

  /// The answer; nil when the name isn't the cluster's. Aliases are followed as long as they stay in the zone.
  func resolve(_ name: DNSName, _ type: DNSType, in zone: ClusterZone, random: some RandomSource) -> DNSAnswer? {
    if let labels = name.labels(within: domain) {
      let first = answer(find(Array(labels), name, type, zone, random), of: domain, zone)
      return type == .a || type == .aaaa ? following(first, type, zone, random) : first
    }
    guard let address = Self.address(reversed: name) else { return nil }
    let names = pointers(address, zone)
    if names.isEmpty {
      guard ownRanges.contains(where: { $0.contains(address) }) else { return nil }
      return answer(.noSuchName, of: DNSName(labels: Array(name.labels.suffix(2))), zone)
    }
    guard type == .ptr || type == .any else { return answer(.nothing, of: domain, zone) }
    return DNSAnswer(answers: names.map { DNSRecord(name: name, ttl: ttl, content: .pointer($0)) })
  }

  private func following(
    _ answer: DNSAnswer, _ type: DNSType, _ zone: ClusterZone, _ random: some RandomSource
  ) -> DNSAnswer {
    var answer = answer
    for _ in 0..<Self.aliasesMax {
      guard case .canonicalName(let target)? = answer.answers.last?.content,
        let labels = target.labels(within: domain),
        case .records(let more, _) = find(Array(labels), target, type, zone, random)
      else { break }
      answer.answers += more
    }
    return answer
  }

  private func answer(_ finding: Finding, of apex: DNSName, _ zone: ClusterZone) -> DNSAnswer {
    switch finding {
    case .records(let records, let additional): DNSAnswer(answers: records, additional: additional)
    case .nothing: DNSAnswer(authorities: [authority(apex, zone)])
    case .noSuchName: DNSAnswer(code: .nameError, authorities: [authority(apex, zone)])
    }
  }

  private func authority(_ apex: DNSName, _ zone: ClusterZone) -> DNSRecord {
    DNSRecord(
      name: apex, ttl: negativeTTL,
      content: .authority(
        server: ["ns", "dns"] + domain, mail: ["hostmaster"] + domain, serial: zone.serial, minimum: negativeTTL))
  }

  private func find(
    _ labels: [String], _ name: DNSName, _ type: DNSType, _ zone: ClusterZone, _ random: some RandomSource
  ) -> Finding {
    guard let last = labels.last else { return apex(name, type, zone) }
    switch (last, labels.count) {
    case ("dns-version", 1):
      guard type == .txt || type == .any else { return .nothing }
      return .records([DNSRecord(name: name, ttl: 28800, content: .text("1.1.0"))])
    case ("svc", 1), ("pod", 1), ("dns", 1): return .nothing
    case ("dns", 2) where labels[0] == "ns": return .nothing
    case ("svc", 2), ("pod", 2): return zone.has(namespace: labels[0]) ? .nothing : .noSuchName
    case ("pod", 3): return pod(labels[0], labels[1], name, type, zone)
    case ("svc", 3...5): return service(labels, name, type, zone, random)
    default: return .noSuchName
    }
  }

  private func apex(_ name: DNSName, _ type: DNSType, _ zone: ClusterZone) -> Finding {
    switch type {
    case .soa: .records([authority(domain, zone)])
    case .ns: .records([DNSRecord(name: name, ttl: ttl, content: .nameServer(["ns", "dns"] + domain))])
    default: .nothing
    }
  }

  /// `1-2-3-4.namespace.pod`: the address that the name says, as CoreDNS's `pods insecure`.
  private func pod(_ label: String, _ namespace: String, _ name: DNSName, _ type: DNSType, _ zone: ClusterZone)
    -> Finding
  {
    guard zone.has(namespace: namespace) else { return .noSuchName }
    let address =
      IPAddress(String(label.map { $0 == "-" ? "." : $0 })) ?? IPAddress(String(label.map { $0 == "-" ? ":" : $0 }))
    guard let address else { return .noSuchName }
    return records([address], name, type)
  }

  private func service(
    _ labels: [String], _ name: DNSName, _ type: DNSType, _ zone: ClusterZone, _ random: some RandomSource
  ) -> Finding {
    let key = ClusterZone.Key(namespace: labels[labels.count - 2], service: labels[labels.count - 3])
    guard let service = zone.services[key] else { return .noSuchName }
    let base = DNSName(labels: [key.service, key.namespace, "svc"] + domain.labels)
    let prefix = labels.dropLast(3)
    if !service.externalName.isEmpty {
      guard prefix.isEmpty else { return .noSuchName }
      if let address = IPAddress(service.externalName) { return records([address], name, type) }
      return .records([DNSRecord(name: name, ttl: ttl, content: .canonicalName(DNSName(service.externalName)))])
    }
    switch prefix.count {
    case 0:
      if type == .srv { return ports(of: service, key, base, name, zone, random) { _ in true } }
      let addresses =
        service.clusterIPs.isEmpty
        ? zone.endpoints(of: key).flatMap(\.endpoint.addresses) : service.clusterIPs
      if addresses.isEmpty { return .noSuchName }
      return records(Self.shuffled(Self.unique(addresses), random), name, type)
    case 1:
      guard let hostname = prefix.first else { return .noSuchName }
      if hostname.hasPrefix("_") { return .nothing }
      let found = zone.endpoints(of: key).map(\.endpoint).filter { endpoint in
        endpoint.hostname == hostname || endpoint.addresses.contains { Self.dashed($0) == hostname }
      }
      guard !found.isEmpty else { return .noSuchName }
      return records(Self.shuffled(Self.unique(found.flatMap(\.addresses)), random), name, type)
    default:
      guard let port = prefix.first, let transport = prefix.last, port.hasPrefix("_"), transport.hasPrefix("_") else {
        return .noSuchName
      }
      let finding = ports(of: service, key, base, name, zone, random) {
        $0.name == port.dropFirst() && $0.transport == transport.dropFirst()
      }
      guard case .records = finding, type != .srv, type != .any else { return finding }
      return .nothing
    }
  }

  /// SRV records: of the Service itself, or of each endpoint of a headless one.
  private func ports(
    of service: ServiceEntry, _ key: ClusterZone.Key, _ base: DNSName, _ name: DNSName, _ zone: ClusterZone,
    _ random: some RandomSource, where isWanted: (ServiceEntry.Port) -> Bool
  ) -> Finding {
    var records: [DNSRecord] = []
    var additional: [DNSRecord] = []
    func add(_ ports: [ServiceEntry.Port], _ target: DNSName, _ addresses: [IPAddress]) {
      let wanted = ports.filter { isWanted($0) && !$0.name.isEmpty || isWanted($0) && name.labels.first == key.service }
      for port in wanted {
        records.append(
          DNSRecord(
            name: name, ttl: ttl, content: .service(priority: 0, weight: 100, port: port.number, target: target)))
      }
      if !wanted.isEmpty {
        additional += addresses.map { DNSRecord(name: target, ttl: ttl, content: .address($0)) }
      }
    }
    if service.clusterIPs.isEmpty {
      for (endpoint, ports) in zone.endpoints(of: key) {
        guard let address = endpoint.addresses.first else { continue }
        let host = endpoint.hostname.isEmpty ? Self.dashed(address) : endpoint.hostname
        add(ports, [host] + base, endpoint.addresses)
      }
    } else {
      add(service.ports, base, service.clusterIPs)
    }
    return records.isEmpty ? .noSuchName : .records(Self.shuffled(records, random), additional: additional)
  }

  private func records(_ addresses: [IPAddress], _ name: DNSName, _ type: DNSType) -> Finding {
    let wanted = addresses.filter { address in
      type == .any || type == (address.family == .v4 ? .a : .aaaa)
    }
    if wanted.isEmpty { return .nothing }
    return .records(wanted.map { DNSRecord(name: name, ttl: ttl, content: .address($0)) })
  }

  private func pointers(_ address: IPAddress, _ zone: ClusterZone) -> [DNSName] {
    if let key = zone.servicesByAddress[address] {
      return [DNSName(labels: [key.service, key.namespace, "svc"] + domain.labels)]
    }
    let keys = (zone.endpointsByAddress[address] ?? []).sorted {
      ($0.namespace, $0.service) < ($1.namespace, $1.service)
    }
    return keys.flatMap { key in
      zone.endpoints(of: key).map(\.endpoint).filter { $0.addresses.contains(address) }.map { endpoint in
        let host = endpoint.hostname.isEmpty ? Self.dashed(address) : endpoint.hostname
        return DNSName(labels: [host, key.service, key.namespace, "svc"] + domain.labels)
      }
    }
  }

  /// The address that a name of `in-addr.arpa` or `ip6.arpa` asks about.
  static func address(reversed name: DNSName) -> IPAddress? {
    if let labels = name.labels(within: DNSName("in-addr.arpa")), labels.count == 4 {
      return IPAddress(labels.reversed().joined(separator: "."))
    }
    if let labels = name.labels(within: DNSName("ip6.arpa")), labels.count == 32,
      labels.allSatisfy({ $0.utf8.count == 1 })
    {
      let digits = Array(labels.reversed())
      return IPAddress(stride(from: 0, to: 32, by: 4).map { digits[$0..<($0 + 4)].joined() }.joined(separator: ":"))
    }
    return nil
  }

  static func dashed(_ address: IPAddress) -> String {
    String("\(address)".map { $0 == "." || $0 == ":" ? "-" : $0 })
  }

  private static func unique(_ addresses: [IPAddress]) -> [IPAddress] {
    var seen: Set<IPAddress> = []
    return addresses.filter { seen.insert($0).inserted }
  }

  /// In another order each time, so that clients that take the first are spread.
  private static func shuffled<Element>(_ elements: [Element], _ random: some RandomSource) -> [Element] {
    guard elements.count > 1 else { return elements }
    var result = elements
    for index in (1..<result.count).reversed() {
      result.swapAt(index, Int(random.next(below: UInt64(index + 1))))
    }
    return result
  }
}
