import APIMachinery
import Storage

/// Which strategy each kind has, and what else is particular to its store.
struct KindRules: Sendable {
  let configuration: APIServerConfiguration
  let services: ServiceAllocation
  let random: any RandomSource

  func strategy(of resource: GroupResource) -> any ResourceStrategy {
    switch (resource.group, resource.resource) {
    case ("", "pods"): PodStrategy()
    case ("", "services"): ServiceStrategy(allocation: services)
    case ("", "namespaces"): NamespaceStrategy()
    case ("", "nodes"): NodeStrategy()
    case ("", "persistentvolumes"): PersistentVolumeStrategy()
    case ("", "persistentvolumeclaims"): PersistentVolumeClaimStrategy()
    case ("", "replicationcontrollers"):
      TemplateStrategy(base: StandardStrategy(hasStatus: true, tracksGeneration: true), namesPods: true)
    case ("", "resourcequotas"): StandardStrategy(hasStatus: true)
    case ("", "endpoints"): StandardStrategy(advice: Advice.endpoints)
    case ("", "secrets"): StandardStrategy(advice: Advice.secret)
    case ("", "serviceaccounts"): StandardStrategy(advice: Advice.serviceAccount)
    case ("", "podtemplates"):
      TemplateStrategy(
        base: StandardStrategy(tracksGeneration: true, generationFields: ["template"]), templatePath: ["template"])
    case ("apps", "controllerrevisions"): StandardStrategy()
    case ("apps", "deployments"): TemplateStrategy(base: DeploymentStrategy(), namesPods: true)
    case ("apps", "daemonsets"): TemplateStrategy(base: DaemonSetStrategy())
    case ("apps", "statefulsets"):
      TemplateStrategy(
        base: StandardStrategy(hasStatus: true, tracksGeneration: true), standingWarnings: WorkloadWarnings.statefulSet)
    case ("apps", _):
      TemplateStrategy(base: StandardStrategy(hasStatus: true, tracksGeneration: true), namesPods: true)
    case ("batch", "jobs"):
      TemplateStrategy(
        base: JobStrategy(), namesPods: true, ownWarnings: { WorkloadWarnings.job(ObjectField($0, "spec")) })
    case ("batch", _):
      TemplateStrategy(
        base: StandardStrategy(hasStatus: true, tracksGeneration: true),
        templatePath: ["spec", "jobTemplate", "spec", "template"], namesPods: true,
        ownWarnings: { WorkloadWarnings.job(ObjectField($0, "spec")["jobTemplate", "spec"]) },
        standingWarnings: WorkloadWarnings.cronJob)
    case ("autoscaling", _): StandardStrategy(hasStatus: true)
    case ("certificates.k8s.io", "clustertrustbundles"): StandardStrategy()
    case ("certificates.k8s.io", "podcertificaterequests"): PodCertificateRequestStrategy()
    case ("certificates.k8s.io", _): CertificateSigningRequestStrategy()
    case ("discovery.k8s.io", _):
      EndpointSliceStrategy()
    case ("networking.k8s.io", "servicecidrs"): ServiceCIDRStrategy(allocation: services)
    case ("networking.k8s.io", "ipaddresses"): IPAddressStrategy(allocation: services)
    case ("networking.k8s.io", "ingresses"): IngressStrategy()
    case ("networking.k8s.io", "networkpolicies"):
      StandardStrategy(tracksGeneration: true, advice: Advice.networkPolicy)
    case ("node.k8s.io", "runtimeclasses"): StandardStrategy(advice: Advice.runtimeClass)
    case ("storage.k8s.io", "storageclasses"): StandardStrategy(advice: Advice.storageClass)
    case ("storage.k8s.io", "csistoragecapacities"): StandardStrategy(advice: Advice.storageCapacity)
    case ("networking.k8s.io", _): StandardStrategy(tracksGeneration: true)
    case ("policy", _): StandardStrategy(hasStatus: true, tracksGeneration: true)
    case ("storage.k8s.io", "volumeattachments"): StandardStrategy(hasStatus: true, statusKeepsMetadata: true)
    case ("storage.k8s.io", "csidrivers"): CSIDriverStrategy()
    case ("admissionregistration.k8s.io", "validatingadmissionpolicies"):
      StandardStrategy(hasStatus: true, tracksGeneration: true, statusKeepsMetadata: true)
    case ("admissionregistration.k8s.io", _):
      StandardStrategy(tracksGeneration: true, generationFields: ["spec", "webhooks"])
    case ("apiextensions.k8s.io", _): CustomResourceDefinitionStrategy()
    case ("apiregistration.k8s.io", _): APIServiceStrategy()
    case ("scheduling.k8s.io", "podgroups"): StandardStrategy(hasStatus: true)
    case ("scheduling.k8s.io", "workloads"): StandardStrategy()
    case ("scheduling.k8s.io", _): StandardStrategy(tracksGeneration: true, generationFields: [])
    case ("resource.k8s.io", "resourceclaims"): StandardStrategy(hasStatus: true, statusKeepsMetadata: true)
    case ("resource.k8s.io", "resourceclaimtemplates"): StandardStrategy()
    case ("resource.k8s.io", "devicetaintrules"):
      StandardStrategy(hasStatus: true, tracksGeneration: true, statusKeepsMetadata: true)
    case ("resource.k8s.io", "resourcepoolstatusrequests"): OptionalStatusStrategy()
    case ("resource.k8s.io", _): StandardStrategy(tracksGeneration: true)
    case ("flowcontrol.apiserver.k8s.io", _):
      StandardStrategy(hasStatus: true, tracksGeneration: true, statusKeepsMetadata: true)
    case ("internal.apiserver.k8s.io", _): StandardStrategy(hasStatus: true)
    case ("storagemigration.k8s.io", _): StandardStrategy(hasStatus: true, statusKeepsMetadata: true)
    default: StandardStrategy()
    }
  }

