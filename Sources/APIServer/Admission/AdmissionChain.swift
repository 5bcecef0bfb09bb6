import APIMachinery

/// The admission plugins in force, in order.
struct AdmissionChain: Sendable {
  let plugins: [any AdmissionPlugin]
  /// For each of the plugins.
  private let timers: [AdmissionTimer]
  private let stepTimer: AdmissionTimer

  /// Every plugin upstream has, in the order they run; `isOnByDefault` as in kube-apiserver without flags.
  static let order: [(name: String, isOnByDefault: Bool)] = [
    ("AlwaysAdmit", false), ("NamespaceAutoProvision", false), ("NamespaceLifecycle", true),
    ("NamespaceExists", false), ("LimitPodHardAntiAffinityTopology", false), ("LimitRanger", true),
    ("ServiceAccount", true), ("NodeRestriction", false), ("TaintNodesByCondition", true),
    ("AlwaysPullImages", false), ("ImagePolicyWebhook", false), ("PodSecurity", true), ("PodNodeSelector", false),
    ("Priority", true), ("DefaultTolerationSeconds", true), ("PodTolerationRestriction", false),
    ("EventRateLimit", false), ("ExtendedResourceToleration", false), ("DefaultStorageClass", true),
    ("StorageObjectInUseProtection", true), ("OwnerReferencesPermissionEnforcement", false),
    ("PersistentVolumeClaimResize", true), ("RuntimeClass", true), ("CertificateApproval", true),
    ("CertificateSigning", true), ("ClusterTrustBundleAttest", true), ("CertificateSubjectRestriction", true),
    ("DefaultIngressClass", true), ("DenyServiceExternalIPs", false), ("PodTopologyLabels", true),
    ("PodResizeValidator", true), ("MutatingAdmissionPolicy", true), ("MutatingAdmissionWebhook", true),
    ("ValidatingAdmissionPolicy", true), ("ValidatingAdmissionWebhook", true), ("ResourceQuota", true),
    ("AlwaysDeny", false),
    // Upstream checks this in the storage of roles and bindings, so it can't be turned off there either.
    ("RoleEscalation", true),
  ]

  /// Those of `available` that are on, in order.
  init(
    available: [any AdmissionPlugin], enabled: Set<String> = [], disabled: Set<String> = [],
    metrics: AdmissionMetrics = AdmissionMetrics(), time: any TimeSource = SystemTime()
  ) {
    let isOn = { (name: String, byDefault: Bool) in (byDefault || enabled.contains(name)) && !disabled.contains(name) }
    plugins = Self.order.compactMap { entry in
      guard isOn(entry.name, entry.isOnByDefault) else { return nil }
      return available.first { $0.name == entry.name }
    }
    timers = plugins.map { AdmissionTimer(metrics.pluginSeconds, plugin: $0.name, time: time) }
    stepTimer = AdmissionTimer(metrics.stepSeconds, time: time)
  }

  /// Asks all that change objects, and once more where one of them changed something that others want to see.
  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    try await stepTimer.measure(.admit, request.operation) { () async throws(APIError) in
      try await admitOnce(&request)
      if request.reinvocation.beginSecondRound() { try await admitOnce(&request) }
    }
  }

  private func admitOnce(_ request: inout AdmissionRequest) async throws(APIError) {
    for (plugin, timer) in zip(plugins, timers) where plugin.handles(request) {
      try await timer.measure(.admit, request.operation) { () async throws(APIError) in
        try await plugin.admit(&request)
      }
    }
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    try await stepTimer.measure(.validate, request.operation) { () async throws(APIError) in
      for (plugin, timer) in zip(plugins, timers) where plugin.handles(request) {
        try await timer.measure(.validate, request.operation) { () async throws(APIError) in
          try await plugin.validate(request)
        }
      }
    }
  }

  func handles(_ request: AdmissionRequest) -> Bool { plugins.contains { $0.handles(request) } }
}
