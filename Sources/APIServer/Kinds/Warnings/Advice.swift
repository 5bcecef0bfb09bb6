import APIMachinery

/// What is told of kinds about which there is little to tell. The second object is what was stored before, if any.
enum Advice {
  @Sendable static func endpoints(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    ObjectField(object, "subsets").elements
      .flatMap { $0["addresses"].elements + $0["notReadyAddresses"].elements }
      .flatMap { AddressWarnings.ofAddress($0["ip"]) }
  }

  @Sendable static func secret(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    guard ObjectField(object, "type").string == "kubernetes.io/tls" else { return [] }
    return CertificatePair.problem(of: ObjectField(object, "data")).map { [$0] } ?? []
  }

  @Sendable static func serviceAccount(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    let key = "kubernetes.io/enforce-mountable-secrets"
    guard object.annotations[key] != nil, old?.annotations[key] == nil else { return [] }
    return [
      "metadata.annotations[\(key)]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted "
        + "secrets"
    ]
  }

  @Sendable static func networkPolicy(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    let spec = ObjectField(object, "spec")
    let peers =
      spec["ingress"].elements.flatMap { $0["from"].elements } + spec["egress"].elements.flatMap { $0["to"].elements }
    return peers.map { $0["ipBlock"] }.flatMap { block in
      AddressWarnings.ofRange(block["cidr"]) + block["except"].elements.flatMap(AddressWarnings.ofRange)
    }
  }

  @Sendable static func runtimeClass(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    NodeLabelWarnings.of(ObjectField(object, "scheduling")["nodeSelector"], namesKey: false)
  }

  @Sendable static func storageClass(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    NodeLabelWarnings.of(topologies: ObjectField(object, "allowedTopologies"))
  }

  @Sendable static func storageCapacity(_ object: JSONValue, _ old: JSONValue?) -> [String] {
    NodeLabelWarnings.of(selector: ObjectField(object, "nodeTopology"))
  }
}
