import APIMachinery
import Synchronization

/// The addresses and node ports of Services, and the IPAddress objects that show who has which.
final class ServiceAllocation: Sendable {
  /// The families that the server was started with, the default in front.
  let families: [IPAddress.Family]
  /// The address of the `kubernetes` Service.
  let apiServerAddress: IPAddress?
  let addresses: AddressAllocator
  let ports: PortAllocator
  private let client = Mutex<(any APITransport)?>(nil)

  static let managedBy = "ipallocator.k8s.io"

  init(configuration: APIServerConfiguration, random: any RandomSource) {
    let ranges = configuration.serviceClusterIPRanges
    families = ranges.map(\.family)
    apiServerAddress = ranges.first?.address(at: 1)
    addresses = AddressAllocator(random: random)
    ports = PortAllocator(range: configuration.serviceNodePorts, random: random)
  }

  /// Knows again what stored objects have.
  func restore(services: [JSONValue], networks: [JSONValue], addresses stored: [JSONValue]) {
    for network in networks { addresses.set(.init(network), named: network.name) }
    for address in stored.compactMap({ IPAddress($0.name) }) { addresses.insert(address) }
    for service in services {
      for address in Self.addresses(of: service) { addresses.insert(address) }
      for port in Self.nodePorts(of: service) { try? ports.allocate(port) }
    }
  }

  /// Where IPAddress objects are written.
  func use(_ transport: any APITransport) { client.withLock { $0 = transport } }

  static func addresses(of service: JSONValue) -> [IPAddress] {
    (service[path: "spec", "clusterIPs"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { IPAddress($0) } }
  }

  /// Those of its ports and the one of its health checks.
  static func nodePorts(of service: JSONValue) -> [Int] {
    var ports = (service[path: "spec", "ports"]?.arrayValue ?? []).compactMap { $0["nodePort"]?.integerValue }
    if let health = service[path: "spec", "healthCheckNodePort"]?.integerValue { ports.append(health) }
    return ports.filter { $0 > 0 }.map { Int($0) }
  }

  enum Recording: Equatable { case done, isTaken, failed(String) }

  /// Shows in the API that a Service has `address`.
  func record(_ address: IPAddress, namespace: String, name: String) async -> Recording {
    guard let client = client.withLock({ $0 }) else { return .done }
    let object: JSONValue = [
      "apiVersion": "networking.k8s.io/v1", "kind": "IPAddress",
      "metadata": [
        "name": .string(address.description),
        "labels": [
          "ipaddress.kubernetes.io/ip-family": .string(address.family.name),
          "ipaddress.kubernetes.io/managed-by": .string(Self.managedBy),
        ],
      ],
      "spec": ["parentRef": ["resource": "services", "namespace": .string(namespace), "name": .string(name)]],
    ]
    do {
      let response = try await client.send(
        APIRequest(method: "POST", path: Self.path, headers: Self.headers, body: object.encoded()))
      switch response.status {
      case 200..<300: return .done
      case 409: return .isTaken
      default:
        guard case .bytes(let bytes) = response.body, let status = try? JSONParser.parse(bytes) else {
          return .failed("status \(response.status)")
        }
        return .failed(status["message"]?.stringValue ?? "status \(response.status)")
      }
    } catch {
      return .failed("\(error)")
    }
  }

  func forget(_ address: IPAddress) async { await delete("\(Self.path)/\(address)") }

  /// The Endpoints of a Service that is gone, so that another of its name doesn't begin with them.
  func forgetEndpoints(namespace: String, name: String) async {
    await delete("/api/v1/namespaces/\(namespace)/endpoints/\(name)")
  }

  private func delete(_ path: String) async {
    guard let client = client.withLock({ $0 }) else { return }
    _ = try? await client.send(APIRequest(method: "DELETE", path: path, headers: Self.headers))
  }

  private static let path = "/apis/networking.k8s.io/v1/ipaddresses"
  private static let headers = Headers([
    ("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36"),
  ])
}

extension IPAddress.Family {
  /// As `ipFamilies` write it.
  var name: String { self == .v4 ? "IPv4" : "IPv6" }
}
