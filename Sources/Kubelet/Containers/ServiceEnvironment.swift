import APIMachinery

/// A Service as pods see it in their environment.
struct ServiceRecord: Sendable, Equatable {
  struct Port: Sendable, Equatable {
    var name: String
    var port: Int64
    var transport: String
  }

  var namespace: String
  var name: String
  var clusterIP: String
  var ports: [Port]

  /// Nil for services without an address of their own.
  init?(json: JSONValue) {
    let spec = json["spec"] ?? .null
    clusterIP = spec.string("clusterIP")
    guard !clusterIP.isEmpty, clusterIP != "None" else { return nil }
    namespace = json["metadata"]?.string("namespace") ?? ""
    name = json["metadata"]?.string("name") ?? ""
    ports = spec.list("ports").map {
      Port(name: $0.string("name"), port: $0.integer("port") ?? 0, transport: $0.optionalString("protocol") ?? "TCP")
    }
  }

  /// `NAME_SERVICE_HOST` and the rest, in the forms that Docker's links had.
  var environment: [(String, String)] {
    let prefix = Self.variableName(name)
    guard let first = ports.first else { return [] }
    var result = [("\(prefix)_SERVICE_HOST", clusterIP), ("\(prefix)_SERVICE_PORT", "\(first.port)")]
    for port in ports where !port.name.isEmpty {
      result.append(("\(prefix)_SERVICE_PORT_\(Self.variableName(port.name))", "\(port.port)"))
    }
    let host = clusterIP.contains(":") ? "[\(clusterIP)]" : clusterIP
    for (index, port) in ports.enumerated() {
      let transport = port.transport.lowercased()
      let url = "\(transport)://\(host):\(port.port)"
      if index == 0 { result.append(("\(prefix)_PORT", url)) }
      let name = "\(prefix)_PORT_\(port.port)_\(port.transport.uppercased())"
      result += [
        (name, url), ("\(name)_PROTO", transport), ("\(name)_PORT", "\(port.port)"), ("\(name)_ADDR", clusterIP),
      ]
    }
    return result
  }

  private static func variableName(_ name: String) -> String {
    String(name.uppercased().map { $0 == "-" ? "_" : $0 })
  }
}
