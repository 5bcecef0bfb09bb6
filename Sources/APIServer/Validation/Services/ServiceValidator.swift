import APIMachinery

/// Services (`ValidateService`): what goes with which type. Addresses are ``ServiceAddressRules``'s.
struct ServiceValidator: ObjectValidator {
  var nameRule: NameRule { .dnsLabel }
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  private static let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
  private static let affinityTimeoutMax: Int64 = 86_400

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    errors(in: object, old: nil)
  }

  private func errors(in object: JSONValue, old: JSONValue?) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let type = spec["type"].string
    let isHeadless = ServiceAddressRules.isHeadless(spec)
    var errors = topologyAnnotations(object)
    if spec["ports"].isEmpty, !isHeadless, type != "ExternalName" { errors.append(spec["ports"].required()) }
    if isHeadless, type == "LoadBalancer" || type == "NodePort" {
      errors.append(
        .invalid(spec["clusterIPs"].path.index(0), "None", "may not be set to 'None' for \(type) services"))
    }
    if type == "ExternalName" { errors += externalName(spec) }
    errors += ServicePortRules.validate(spec["ports"])
    errors += ObjectMetaValidation.labels(spec["selector"].value, spec["selector"].path)
    errors += sessionAffinity(spec)
    if type != "ExternalName" { errors += ServiceAddressRules.validate(spec, old: old) }
    let known = old.map { ObjectField($0, "spec") }
    for address in spec["externalIPs"].elements {
      let isKnown = known?["externalIPs"].strings.contains(address.string) ?? false
      let wrong = isKnown ? [] : IPValidation.legacyAddress(address.string, at: address.path)
      errors += wrong.isEmpty ? AddressRules.isReachable(address) : wrong
    }
    errors += spec["type"].mustBeSetAndOne(of: Self.types)
    errors += ServicePortRules.repetitions(spec["ports"], type: type)
    errors += loadBalancer(object, spec, type, old: old)
    errors += traffic(spec, type)
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let before = ObjectField(old, "spec")
    var errors = ServiceAddressRules.validateUpdate(spec, old: before)
    let balancer = spec["loadBalancerClass"]
    if spec["type"].string == "LoadBalancer", before["type"].string == "LoadBalancer",
      balancer.value != before["loadBalancerClass"].value
    {
      errors.append(balancer.invalid(showing: balancer.value, "may not change once set"))
    }
    // Checked with the change and, below, with the whole.
    errors += balancerClass(spec)
    let checks = spec["healthCheckNodePort"]
    if needsHealthCheck(spec), needsHealthCheck(before), checks.value != before["healthCheckNodePort"].value {
      errors.append(checks.forbidden("field is immutable"))
    }
    return errors + self.errors(in: object, old: old)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let ingress = ObjectField(object, "status")["loadBalancer", "ingress"]
    if object[path: "spec", "type"]?.stringValue != "LoadBalancer", !ingress.isEmpty {
      return [ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'")]
    }
    return LoadBalancerStatusRules.validate(ingress)
  }

  private func topologyAnnotations(_ object: JSONValue) -> [FieldError] {
    let mode = ObjectField(object, "metadata")["annotations"]
    let older = "service.kubernetes.io/topology-aware-hints"
    let newer = "service.kubernetes.io/topology-mode"
    guard mode[older].isPresent, mode[newer].isPresent, mode[older].string != mode[newer].string else { return [] }
    return [
      .invalid(
        mode.path.key(newer), .string(mode[newer].string), "must match annotations[\(older)] when both are specified")
    ]
  }

  private func externalName(_ spec: ObjectField) -> [FieldError] {
    var errors = ["clusterIPs", "ipFamilies"].filter { !spec[$0].isEmpty }.map {
      spec[$0].forbidden("may not be set for ExternalName services")
    }
    if spec["ipFamilyPolicy"].isPresent {
      errors.append(spec["ipFamilyPolicy"].forbidden("may not be set for ExternalName services"))
    }
    let name = spec["externalName"].string
    let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
    return errors
      + ObjectField(.string(plain), at: spec["externalName"].path).mustBeSetAndMatch(NameValidation.dns1123Subdomain)
  }

  private func sessionAffinity(_ spec: ObjectField) -> [FieldError] {
    let config = spec["sessionAffinityConfig"]
    var errors = spec["sessionAffinity"].mustBeSetAndOne(of: ["ClientIP", "None"])
    if spec["sessionAffinity"].string == "None", config.isPresent {
      errors.append(config.forbidden("must not be set when session affinity is None"))
    }
    guard spec["sessionAffinity"].string == "ClientIP" else { return errors }
    for field in [config, config["clientIP"], config["clientIP", "timeoutSeconds"]] where !field.isPresent {
      return errors + [field.required("when session affinity type is ClientIP")]
    }
    let timeout = config["clientIP", "timeoutSeconds"]
    if let seconds = timeout.integer, !(1...Self.affinityTimeoutMax).contains(seconds) {
      errors.append(timeout.invalid("must be greater than 0 and less than \(Self.affinityTimeoutMax)"))
    }
    return errors
  }

  private func loadBalancer(_ object: JSONValue, _ spec: ObjectField, _ type: String, old: JSONValue?)
    -> [FieldError]
  {
    let refused = "may only be used when `type` is 'LoadBalancer'"
    let isBalancer = type == "LoadBalancer"
    var errors: [FieldError] = []
    let ranges = ObjectField(
      spec["loadBalancerSourceRanges"].value, at: spec.path.child("LoadBalancerSourceRanges"))
    let key = "service.beta.kubernetes.io/load-balancer-source-ranges"
    if !ranges.isEmpty {
      if !isBalancer { errors.append(ranges.forbidden(refused)) }
      let known = old.map { ObjectField($0, "spec")["loadBalancerSourceRanges"].strings } ?? []
      for range in ranges.elements where !known.contains(range.string) {
        errors += IPValidation.legacyCIDR(Self.trimmed(range.string), at: range.path)
      }
    } else if let text = object[path: "metadata", "annotations", key]?.stringValue {
      let path = FieldPath("metadata", "annotations").key(key)
      if !isBalancer { errors.append(.forbidden(path, refused)) }
      if !Self.trimmed(text).isEmpty {
        for range in Self.trimmed(text).split(separator: ",", omittingEmptySubsequences: false) {
          errors += IPValidation.legacyCIDR(Self.trimmed(String(range)), at: path)
        }
      }
    }
    let allocates = spec["allocateLoadBalancerNodePorts"]
    if allocates.isPresent, !isBalancer { errors.append(allocates.forbidden(refused)) }
    if !allocates.isPresent, isBalancer { errors.append(.required(FieldPath("allocateLoadBalancerNodePorts"))) }
    return errors + balancerClass(spec)
  }

  private func balancerClass(_ spec: ObjectField) -> [FieldError] {
    let name = spec["loadBalancerClass"]
    guard name.isPresent else { return [] }
    return spec["type"].string == "LoadBalancer"
      ? name.mustMatch(NameValidation.qualifiedName)
      : [name.forbidden("may only be used when `type` is 'LoadBalancer'")]
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  private func traffic(_ spec: ObjectField, _ type: String) -> [FieldError] {
    let external = spec["externalTrafficPolicy"]
    let isReachable =
      type == "LoadBalancer" || type == "NodePort" || type == "ClusterIP" && !spec["externalIPs"].isEmpty
    var errors: [FieldError] = []
    if isReachable {
      errors += external.mustBeSetAndOne(of: ["Cluster", "Local"])
    } else if !external.isEmpty {
      errors.append(external.invalid("may only be set for externally-accessible services"))
    }
    let checks = spec["healthCheckNodePort"]
    let port = checks.integer ?? 0
    if needsHealthCheck(spec) {
      errors += port == 0 ? [checks.required()] : checks.mustBePort()
    } else if port != 0 {
      errors.append(
        checks.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"))
    }
    let inside = spec["internalTrafficPolicy"]
    if inside.isPresent {
      errors += inside.mustBeOne(of: ["Cluster", "Local"])
    } else if ["NodePort", "LoadBalancer", "ClusterIP"].contains(type) {
      errors.append(inside.required())
    }
    if spec["trafficDistribution"].isPresent {
      errors += spec["trafficDistribution"].mustBeOne(of: ["PreferClose", "PreferSameZone", "PreferSameNode"])
    }
    return errors
  }

  private func needsHealthCheck(_ spec: ObjectField) -> Bool {
    spec["type"].string == "LoadBalancer" && spec["externalTrafficPolicy"].string == "Local"
  }
}

/// Where a load balancer can be reached.
enum LoadBalancerStatusRules {
  static func validate(_ ingress: ObjectField) -> [FieldError] {
    ingress.elements.flatMap { point in
      let ip = point["ip"]
      let mode = point["ipMode"]
      var errors = ip.isEmpty ? [] : IPValidation.legacyAddress(ip.string, at: ip.path)
      if !mode.isPresent {
        if !ip.isEmpty { errors.append(mode.required("must be specified when `ip` is set")) }
      } else if ip.isEmpty {
        errors.append(mode.forbidden("may not be specified when `ip` is not set"))
      } else {
        errors += mode.mustBeOne(of: ["Proxy", "VIP"])
      }
      errors += point["hostname"].mayMatch(NameValidation.dns1123Subdomain)
      if IPAddress(sloppy: point["hostname"].string) != nil {
        errors.append(point["hostname"].invalid("must be a DNS name, not an IP address"))
      }
      return errors
    }
  }
}
