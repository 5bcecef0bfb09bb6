import APIMachinery

/// The admission plugins there are.
enum AdmissionPlugins {
  /// What plugins work with.
  struct Surroundings {
    let reader: StoredObjects
    let rbac: RBACAuthorizer?
    let authorizer: any Authorizer
    let random: any RandomSource
    var time: any TimeSource = SystemTime()
    var featureGates = FeatureGates()
    var metrics = AdmissionMetrics()
    var configuration = AdmissionConfiguration()
    /// nil where events aren't limited.
    var eventRateLimit: EventRateLimit?
    /// nil where nobody is asked about images.
    var imagePolicyWebhook: ImagePolicyWebhook?
  }

  static func available(_ surroundings: Surroundings) -> [any AdmissionPlugin] {
    let reader = surroundings.reader
    let authorizer = surroundings.authorizer
    let cluster = AdmissionCluster(reader: reader, featureGates: surroundings.featureGates)
    var plugins: [any AdmissionPlugin] = [
      NamespaceLifecycle(reader: reader), LimitRanger(reader: reader),
      ServiceAccountAdmission(reader: reader, time: surroundings.time, random: surroundings.random),
      TaintNodesByCondition(), PriorityAdmission(reader: reader),
      DefaultTolerationSeconds(), ExtendedResourceToleration(), DefaultStorageClass(reader: reader),
      StorageObjectInUseProtection(),
      PodSecurityAdmission(reader: reader), RuntimeClassAdmission(reader: reader), DefaultIngressClass(reader: reader),
      ResourceQuotaAdmission(reader: reader), PersistentVolumeClaimResize(reader: reader),
      CertificateAdmission(step: .approval, authorizer: authorizer),
      CertificateAdmission(step: .signing, authorizer: authorizer), CertificateSubjectRestriction(),
      PodTopologyLabels(reader: reader),
      MutatingAdmissionPolicy(cluster: cluster, authorizer: authorizer, metrics: surroundings.metrics),
      ValidatingAdmissionPolicy(cluster: cluster, authorizer: authorizer, metrics: surroundings.metrics),
    ]
    plugins += webhooks(surroundings, cluster) + restrictions(surroundings)
    if let rbac = surroundings.rbac { plugins.append(RoleEscalation(rbac: rbac, reader: reader)) }
    return plugins
  }

  /// Most of these are off unless asked for.
  private static func restrictions(_ surroundings: Surroundings) -> [any AdmissionPlugin] {
    let reader = surroundings.reader
    let authorizer = surroundings.authorizer
    let configuration = surroundings.configuration
    var plugins: [any AdmissionPlugin] = [
      NodeRestriction(reader: reader, authorizer: authorizer), NamespaceAutoProvision(reader: reader),
      NamespaceExists(reader: reader), LimitPodHardAntiAffinityTopology(), AlwaysPullImages(),
      PodNodeSelector(reader: reader, selectors: configuration.nodeSelectors),
      PodTolerationRestriction(
        reader: reader, defaults: configuration.defaultTolerations, allowed: configuration.allowedTolerations),
      OwnerReferencesPermissionEnforcement(reader: reader, authorizer: authorizer), DenyServiceExternalIPs(),
      ClusterTrustBundleAttest(authorizer: authorizer), PodResizeValidator(reader: reader),
    ]
    plugins += [AlwaysAdmit(), AlwaysDeny()]
    if let limit = surroundings.eventRateLimit { plugins.append(limit) }
    if let webhook = surroundings.imagePolicyWebhook { plugins.append(webhook) }
    return plugins
  }

  private static func webhooks(_ surroundings: Surroundings, _ cluster: AdmissionCluster) -> [any AdmissionPlugin] {
    let caller = WebhookCaller(
      client: WebhookClient(time: surroundings.time),
      services: ServiceResolver(
        objects: ServiceObjects(surroundings.reader.resources), random: surroundings.random, route: .endpointsOrName),
      time: surroundings.time, random: surroundings.random, metrics: surroundings.metrics)
    let selection = { (type: String) in
      WebhookSelection(
        cluster: cluster, authorizer: surroundings.authorizer, metrics: surroundings.metrics, type: type)
    }
    return [
      MutatingAdmissionWebhook(
        cache: WebhookCache("mutating", reader: surroundings.reader), selection: selection("admit"), caller: caller),
      ValidatingAdmissionWebhook(
        cache: WebhookCache("validating", reader: surroundings.reader), selection: selection("validating"),
        caller: caller),
    ]
  }
}
