import APIMachinery

/// What to tell about a Service that is accepted nonetheless (`GetWarningsForService` upstream).
enum ServiceWarnings {
  static func of(_ service: JSONValue) -> [String] {
    let spec = ObjectField(service, "spec")
    var warnings: [String] = []
    if service.annotations["service.kubernetes.io/topology-aware-hints"] != nil {
      warnings.append(
        "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use "
          + "service.kubernetes.io/topology-mode instead")
    }
    let isHeadless = spec["clusterIPs"].strings.first == "None" || spec["clusterIP"].string == "None"
    if !isHeadless { warnings += spec["clusterIPs"].elements.flatMap(AddressWarnings.ofAddress) }
    if isHeadless {
      if !spec["loadBalancerIP"].isEmpty { warnings.append("spec.loadBalancerIP is ignored for headless services") }
      if !spec["externalIPs"].isEmpty {
        warnings.append("spec.externalIPs is ignored when spec.clusterIP is \"None\"")
      }
      if spec["sessionAffinity"].string != "None", spec["type"].string != "ExternalName" {
        warnings.append("spec.SessionAffinity is ignored for headless services")
      }
    }
    warnings += spec["externalIPs"].elements.flatMap(AddressWarnings.ofAddress)
    if !spec["loadBalancerIP"].isEmpty { warnings += AddressWarnings.ofAddress(spec["loadBalancerIP"]) }
    warnings += spec["loadBalancerSourceRanges"].elements.flatMap(AddressWarnings.ofRange)
    if spec["type"].string == "ExternalName", !spec["externalIPs"].isEmpty {
      warnings.append("spec.externalIPs is ignored when spec.type is \"ExternalName\"")
    }
    if spec["trafficDistribution"].string == "PreferClose" {
      warnings.append("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")
    }
    return warnings
  }
}

/// Addresses and ranges in forms that are accepted for now (`GetWarningsForIP`, `GetWarningsForCIDR` upstream).
enum AddressWarnings {
  /// Of the addresses in a status at which load balancers are reached.
  static func ofLoadBalancer(_ object: JSONValue) -> [String] {
    ObjectField(object, "status")["loadBalancer", "ingress"].elements.map { $0["ip"] }.filter { !$0.isEmpty }
      .flatMap(ofAddress)
  }

  static func ofAddress(_ field: ObjectField) -> [String] {
    let text = field.string
    guard let address = IPAddress(sloppy: text) else { return [] }
    let canonical = address.description
    guard canonical != text else { return [] }
    if address.family == .v6, text.contains(":"), !text.contains(".") {
      return [
        "\(field.path): IPv6 address \(quoted(text)) should be in RFC 5952 canonical format (\(quoted(canonical)))"
      ]
    }
    return [
      "\(field.path): non-standard IP address \(quoted(text)) will be considered invalid in a future Kubernetes "
        + "release: use \(quoted(canonical))"
    ]
  }

  static func ofRange(_ field: ObjectField) -> [String] {
    let text = field.string.filter { $0 != " " }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let address = IPAddress(sloppy: parts[0]), let length = Int(parts[1]),
      let range = CIDR("\(address)/\(length)") ?? CIDR("\(address)/\(address.bitCount)")
    else { return [] }
    var warnings: [String] = []
    let first = range.address(at: 0) ?? address
    let network = "\(first)/\(length)"
    if first != address {
      warnings.append(
        "\(field.path): CIDR value \(quoted(text)) is ambiguous in this context (should be \(quoted(network)) or "
          + "\(quoted("\(address)/\(address.bitCount)"))?)")
    }
    let canonical = "\(address)/\(length)"
    guard canonical != text else { return warnings }
    if address.family == .v6, !parts[0].contains(".") {
      warnings.append(
        "\(field.path): IPv6 CIDR value \(quoted(text)) should be in RFC 5952 canonical format (\(quoted(canonical)))")
    } else {
      warnings.append(
        "\(field.path): non-standard CIDR value \(quoted(text)) will be considered invalid in a future Kubernetes "
          + "release: use \(quoted(network))")
    }
    return warnings
  }
}
