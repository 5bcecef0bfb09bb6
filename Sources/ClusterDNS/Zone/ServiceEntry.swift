internal import APIMachinery

/// What the zone keeps of a Service.
struct ServiceEntry: Sendable, Equatable {
  struct Port: Sendable, Hashable {
    var name: String
    /// In lower case.
    var transport: String
    var number: UInt16
  }

  var namespace: String
  var name: String
  /// Empty for a headless Service.
  var clusterIPs: [IPAddress] = []
  /// Not empty for a Service that stands for a name elsewhere.
  var externalName = ""
  var ports: [Port] = []

  init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  init(json: JSONValue) {
    namespace = json[path: "metadata", "namespace"]?.stringValue ?? ""
    name = json[path: "metadata", "name"]?.stringValue ?? ""
    guard let spec = json["spec"] else { return }
    if spec["type"]?.stringValue == "ExternalName" {
      externalName = spec["externalName"]?.stringValue ?? ""
      return
    }
    let all = (spec["clusterIPs"]?.arrayValue ?? []).compactMap(\.stringValue)
    clusterIPs = (all.isEmpty ? [spec["clusterIP"]?.stringValue ?? ""] : all).compactMap { IPAddress($0) }
    ports = Port.list(spec["ports"])
  }
}

extension ServiceEntry.Port {
  static func list(_ json: JSONValue?) -> [ServiceEntry.Port] {
    (json?.arrayValue ?? []).compactMap { port in
      guard let number = port["port"]?.integerValue.flatMap({ UInt16(exactly: $0) }) else { return nil }
      return ServiceEntry.Port(
        name: (port["name"]?.stringValue ?? "").lowercased(),
        transport: (port["protocol"]?.stringValue ?? "TCP").lowercased(), number: number)
    }
  }
}

/// What the zone keeps of an EndpointSlice.
struct SliceEntry: Sendable, Equatable {
  struct Endpoint: Sendable, Hashable {
    var addresses: [IPAddress]
    /// Empty when the pod has none.
    var hostname: String
  }

  var namespace: String
  var name: String
  var service: String
  /// Only those that are ready.
  var endpoints: [Endpoint]
  var ports: [ServiceEntry.Port]

  init(namespace: String, name: String, service: String, endpoints: [Endpoint], ports: [ServiceEntry.Port]) {
    self.namespace = namespace
    self.name = name
    self.service = service
    self.endpoints = endpoints
    self.ports = ports
  }

  init(json: JSONValue) {
    namespace = json[path: "metadata", "namespace"]?.stringValue ?? ""
    name = json[path: "metadata", "name"]?.stringValue ?? ""
    service = json["metadata"]?["labels"]?["kubernetes.io/service-name"]?.stringValue ?? ""
    endpoints = (json["endpoints"]?.arrayValue ?? []).compactMap { endpoint in
      guard endpoint["conditions"]?["ready"]?.boolValue ?? true else { return nil }
      let addresses = (endpoint["addresses"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { IPAddress($0) } }
      return Endpoint(addresses: addresses, hostname: (endpoint["hostname"]?.stringValue ?? "").lowercased())
    }
    ports = ServiceEntry.Port.list(json["ports"])
  }
}
