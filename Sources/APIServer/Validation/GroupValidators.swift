import APIMachinery

/// The validators of the kinds outside of the core group.
enum GroupValidators {
  static func validator(of resource: GroupResource) -> any ObjectValidator {
    validators[resource] ?? SchemaOnlyValidator()
  }

  private static let validators: [GroupResource: any ObjectValidator] = [
    GroupResource("deployments", group: "apps"): DeploymentValidator(),
    GroupResource("replicasets", group: "apps"): ReplicaSetValidator(),
    GroupResource("statefulsets", group: "apps"): StatefulSetValidator(),
    GroupResource("daemonsets", group: "apps"): DaemonSetValidator(),
    GroupResource("controllerrevisions", group: "apps"): ControllerRevisionValidator(),
    GroupResource("jobs", group: "batch"): JobValidator(),
    GroupResource("cronjobs", group: "batch"): CronJobValidator(),
    GroupResource("horizontalpodautoscalers", group: "autoscaling"): HorizontalPodAutoscalerValidator(),
    GroupResource("poddisruptionbudgets", group: "policy"): PodDisruptionBudgetValidator(),
    GroupResource("ingresses", group: "networking.k8s.io"): IngressValidator(),
    GroupResource("ingressclasses", group: "networking.k8s.io"): IngressClassValidator(),
    GroupResource("networkpolicies", group: "networking.k8s.io"): NetworkPolicyValidator(),
    GroupResource("ipaddresses", group: "networking.k8s.io"): IPAddressValidator(),
    GroupResource("servicecidrs", group: "networking.k8s.io"): ServiceCIDRValidator(),
    GroupResource("endpointslices", group: "discovery.k8s.io"): EndpointSliceValidator(),
    GroupResource("leases", group: "coordination.k8s.io"): LeaseValidator(),
    GroupResource("roles", group: "rbac.authorization.k8s.io"): RoleValidator(isNamespaced: true),
    GroupResource("clusterroles", group: "rbac.authorization.k8s.io"): RoleValidator(isNamespaced: false),
    GroupResource("rolebindings", group: "rbac.authorization.k8s.io"): RoleBindingValidator(isNamespaced: true),
    GroupResource("clusterrolebindings", group: "rbac.authorization.k8s.io"): RoleBindingValidator(isNamespaced: false),
    GroupResource("storageclasses", group: "storage.k8s.io"): StorageClassValidator(),
    GroupResource("volumeattributesclasses", group: "storage.k8s.io"): VolumeAttributesClassValidator(),
    GroupResource("csidrivers", group: "storage.k8s.io"): CSIDriverValidator(),
    GroupResource("csinodes", group: "storage.k8s.io"): CSINodeValidator(),
    GroupResource("csistoragecapacities", group: "storage.k8s.io"): CSIStorageCapacityValidator(),
    GroupResource("volumeattachments", group: "storage.k8s.io"): VolumeAttachmentValidator(),
    GroupResource("priorityclasses", group: "scheduling.k8s.io"): PriorityClassValidator(),
    GroupResource("runtimeclasses", group: "node.k8s.io"): RuntimeClassValidator(),
    GroupResource("certificatesigningrequests", group: "certificates.k8s.io"): CertificateSigningRequestValidator(),
    GroupResource("flowschemas", group: "flowcontrol.apiserver.k8s.io"): FlowSchemaValidator(),
    GroupResource("prioritylevelconfigurations", group: "flowcontrol.apiserver.k8s.io"):
      PriorityLevelConfigurationValidator(),
    GroupResource("validatingwebhookconfigurations", group: "admissionregistration.k8s.io"):
      WebhookConfigurationValidator(isMutating: false),
    GroupResource("mutatingwebhookconfigurations", group: "admissionregistration.k8s.io"):
      WebhookConfigurationValidator(isMutating: true),
    GroupResource("validatingadmissionpolicies", group: "admissionregistration.k8s.io"):
      AdmissionPolicyValidator(isMutating: false),
    GroupResource("mutatingadmissionpolicies", group: "admissionregistration.k8s.io"):
      AdmissionPolicyValidator(isMutating: true),
    GroupResource("validatingadmissionpolicybindings", group: "admissionregistration.k8s.io"):
      AdmissionPolicyBindingValidator(isMutating: false),
    GroupResource("mutatingadmissionpolicybindings", group: "admissionregistration.k8s.io"):
      AdmissionPolicyBindingValidator(isMutating: true),
    GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io"): CustomResourceDefinitionValidator(),
    GroupResource("resourceclaims", group: "resource.k8s.io"): ResourceClaimValidator(),
    GroupResource("resourceclaimtemplates", group: "resource.k8s.io"): ResourceClaimTemplateValidator(),
    GroupResource("deviceclasses", group: "resource.k8s.io"): DeviceClassValidator(),
    GroupResource("resourceslices", group: "resource.k8s.io"): ResourceSliceValidator(),
    GroupResource("devicetaintrules", group: "resource.k8s.io"): DeviceTaintRuleValidator(),
    GroupResource("resourcepoolstatusrequests", group: "resource.k8s.io"): ResourcePoolStatusRequestValidator(),
    GroupResource("clustertrustbundles", group: "certificates.k8s.io"): ClusterTrustBundleValidator(),
    GroupResource("podcertificaterequests", group: "certificates.k8s.io"): PodCertificateRequestValidator(),
    GroupResource("leasecandidates", group: "coordination.k8s.io"): LeaseCandidateValidator(),
    GroupResource("workloads", group: "scheduling.k8s.io"): WorkloadValidator(),
    GroupResource("podgroups", group: "scheduling.k8s.io"): PodGroupValidator(),
    GroupResource("storageversions", group: "internal.apiserver.k8s.io"): StorageVersionValidator(),
    GroupResource("storageversionmigrations", group: "storagemigration.k8s.io"): StorageVersionMigrationValidator(),
    GroupResource("apiservices", group: "apiregistration.k8s.io"): APIServiceValidator(),
  ]
}
