import APIMachinery

/// Which families of addresses a Service has: what it says, what its addresses say, and what the cluster has
/// (`initIPFamilyFields` upstream).
struct ServiceFamilies {
  /// Of the cluster, the default in front.
  let configured: [IPAddress.Family]

  func settle(_ service: inout ServiceForm, old: ServiceForm?) throws(APIError) {
    guard service.needsClusterIP else { return }
    // A cluster that gets a second family, or loses it, changes nothing of such Services by itself.
    if let old, Self.prefersBothAsBefore(service, old: old) { return }
    if service.policy == nil { service.policy = Self.inferredPolicy(service, old: old) }
    try refuse(ServiceAddressRules.validate(ObjectField(service.object, "spec"), old: old?.object), service)

    var errors: [FieldError] = []
    if let old { errors += change(&service, old: old) }
    let policy = ObjectField(service.object, "spec")["ipFamilyPolicy"]
    if service.policy == "SingleStack" {
      let needed = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
      if service.clusterIPs.count == 2 { errors.append(policy.invalid("\(needed) cluster IPs are specified")) }
      if service.families.count == 2 { errors.append(policy.invalid("\(needed) IP families are specified")) }
    }
    errors += inferFamilies(&service)
    try refuse(errors, service)

    if service.isHeadlessWithoutSelector {
      if service.families.isEmpty { service.families = [configured.first?.name ?? "IPv4"] }
      if service.families.count < 2, service.policy != "SingleStack" { Self.addOther(&service) }
      return
    }
    errors = []
    if service.policy == "RequireDualStack", configured.count < 2 {
      errors.append(policy.invalid("this cluster is not configured for dual-stack services"))
    }
    for family in ObjectField(service.object, "spec")["ipFamilies"].elements where !isConfigured(family.string) {
      errors.append(family.invalid("not configured on this cluster"))
    }
    try refuse(errors, service)
    if service.families.isEmpty { service.families = [configured.first?.name ?? "IPv4"] }
    if service.policy != "SingleStack", service.families.count == 1, configured.count == 2 { Self.addOther(&service) }
  }

  private func isConfigured(_ family: String) -> Bool { configured.contains { $0.name == family } }

  private static func addOther(_ service: inout ServiceForm) {
    service.families.append(service.families.first == "IPv4" ? "IPv6" : "IPv4")
  }

  static func prefersBothAsBefore(_ service: ServiceForm, old: ServiceForm) -> Bool {
    service.type == old.type && ["ClusterIP", "NodePort", "LoadBalancer"].contains(service.type)
      && service.policy == "PreferDualStack" && (old.policy ?? "PreferDualStack") == "PreferDualStack"
      && service.clusterIPs == old.clusterIPs && service.families == old.families
  }

  /// There is no fixed default, so that nothing changes between one family and two without being asked for.
  private static func inferredPolicy(_ service: ServiceForm, old: ServiceForm?) -> String {
    if let policy = old?.policy { return policy }
    return service.isHeadlessWithoutSelector ? "RequireDualStack" : "SingleStack"
  }

  /// One family instead of two lets go what the client left as it was; two can't be reduced otherwise.
  private func change(_ service: inout ServiceForm, old: ServiceForm) -> [FieldError] {
    guard service.policy != "SingleStack" else {
      if service.clusterIPs == old.clusterIPs, service.clusterIPs.count > 1 {
        service.clusterIPs = Array(service.clusterIPs.prefix(1))
      }
      if service.families == old.families, service.families.count > 1 {
        service.families = Array(service.families.prefix(1))
      }
      return []
    }
    let policy = ObjectField(service.object, "spec")["ipFamilyPolicy"]
    let isReduced = { (new: [String], old: [String]) in !new.isEmpty && new.count < old.count }
    var errors: [FieldError] = []
    if isReduced(service.clusterIPs, old.clusterIPs) {
      errors.append(policy.invalid("must be 'SingleStack' to release the secondary cluster IP"))
    }
    if isReduced(service.families, old.families) {
      errors.append(policy.invalid("must be 'SingleStack' to release the secondary IP family"))
    }
    return errors
  }

  /// Addresses that the client names say which family they are.
  private func inferFamilies(_ service: inout ServiceForm) -> [FieldError] {
    var errors: [FieldError] = []
    let field = ObjectField(service.object, "spec")["clusterIPs"]
    for (index, text) in service.clusterIPs.enumerated() {
      if text == "None" { break }
      guard index >= service.families.count else { continue }
      let family = IPAddress(sloppy: text)?.family.name ?? "unknown"
      if isConfigured(family) {
        service.families.append(family)
      } else {
        errors.append(
          .invalid(field.path.index(index), field.value ?? .null, "\(family) is not configured on this cluster"))
      }
    }
    return errors
  }

  private func refuse(_ errors: [FieldError], _ service: ServiceForm) throws(APIError) {
    guard !errors.isEmpty else { return }
    throw .invalid(GroupKind(kind: "Service"), service.object.name, errors)
  }
}
