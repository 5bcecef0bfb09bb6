import APIMachinery

extension ServiceStrategy {
  func type(_ service: JSONValue) -> String { service[path: "spec", "type"]?.stringValue ?? "ClusterIP" }
  func needsClusterIP(_ service: JSONValue) -> Bool { type(service) != "ExternalName" }
  func needsExternalTraffic(_ service: JSONValue) -> Bool {
    type(service) == "NodePort" || type(service) == "LoadBalancer"
      || (type(service) == "ClusterIP" && service[path: "spec", "externalIPs"]?.arrayValue?.isEmpty == false)
  }
  func needsNodePorts(_ service: JSONValue) -> Bool {
    type(service) == "NodePort"
      || (type(service) == "LoadBalancer"
        && service[path: "spec", "allocateLoadBalancerNodePorts"]?.boolValue ?? true)
  }
  func needsHealthPort(_ service: JSONValue) -> Bool {
    type(service) == "LoadBalancer" && service[path: "spec", "externalTrafficPolicy"]?.stringValue == "Local"
  }

  /// Services have the cluster's family of addresses; those without addresses and selector may name any.
  private func checkFamilies(_ object: JSONValue, _ family: JSONValue) throws(APIError) {
    let spec = ObjectField(object, "spec")
    guard spec["clusterIP"].string != "None" || !spec["selector"].isEmpty else { return }
    for wanted in spec["ipFamilies"].elements where wanted.value != family {
      throw invalid(object, wanted.invalid("not configured on this cluster"))
    }
    if spec["ipFamilyPolicy"].string == "RequireDualStack" {
      throw invalid(
        object, spec["ipFamilyPolicy"].invalid("this cluster is not configured for dual-stack services"))
    }
  }

  func takeAddresses(_ object: inout JSONValue, _ old: JSONValue?, _ taken: inout Taken) throws(APIError) {
    guard needsClusterIP(object), let allocator = allocation.addresses else { return }
    let family: JSONValue = allocator.range.family == .v4 ? "IPv4" : "IPv6"
    try checkFamilies(object, family)
    if object[path: "spec", "clusterIP"]?.stringValue == "None"
      || object[path: "spec", "clusterIPs"]?[0]?.stringValue == "None"
    {
      object["spec"]?["clusterIP"] = "None"
      object["spec"]?["clusterIPs"] = ["None"]
      let hasSelector = object[path: "spec", "selector"]?.objectValue?.isEmpty == false
      if object[path: "spec", "ipFamilyPolicy"] == nil {
        object["spec"]?["ipFamilyPolicy"] = hasSelector ? "SingleStack" : "RequireDualStack"
      }
      if object[path: "spec", "ipFamilies"] == nil {
        let isDual = object[path: "spec", "ipFamilyPolicy"]?.stringValue == "RequireDualStack" && !hasSelector
        object["spec"]?["ipFamilies"] = isDual ? [family, family == "IPv4" ? "IPv6" : "IPv4"] : [family]
      }
      return
    }
    if object[path: "spec", "ipFamilyPolicy"] == nil { object["spec"]?["ipFamilyPolicy"] = "SingleStack" }
    if object[path: "spec", "ipFamilies"] == nil { object["spec"]?["ipFamilies"] = [family] }
    let before = old.map { ServiceAllocation.addresses(of: $0) } ?? []
    if let text = object[path: "spec", "clusterIPs"]?[0]?.stringValue, !text.isEmpty {
      object["spec"]?["clusterIP"] = .string(text)
      guard let address = IPAddress(text), !before.contains(address) else { return }
      do throws(AddressAllocator.Failure) {
        try allocator.allocate(address)
        taken.addresses.append(address)
      } catch {
        let reason =
          switch error {
          case .alreadyAllocated: "provided IP is already allocated"
          case .notInRange: "the provided network does not match the current range"
          case .full: "range is full"
          }
        throw invalid(
          object, .invalid(FieldPath("spec", "clusterIPs"), [.string(text)], "failed to allocate IP \(text): \(reason)")
        )
      }
      return
    }
    do throws(AddressAllocator.Failure) {
      let address: IPAddress
      if taken.isDryRun, let first = allocator.apiServerAddress {
        address = first
      } else {
        address = try allocator.allocateAny()
        taken.addresses.append(address)
      }
      object["spec"]?["clusterIP"] = .string(address.description)
      object["spec"]?["clusterIPs"] = [.string(address.description)]
    } catch {
      throw .internalError("failed to allocate a serviceIP: range is full")
    }
  }

  func takePorts(_ object: inout JSONValue, _ old: JSONValue?, _ taken: inout Taken) throws(APIError) {
    guard needsNodePorts(object), var ports = object[path: "spec", "ports"]?.arrayValue else { return }
    let before = Set(old.map { ServiceAllocation.nodePorts(of: $0) } ?? [])
    var own: [Int: Set<String>] = [:]
    for index in ports.indices {
      let transport = ports[index]["protocol"]?.stringValue ?? "TCP"
      let asked = Int(ports[index]["nodePort"]?.integerValue ?? 0)
      if asked != 0 {
        let path = FieldPath("spec", "ports").index(index).child("nodePort")
        // One port can serve several protocols of the same Service.
        let isOwn = before.contains(asked) || own[asked].map { !$0.contains(transport) } ?? false
        if !isOwn {
          guard allocation.ports.range.contains(asked) else {
            throw invalid(
              object,
              .invalid(
                path, .integer(Int64(asked)),
                "provided port is not in the valid range. The range of valid ports is "
                  + "\(allocation.ports.range.lowerBound)-\(allocation.ports.range.upperBound)"))
          }
          guard allocation.ports.allocate(asked) else {
            throw invalid(object, .invalid(path, .integer(Int64(asked)), "provided port is already allocated"))
          }
          taken.ports.append(asked)
        }
        own[asked, default: []].insert(transport)
        continue
      }
      let port = try takeAnyPort(&taken)
      own[port, default: []].insert(transport)
      ports[index]["nodePort"] = .integer(Int64(port))
    }
    object["spec"]?["ports"] = .array(ports)
    if needsHealthPort(object), (object[path: "spec", "healthCheckNodePort"]?.integerValue ?? 0) == 0 {
      let port = try takeAnyPort(&taken)
      object["spec"]?["healthCheckNodePort"] = .integer(Int64(port))
    }
  }

  private func takeAnyPort(_ taken: inout Taken) throws(APIError) -> Int {
    if taken.isDryRun { return allocation.ports.range.lowerBound }
    guard let port = allocation.ports.allocateAny() else {
      throw .internalError("failed to allocate a nodePort: range is full")
    }
    taken.ports.append(port)
    return port
  }

  private func invalid(_ object: JSONValue, _ error: FieldError) -> APIError {
    .invalid(GroupKind(kind: "Service"), object.name, [error])
  }
}
