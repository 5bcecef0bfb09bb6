import APIMachinery

/// The validator of each kind.
enum ObjectValidators {
  static func validator(of resource: GroupResource) -> any ObjectValidator {
    switch (resource.group, resource.resource) {
    case ("", "namespaces"): SchemaOnlyValidator(nameRule: .dnsLabel)
    case ("", "services"): SchemaOnlyValidator(nameRule: .dns1035Label)
    case ("rbac.authorization.k8s.io", _): SchemaOnlyValidator(nameRule: .pathSegment)
    case ("networking.k8s.io", "ipaddresses"): SchemaOnlyValidator(nameRule: .ipAddress)
    case ("", "events"), ("certificates.k8s.io", _): SchemaOnlyValidator()
    default: SchemaOnlyValidator()
    }
  }
}
