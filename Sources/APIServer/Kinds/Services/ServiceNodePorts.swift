import APIMachinery

/// The node ports of a Service (`initNodePorts`, `updateNodePorts` and `updateHealthCheckNodePort` upstream).
enum ServiceNodePorts {
  static func take(_ service: inout ServiceForm, _ operation: inout PortOperation) throws(APIError) {
    if service.needsNodePort { try takeAll(&service, &operation) }
    if service.needsHealthCheck { try takeHealthCheck(&service, &operation) }
  }

  /// Ports of one number, for several protocols, share their node port.
  private static func takeAll(_ service: inout ServiceForm, _ operation: inout PortOperation) throws(APIError) {
    var given: [Int: Int] = [:]
    var ports = service.ports
    for index in ports.indices {
      let asked = ports[index].nodePort
      guard asked != 0 || service.allocatesNodePorts else { continue }
      let number = ports[index].portNumber
      if let known = given[number] {
        if asked == 0 {
          ports[index]["nodePort"] = .integer(Int64(known))
        } else if asked != known {
          try take(asked, at: index, service, &operation)
        }
        continue
      }
      let wanted = ports.first { $0.portNumber == number && $0.nodePort != 0 }?.nodePort
      if let wanted {
        try take(wanted, at: index, service, &operation)
        given[number] = wanted
      } else {
        given[number] = try takeAny(&operation)
      }
      ports[index]["nodePort"] = given[number].map { .integer(Int64($0)) }
    }
    service.ports = ports
  }

  static func update(_ service: inout ServiceForm, old: ServiceForm, _ operation: inout PortOperation)
    throws(APIError)
  {
    if old.needsNodePort, service.type == "ExternalName" || service.type == "ClusterIP" {
      for port in old.nodePorts { operation.releaseLater(port) }
    }
    if service.needsNodePort { try updateAll(&service, old: old, &operation) }
    switch (old.needsHealthCheck, service.needsHealthCheck) {
    case (false, true): try takeHealthCheck(&service, &operation)
    case (true, false):
      if old.healthCheckNodePort != 0 { operation.releaseLater(old.healthCheckNodePort) }
    default: break
    }
  }

  private static func updateAll(_ service: inout ServiceForm, old: ServiceForm, _ operation: inout PortOperation)
    throws(APIError)
  {
    let before = Set(old.nodePorts)
    var own: Set<Int> = []
    var seen: Set<String> = []
    var ports = service.ports
    for index in ports.indices {
      let asked = ports[index].nodePort
      guard asked != 0 || service.allocatesNodePorts else { continue }
      if asked == 0 {
        ports[index]["nodePort"] = .integer(Int64(try takeAny(&operation)))
      } else if !before.contains(asked), own.insert(asked).inserted {
        try take(asked, at: index, service, &operation)
      }
      let key = "{\(ports[index]["protocol"]?.stringValue ?? "") \(ports[index].nodePort)}"
      guard seen.insert(key).inserted else { throw .unclassified("duplicate nodePort: \(key)") }
    }
    service.ports = ports
    let now = Set(service.nodePorts)
    for port in old.nodePorts where !now.contains(port) { operation.releaseLater(port) }
  }

  private static func takeHealthCheck(_ service: inout ServiceForm, _ operation: inout PortOperation)
    throws(APIError)
  {
    let asked = service.healthCheckNodePort
    do throws(PortAllocator.Failure) {
      if asked == 0 { service.healthCheckNodePort = try operation.allocateAny() } else { try operation.allocate(asked) }
    } catch {
      throw .internalError(
        asked == 0
          ? "failed to allocate a HealthCheck NodePort 0: \(error)"
          : "failed to allocate requested HealthCheck NodePort \(asked): \(error)")
    }
  }

  private static func take(_ port: Int, at index: Int, _ service: ServiceForm, _ operation: inout PortOperation)
    throws(APIError)
  {
    do throws(PortAllocator.Failure) {
      try operation.allocate(port)
    } catch {
      let path = FieldPath("spec", "ports").index(index).child("nodePort")
      throw .invalid(
        GroupKind(kind: "Service"), service.object.name, [.invalid(path, .integer(Int64(port)), "\(error)")])
    }
  }

  private static func takeAny(_ operation: inout PortOperation) throws(APIError) -> Int {
    do throws(PortAllocator.Failure) {
      return try operation.allocateAny()
    } catch {
      throw .internalError("failed to allocate a nodePort: \(error)")
    }
  }
}
