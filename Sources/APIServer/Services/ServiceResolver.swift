import APIMachinery
import HTTPTransport

/// Finds where a service is reached, for webhooks and extension servers (`util/proxy` upstream).
struct ServiceResolver: Sendable {
  /// Which of a service's addresses are taken.
  enum Route: Sendable {
    /// The cluster IP, or the name that an ExternalName stands for.
    case clusterAddress
    /// One of its endpoints (`--enable-aggregator-routing`), which an ExternalName has none of.
    case endpoints
    /// One of its endpoints, since this server's machine need not have what makes cluster IPs work, or the name that an
    /// ExternalName stands for.
    case endpointsOrName
  }

  let objects: ServiceObjects
  let random: any RandomSource
  var route = Route.clusterAddress
  /// Where this server itself is: the service `default/kubernetes` need not be asked through the network.
  var ownAddress: Endpoint?

  /// Throws upstream's message where there is nothing to connect to.
  func resolve(namespace: String, name: String, port: Int64) throws(ServiceResolutionError) -> Endpoint {
    if let ownAddress, namespace == "default", name == "kubernetes", port == 443 { return ownAddress }
    guard let service = objects.service(name, namespace: namespace) else {
      throw ServiceResolutionError("service \(quoted(name)) not found")
    }
    let type = service[path: "spec", "type"]?.stringValue ?? ""
    switch type {
    case "ClusterIP", "LoadBalancer", "NodePort":
      let declared = try Self.port(port, of: service)
      guard route == .clusterAddress else { return try endpoint(of: service, declared, namespace) }
      let address = service[path: "spec", "clusterIP"]?.stringValue ?? ""
      guard type != "ClusterIP" || address != "None" else {
        throw ServiceResolutionError("cannot route to service with ClusterIP \"None\"")
      }
      return .tcp(host: address, port: Int(clamping: port))
    case "ExternalName" where route != .endpoints:
      return .tcp(host: service[path: "spec", "externalName"]?.stringValue ?? "", port: Int(clamping: port))
    default: throw ServiceResolutionError("unsupported service type \(quoted(type))")
    }
  }

  private func endpoint(
    of service: JSONValue, _ port: JSONValue, _ namespace: String
  ) throws(ServiceResolutionError) -> Endpoint {
    let portName = port["name"]?.stringValue ?? ""
    var found = sliced(service.name, namespace, portName)
    // Slices are made from Endpoints that are kept by hand; without anyone who does, these say the same.
    if found.isEmpty { found = listed(service.name, namespace, portName) }
    guard !found.isEmpty else {
      throw ServiceResolutionError("no endpoints available for service \(quoted(service.name))")
    }
    return found[Int(random.next(below: UInt64(found.count)))]
  }

  private func sliced(_ service: String, _ namespace: String, _ portName: String) -> [Endpoint] {
    objects.slices(of: service, namespace: namespace).flatMap { slice -> [Endpoint] in
      guard slice["addressType"]?.stringValue != "FQDN", let port = Self.port(named: portName, of: slice) else {
        return []
      }
      return (slice["endpoints"]?.arrayValue ?? []).filter(Self.isReady)
        .flatMap { $0["addresses"]?.arrayValue ?? [] }.compactMap(\.stringValue)
        .map { .tcp(host: $0, port: Int(clamping: port)) }
    }
  }

  private func listed(_ service: String, _ namespace: String, _ portName: String) -> [Endpoint] {
    (objects.endpoints(service, namespace: namespace)?["subsets"]?.arrayValue ?? []).flatMap { subset -> [Endpoint] in
      guard let port = Self.port(named: portName, of: subset) else { return [] }
      return (subset["addresses"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
        .map { .tcp(host: $0, port: Int(clamping: port)) }
    }
  }

  static func isReady(_ endpoint: JSONValue) -> Bool { endpoint[path: "conditions", "ready"] != false }

  /// The number of the port of this name, of a slice or a subset.
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
