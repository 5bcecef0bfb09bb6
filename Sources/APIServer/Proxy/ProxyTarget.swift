import APIMachinery

/// What a proxy request names: `name`, `name:port` or `scheme:name:port`.
struct ProxyTarget: Equatable {
  /// `http`, `https`, or empty where the request leaves it open.
  var scheme = ""
  var name: String
  /// A number or a name; empty where the request leaves it open.
  var port = ""

  /// nil for any other form.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1: name = parts[0]
    case 2: (name, port) = (parts[0], parts[1])
    case 3:
      guard ["", "http", "https"].contains(parts[0]) else { return nil }
      (scheme, name, port) = (parts[0], parts[1], parts[2])
    default: return nil
    }
    guard !name.isEmpty else { return nil }
  }
}

/// Finds where the requests for a pod or a service go (the `ResourceLocation` functions upstream).
struct ProxyLocator {
  let reader: any ObjectReader
  let random: any RandomSource

  struct Location: Equatable {
    var isSecure: Bool
    var host: String
    var port: Int
  }

  func pod(_ text: String, namespace: String) throws(APIError) -> Location {
    guard let target = ProxyTarget(text) else { throw .badRequest("invalid pod request \(quoted(text))") }
    guard let pod = reader.object(GroupResource("pods"), namespace: namespace, name: target.name) else {
      throw .notFound(GroupResource("pods"), target.name)
    }
    let host = pod[path: "status", "podIPs"]?[0]?["ip"]?.stringValue ?? pod[path: "status", "podIP"]?.stringValue ?? ""
    try Self.checkAllowed(host)
    // Without a port, the first one that a container declares.
    let declared = (pod[path: "spec", "containers"]?.arrayValue ?? []).lazy
      .compactMap { $0["ports"]?[0]?["containerPort"]?.integerValue }.first
    let isSecure = target.scheme == "https"
    let port = target.port.isEmpty ? declared.map { Int($0) } ?? (isSecure ? 443 : 80) : Int(target.port)
    guard let port, (1...65_535).contains(port) else { throw .badRequest("invalid pod request \(quoted(text))") }
    return Location(isSecure: isSecure, host: host, port: port)
  }

  func service(_ text: String, namespace: String) throws(APIError) -> Location {
    guard let target = ProxyTarget(text) else { throw .badRequest("invalid service request \(quoted(text))") }
    var portName = target.port
    if let number = Int64(target.port) {
      guard let service = reader.object(GroupResource("services"), namespace: namespace, name: target.name) else {
        throw .notFound(GroupResource("services"), target.name)
      }
      let declared = service[path: "spec", "ports"]?.arrayValue?.first { $0["port"]?.integerValue == number }
      guard let declared else {
        throw .serviceUnavailable("no service port \(number) found for service \(quoted(target.name))")
      }
      portName = declared["name"]?.stringValue ?? ""
    }
    guard let endpoints = reader.object(GroupResource("endpoints"), namespace: namespace, name: target.name) else {
      throw .notFound(GroupResource("endpoints"), target.name)
    }
    let subsets = endpoints["subsets"]?.arrayValue ?? []
    guard !subsets.isEmpty else {
      throw .serviceUnavailable("no endpoints available for service \(quoted(target.name))")
    }
    for subset in rotated(subsets) {
      guard let port = subset["ports"]?.arrayValue?.first(where: { ($0["name"]?.stringValue ?? "") == portName }),
        let number = port["port"]?.integerValue
      else { continue }
      for address in rotated(subset["addresses"]?.arrayValue ?? []) where isPod(address, namespace) {
        return Location(
          isSecure: target.scheme == "https", host: address["ip"]?.stringValue ?? "", port: Int(clamping: number))
      }
    }
    throw .serviceUnavailable("no endpoints available for service \(quoted(text))")
  }

  /// From a place on that differs from request to request.
  private func rotated(_ values: [JSONValue]) -> [JSONValue] {
    guard values.count > 1 else { return values }
    let start = Int(random.next(below: UInt64(values.count)))
    return Array(values[start...] + values[..<start])
  }

  /// Only addresses that a pod of the namespace has are connected to, so that nobody reaches other places by writing
  /// endpoints.
  private func isPod(_ address: JSONValue, _ namespace: String) -> Bool {
    guard let reference = address["targetRef"], reference["namespace"]?.stringValue == namespace,
      let name = reference["name"]?.stringValue, let ip = address["ip"]?.stringValue,
      let pod = reader.object(GroupResource("pods"), namespace: namespace, name: name)
    else { return false }
    let addresses = (pod[path: "status", "podIPs"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
    return addresses.contains(ip) || pod[path: "status", "podIP"]?.stringValue == ip
  }

  /// Neither this host itself nor its link.
  static func checkAllowed(_ host: String) throws(APIError) {
    guard let address = IPAddress(host), !address.isLoopback, !address.isLinkLocal, !address.isMulticast,
      !address.isUnspecified
    else { throw .badRequest("address not allowed") }
  }
}

extension IPAddress {
  fileprivate var isMulticast: Bool {
    let first = bytes.first ?? 0
    return family == .v4 ? (224...239).contains(first) : first == 0xFF
  }
}
