internal import APIMachinery

/// An EndpointSlice as it comes from the API, reduced to the endpoints of its Service's ports.
struct SliceObject: Sendable, Equatable {
  var namespace: String
  var name: String
  /// Empty when the slice belongs to no Service.
  var service: String
  var family: IPAddress.Family
  var ports: [ServicePortName: [EndpointInfo]] = [:]

  static let serviceLabel = "kubernetes.io/service-name"
  static let headlessLabel = "service.kubernetes.io/headless"

  /// - Parameter node: This node's name, to tell which endpoints are local.
  init(json: JSONValue, node: String) {
    namespace = json[path: "metadata", "namespace"]?.stringValue ?? ""
    name = json[path: "metadata", "name"]?.stringValue ?? ""
    service = json["metadata"]?["labels"]?[Self.serviceLabel]?.stringValue ?? ""
    family = json["addressType"]?.stringValue == "IPv6" ? .v6 : .v4
    guard json["addressType"]?.stringValue != "FQDN", !service.isEmpty else { return }
    for port in json["ports"]?.arrayValue ?? [] {
      guard let number = port["port"]?.integerValue.flatMap({ UInt16(exactly: $0) }), number != 0,
        let transport = TransportProtocol(rawValue: port["protocol"]?.stringValue ?? "TCP")
      else { continue }
      let key = ServicePortName(
        namespace: namespace, name: service, port: port["name"]?.stringValue ?? "", transport: transport)
      ports[key] = (json["endpoints"]?.arrayValue ?? []).compactMap { Self.endpoint($0, port: number, node: node) }
    }
  }

  private static func endpoint(_ json: JSONValue, port: UInt16, node: String) -> EndpointInfo? {
    // The API says that all addresses of an endpoint are interchangeable and consumers take the first.
    guard let address = json["addresses"]?[0]?.stringValue.flatMap({ IPAddress($0) }) else { return nil }
    let conditions = json["conditions"]
    let isReady = conditions?["ready"]?.boolValue ?? true
    return EndpointInfo(
      address, port: port, isReady: isReady, isServing: conditions?["serving"]?.boolValue ?? isReady,
      isTerminating: conditions?["terminating"]?.boolValue ?? false, isLocal: json["nodeName"]?.stringValue == node,
      zoneHints: names(json[path: "hints", "forZones"]), nodeHints: names(json[path: "hints", "forNodes"]))
  }

  private static func names(_ value: JSONValue?) -> Set<String> {
    Set((value?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
  }
}
