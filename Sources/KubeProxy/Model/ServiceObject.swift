internal import APIMachinery

/// A Service as it comes from the API, reduced to its ports' ``ServicePortInfo``.
struct ServiceObject: Sendable, Equatable {
  var namespace: String
  var name: String
  var ports: [ServicePortName: [IPAddress.Family: ServicePortInfo]] = [:]

  /// Services that name another proxy in this label are not ours.
  static let proxyNameLabel = "service.kubernetes.io/service-proxy-name"

  init(json: JSONValue) {
    namespace = json[path: "metadata", "namespace"]?.stringValue ?? ""
    name = json[path: "metadata", "name"]?.stringValue ?? ""
    guard let spec = json["spec"], spec["type"]?.stringValue != "ExternalName" else { return }
    let clusterIP = spec["clusterIP"]?.stringValue ?? ""
    guard clusterIP != "None", !clusterIP.isEmpty else { return }

    var clusterIPs = Self.addresses(spec["clusterIPs"])
    if clusterIPs.isEmpty, let address = IPAddress(clusterIP) { clusterIPs = [address] }
    let externalIPs = Self.addresses(spec["externalIPs"])
    let ingress = json[path: "status", "loadBalancer", "ingress"]?.arrayValue ?? []
    let loadBalancerIPs = ingress.compactMap { entry -> IPAddress? in
      guard entry["ipMode"]?.stringValue ?? "VIP" == "VIP" else { return nil }
      return entry["ip"]?.stringValue.flatMap { IPAddress($0) }
    }
    let ranges = (spec["loadBalancerSourceRanges"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { CIDR($0) } }
    let affinity: Int? =
      spec["sessionAffinity"]?.stringValue == "ClientIP"
      ? Int(spec[path: "sessionAffinityConfig", "clientIP", "timeoutSeconds"]?.integerValue ?? 10800) : nil

    for port in spec["ports"]?.arrayValue ?? [] {
      guard let number = Self.port(port["port"]), number != 0,
        let transport = TransportProtocol(rawValue: port["protocol"]?.stringValue ?? "TCP")
      else { continue }
      let key = ServicePortName(
        namespace: namespace, name: name, port: port["name"]?.stringValue ?? "", transport: transport)
      for clusterIP in clusterIPs {
        let own = { (address: IPAddress) in address.family == clusterIP.family }
        ports[key, default: [:]][clusterIP.family] = ServicePortInfo(
          clusterIP: clusterIP, port: number, nodePort: Self.port(port["nodePort"]) ?? 0,
          externalIPs: externalIPs.filter(own), loadBalancerIPs: loadBalancerIPs.filter(own),
          loadBalancerSourceRanges: ranges, affinitySeconds: affinity,
          internalPolicy: spec["internalTrafficPolicy"]?.stringValue == "Local" ? .local : .cluster,
          externalPolicy: spec["externalTrafficPolicy"]?.stringValue == "Local" ? .local : .cluster,
          healthCheckNodePort: Self.port(spec["healthCheckNodePort"]) ?? 0)
      }
    }
  }

  private static func addresses(_ value: JSONValue?) -> [IPAddress] {
    (value?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { IPAddress($0) } }
  }

  private static func port(_ value: JSONValue?) -> UInt16? {
    value?.integerValue.flatMap { UInt16(exactly: $0) }
  }
}
