import APIMachinery

@testable import ClusterDNS

/// A small cluster.
enum TestZone {
  static func responder(forwarder: (any DNSForwarder)? = nil, time: any TimeSource = SystemTime()) -> DNSResponder {
    let responder = DNSResponder(
      resolver: ZoneResolver(
        domain: DNSName("cluster.local"), ownRanges: ["10.42.0.0/16", "10.43.0.0/16"].compactMap { CIDR($0) }, ttl: 30,
        negativeTTL: 5), forwarder: forwarder, time: time, random: SeededRandom(seed: 1))
    responder.change { zone in
      for name in ["default", "kube-system"] { zone.setNamespace(name, exists: true) }
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "web"],
          "spec": [
            "clusterIP": "10.43.0.5", "clusterIPs": ["10.43.0.5", "fd00:43::5"],
            "ports": [["name": "http", "port": 80], ["port": 53, "protocol": "UDP"]],
          ],
        ]))
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "db"],
          "spec": ["clusterIP": "None", "ports": [["name": "sql", "port": 5432]]],
        ]))
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "empty"], "spec": ["clusterIP": "None"],
        ]))
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "away"],
          "spec": ["type": "ExternalName", "externalName": "Example.com"],
        ]))
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "near"],
          "spec": ["type": "ExternalName", "externalName": "web.default.svc.cluster.local"],
        ]))
      zone.set(
        ServiceEntry(json: [
          "metadata": ["namespace": "default", "name": "loop"],
          "spec": ["type": "ExternalName", "externalName": "loop.default.svc.cluster.local"],
        ]))
      zone.set(slice)
    }
    return responder
  }

  static let slice = SliceEntry(json: [
    "metadata": ["namespace": "default", "name": "db-1", "labels": ["kubernetes.io/service-name": "db"]],
    "addressType": "IPv4", "ports": [["name": "sql", "port": 5432]],
    "endpoints": [
      ["addresses": ["10.42.0.7"], "hostname": "db-0", "conditions": ["ready": true]],
      ["addresses": ["10.42.0.8"]], ["addresses": ["10.42.0.9"], "conditions": ["ready": false]],
    ],
  ])
}

/// Answers every question with one address, and counts.
actor CountingForwarder: DNSForwarder {
  private(set) var asked = 0

  func ask(_ message: [UInt8], overTCP: Bool, isAnswer: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8]? {
    asked += 1
    guard let query = try? DNSQuery(message) else { return nil }
    let record = DNSRecord(name: query.name, ttl: 100, content: .address(.v4(0xC000_0201)))
    let answer = DNSWriter.encode(DNSAnswer(isAuthoritative: false, answers: [record]), to: query, limit: 512)
    return isAnswer(answer) ? answer : nil
  }
}

/// A clock that a test turns.
final class TestTime: TimeSource, @unchecked Sendable {
  var elapsed = Duration.zero
  func now() -> Timestamp { Timestamp(seconds: 0) + elapsed }
  func uptime() -> Duration { elapsed }
  func sleep(for duration: Duration) async throws { elapsed += duration }
}
