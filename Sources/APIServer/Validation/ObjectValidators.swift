import APIMachinery

/// The validator of each kind.
enum ObjectValidators {
  static func validator(of resource: GroupResource) -> any ObjectValidator {
    switch (resource.group, resource.resource) {
    case ("", let name) where core[name] != nil: core[name] ?? SchemaOnlyValidator()
    case ("events.k8s.io", "events"): EventValidator()
    default: GroupValidators.validator(of: resource)
    }
  }

  private static let core: [String: any ObjectValidator] = [
    "configmaps": ConfigMapValidator(), "endpoints": EndpointsValidator(), "events": EventValidator(),
    "limitranges": LimitRangeValidator(), "namespaces": NamespaceValidator(), "nodes": NodeValidator(),
    "persistentvolumeclaims": PersistentVolumeClaimValidator(), "persistentvolumes": PersistentVolumeValidator(),
    "pods": PodValidator(), "podtemplates": PodTemplateValidator(),
    "replicationcontrollers": ReplicationControllerValidator(), "resourcequotas": ResourceQuotaValidator(),
    "secrets": SecretValidator(), "serviceaccounts": ServiceAccountValidator(), "services": ServiceValidator(),
  ]
}