  func behavior(of info: ResourceInfo) -> ResourceBehavior {
    let resource = GroupResource(group: info.resource.group, resource: info.resource.resource)
    let garbageCollection: ResourceBehavior.GarbageCollection =
      switch info.defaultDeletion {
      case .background: .background
      case .orphan: .orphan
      case .unsupported: .unsupported
      }
    return ResourceBehavior(
      createsOnUpdate: info.allowsCreateOnUpdate, updatesUnconditionally: info.allowsUnconditionalUpdate,
      garbageCollection: garbageCollection, returnsDeletedObject: Self.returnDeleted.contains(resource),
      timeToLive: resource == GroupResource("events") ? configuration.eventTimeToLive : nil)
  }

  /// Kinds whose deletion answers with the object (`ReturnDeletedObject` in upstream's registries).
  private static let returnDeleted: Set<GroupResource> = [
    GroupResource("pods"), GroupResource("podtemplates"), GroupResource("services"),
    GroupResource("serviceaccounts"), GroupResource("resourcequotas"), GroupResource("persistentvolumes"),
    GroupResource("persistentvolumeclaims"), GroupResource("resourceclaims", group: "resource.k8s.io"),
    GroupResource("resourceclaimtemplates", group: "resource.k8s.io"),
    GroupResource("resourceslices", group: "resource.k8s.io"),
    GroupResource("deviceclasses", group: "resource.k8s.io"),
    GroupResource("csidrivers", group: "storage.k8s.io"), GroupResource("csinodes", group: "storage.k8s.io"),
    GroupResource("storageclasses", group: "storage.k8s.io"),
    GroupResource("volumeattachments", group: "storage.k8s.io"),
    GroupResource("volumeattributesclasses", group: "storage.k8s.io"),
  ]

  /// What lists and watches of large collections are narrowed by.
  func indexes(of resource: GroupResource) -> [CacheIndex] {
    resource == GroupResource("pods") ? [.field("spec.nodeName")] : []
  }
}
