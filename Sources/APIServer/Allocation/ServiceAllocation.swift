import APIMachinery
import Synchronization

/// The addresses and node ports of Services, and the IPAddress objects that show who has which.
final class ServiceAllocation: Sendable {
  let addresses: AddressAllocator?
  let ports: PortAllocator
  private let client = Mutex<(any APITransport)?>(nil)

  init(configuration: APIServerConfiguration, random: any RandomSource) {
    addresses = AddressAllocator(range: configuration.serviceClusterIPRange, random: random)
    ports = PortAllocator(range: configuration.serviceNodePorts, random: random)
  }

  /// Marks what stored Services have as taken.
  func restore(_ services: [JSONValue]) {
    for service in services {
      for address in Self.addresses(of: service) { try? addresses?.allocate(address) }
      for port in Self.nodePorts(of: service) { _ = ports.allocate(port) }
    }
  }

  /// Where IPAddress objects are written.
  func use(_ transport: any APITransport) { client.withLock { $0 = transport } }

  static func addresses(of service: JSONValue) -> [IPAddress] {
    (service[path: "spec", "clusterIPs"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { IPAddress($0) } }
  }

  static func nodePorts(of service: JSONValue) -> [Int] {
    var ports = (service[path: "spec", "ports"]?.arrayValue ?? []).compactMap { $0["nodePort"]?.integerValue }
    if let health = service[path: "spec", "healthCheckNodePort"]?.integerValue { ports.append(health) }
    return ports.filter { $0 > 0 }.map { Int($0) }
  }

  /// Shows in the API that `service` has `address`.
  func record(_ address: IPAddress, namespace: String, name: String) async {
    guard let client = client.withLock({ $0 }) else { return }
    let object: JSONValue = [
      "apiVersion": "networking.k8s.io/v1", "kind": "IPAddress",
      "metadata": [
        "name": .string(address.description),
        "labels": [
          "ipaddress.kubernetes.io/ip-family": .string(address.family == .v4 ? "IPv4" : "IPv6"),
          "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
        ],
      ],
      "spec": ["parentRef": ["resource": "services", "namespace": .string(namespace), "name": .string(name)]],
    ]
    _ = try? await client.send(
      APIRequest(
        method: "POST", path: "/apis/networking.k8s.io/v1/ipaddresses",
        headers: Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36")]),
        body: object.encoded()))
  }

  func forget(_ address: IPAddress) async {
    guard let client = client.withLock({ $0 }) else { return }
    _ = try? await client.send(
      APIRequest(method: "DELETE", path: "/apis/networking.k8s.io/v1/ipaddresses/\(address)"))
  }
}
