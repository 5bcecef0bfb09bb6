import APIMachinery

/// The admission plugins there are.
enum AdmissionPlugins {
  static func available(
    reader: StoredObjects, rbac: RBACAuthorizer?, authorizer: any Authorizer, random: any RandomSource
  ) -> [any AdmissionPlugin] {
    var plugins: [any AdmissionPlugin] = [
      NamespaceLifecycle(reader: reader), LimitRanger(reader: reader),
      ServiceAccountAdmission(reader: reader, random: random), TaintNodesByCondition(),
      PriorityAdmission(reader: reader),
      DefaultTolerationSeconds(), ExtendedResourceToleration(), DefaultStorageClass(reader: reader),
      StorageObjectInUseProtection(),
      PodSecurityAdmission(reader: reader), RuntimeClassAdmission(reader: reader), DefaultIngressClass(reader: reader),
      ResourceQuotaAdmission(reader: reader), PersistentVolumeClaimResize(reader: reader),
      CertificateAdmission(step: .approval, authorizer: authorizer),
      CertificateAdmission(step: .signing, authorizer: authorizer), CertificateSubjectRestriction(),
      PodTopologyLabels(reader: reader), MutatingAdmissionPolicy(reader: reader, authorizer: authorizer),
      ValidatingAdmissionPolicy(reader: reader, authorizer: authorizer),
    ]
    if let rbac { plugins.append(RoleEscalation(rbac: rbac, reader: reader)) }
    return plugins
  }
}
