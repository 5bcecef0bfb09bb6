import APIMachinery
import HTTPTransport

/// Finds where a service is reached, for webhooks and extension servers (`util/proxy` upstream): at its cluster IP, or
/// with `--enable-aggregator-routing` at one of its endpoints, which needs no kube-proxy on this machine.
struct ServiceResolver: Sendable {
  let reader: any ObjectReader
  let random: any RandomSource
  var routesToEndpoints = false
  /// Where this server itself is: the service `default/kubernetes` need not be asked through the network.
  var ownAddress: Endpoint?

  /// Throws upstream's message where there is nothing to connect to.
  func resolve(namespace: String, name: String, port: Int64) throws(ServiceResolutionError) -> Endpoint {
    if let ownAddress, namespace == "default", name == "kubernetes", port == 443 { return ownAddress }
    guard let service = reader.object(GroupResource("services"), namespace: namespace, name: name) else {
      throw ServiceResolutionError("service \(quoted(name)) not found")
    }
    let spec = service["spec"] ?? [:]
    let type = spec["type"]?.stringValue ?? ""
    if routesToEndpoints {
      return try endpoint(of: service, namespace, port, type)
    }
    switch type {
    case "ClusterIP", "LoadBalancer", "NodePort":
      let address = spec["clusterIP"]?.stringValue ?? ""
      guard type != "ClusterIP" || address != "None" else {
        throw ServiceResolutionError("cannot route to service with ClusterIP \"None\"")
      }
      _ = try Self.port(port, of: service)
      return .tcp(host: address, port: Int(clamping: port))
    case "ExternalName":
      return .tcp(host: spec["externalName"]?.stringValue ?? "", port: Int(clamping: port))
    default: throw ServiceResolutionError("unsupported service type \(quoted(type))")
    }
  }

  private func endpoint(
    of service: JSONValue, _ namespace: String, _ port: Int64, _ type: String
  ) throws(ServiceResolutionError) -> Endpoint {
    let declared = try Self.port(port, of: service)
    guard ["ClusterIP", "LoadBalancer", "NodePort"].contains(type) else {
      throw ServiceResolutionError("unsupported service type \(quoted(type))")
    }
    let portName = declared["name"]?.stringValue ?? ""
    var found: [Endpoint] = []
    for slice in Self.slices(of: service.name, namespace: namespace, reader) {
      guard let target = Self.port(named: portName, of: slice) else { continue }
      for endpoint in slice["endpoints"]?.arrayValue ?? [] where Self.isReady(endpoint) {
        found += (endpoint["addresses"]?.arrayValue ?? []).compactMap(\.stringValue)
          .map { .tcp(host: $0, port: Int(clamping: target)) }
      }
    }
    guard !found.isEmpty else {
      throw ServiceResolutionError("no endpoints available for service \(quoted(service.name))")
    }
    return found[Int(random.next(below: UInt64(found.count)))]
  }

  /// The slices that belong to a service.
  static func slices(of service: String, namespace: String, _ reader: any ObjectReader) -> [JSONValue] {
    reader.objects(GroupResource("endpointslices", group: "discovery.k8s.io"), namespace: namespace)
      .filter { $0.labels["kubernetes.io/service-name"] == service }
  }

  static func isReady(_ endpoint: JSONValue) -> Bool { endpoint[path: "conditions", "ready"] != false }

  /// The number of the slice's port of this name.
  static func port(named name: String, of slice: JSONValue) -> Int64? {
    slice["ports"]?.arrayValue?.first { ($0["name"]?.stringValue ?? "") == name }?["port"]?.integerValue
  }

  /// What the service says of its port.
  static func port(_ port: Int64, of service: JSONValue) throws(ServiceResolutionError) -> JSONValue {
    let ports = service[path: "spec", "ports"]?.arrayValue ?? []
    guard let found = ports.first(where: { $0["port"]?.integerValue == port }) else {
      throw ServiceResolutionError("no service port \(port) found for service \(quoted(service.name))")
    }
    return found
  }
}

/// Why a service can't be reached.
struct ServiceResolutionError: Error, Sendable, CustomStringConvertible {
  let message: String

  init(_ message: String) { self.message = message }

  var description: String { message }
}
