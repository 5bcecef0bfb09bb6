import APIMachinery

/// Chooses the description of a kind.
enum Describers {
  static func describe(_ context: DescribeContext, into text: inout DescribeText) async {
    switch (context.resource.group, context.resource.kind) {
    case ("", "Pod"): await pod(context, into: &text)
    case ("", "Node"): await node(context, into: &text)
    case ("", "Service"): await service(context, into: &text)
    case ("", "Endpoints"): await endpoints(context, into: &text)
    case ("discovery.k8s.io", "EndpointSlice"): await endpointSlice(context, into: &text)
    case ("", "ConfigMap"): await configMap(context, into: &text)
    case ("", "Secret"): secret(context, into: &text)
    case ("", "Namespace"): await namespace(context, into: &text)
    case ("", "ServiceAccount"): await serviceAccount(context, into: &text)
    case ("", "PersistentVolume"): await persistentVolume(context, into: &text)
    case ("", "PersistentVolumeClaim"): await claim(context, into: &text)
    case ("", "ResourceQuota"): quota(context, into: &text)
    case ("", "LimitRange"): limitRange(context, into: &text)
    case ("apps", "Deployment"): await deployment(context, into: &text)
    case ("apps", "ReplicaSet"), ("", "ReplicationController"): await replicaSet(context, into: &text)
    case ("apps", "StatefulSet"): await statefulSet(context, into: &text)
    case ("apps", "DaemonSet"): await daemonSet(context, into: &text)
    case ("batch", "Job"): await job(context, into: &text)
    case ("batch", "CronJob"): await cronJob(context, into: &text)
    case ("autoscaling", "HorizontalPodAutoscaler"): await autoscaler(context, into: &text)
    case ("policy", "PodDisruptionBudget"): await disruptionBudget(context, into: &text)
    case ("networking.k8s.io", "Ingress"): await ingress(context, into: &text)
    case ("networking.k8s.io", "IngressClass"): await ingressClass(context, into: &text)
    case ("networking.k8s.io", "NetworkPolicy"): networkPolicy(context, into: &text)
    case ("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "ClusterRole"):
      role(context, into: &text)
    case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
      roleBinding(context, into: &text)
    case ("storage.k8s.io", "StorageClass"): await storageClass(context, into: &text)
    case ("scheduling.k8s.io", "PriorityClass"): await priorityClass(context, into: &text)
    case ("certificates.k8s.io", "CertificateSigningRequest"): await certificateRequest(context, into: &text)
    case ("networking.k8s.io", "ServiceCIDR"): await serviceCIDR(context, into: &text)
    case ("networking.k8s.io", "IPAddress"): await ipAddress(context, into: &text)
    default: await generic(context, into: &text)
    }
  }

  /// The lines that every namespaced description begins with.
  static func header(_ context: DescribeContext, into text: inout DescribeText, showsNamespace: Bool = true) {
    text.field(0, "Name", context.name)
    if showsNamespace { text.field(0, "Namespace", context.namespace) }
  }

  static func labelsAndAnnotations(_ object: JSONValue, into text: inout DescribeText, level: Int = 0) {
    text.map(level, "Labels", object[path: "metadata", "labels"])
    text.map(
      level, "Annotations", object[path: "metadata", "annotations"], separator: ": ", skipping: hiddenAnnotations)
  }

  /// Labels, and annotations in the one line that some kinds have them in.
  static func labelsAndPlainAnnotations(_ object: JSONValue, into text: inout DescribeText) {
    text.map(0, "Labels", object[path: "metadata", "labels"])
    plainAnnotations(object, into: &text)
  }

  static func plainAnnotations(_ object: JSONValue, into text: inout DescribeText) {
    let entries = object["metadata"]?.entries("annotations") ?? []
    text.field(
      0, "Annotations",
      entries.isEmpty
        ? "<none>" : entries.map { "\($0.key)=\(JSONPath.text($0.value))" }.joined(separator: ","))
  }

  static func events(_ events: [JSONValue], now: Timestamp, into text: inout DescribeText) {
    guard !events.isEmpty else { return text.field(0, "Events", "<none>") }
    text.line(0, "Events:")
    text.line(0, "  Type\tReason\tAge\tFrom\tMessage")
    text.line(0, "  ----\t------\t----\t----\t-------")
    for event in events {
      let source = event["reportingComponent"]?.stringValue ?? ""
      let from = source.isEmpty ? event[path: "source", "component"]?.stringValue ?? "" : source
      text.line(
        0,
        "  \(event["type"]?.stringValue ?? "")\t\(event["reason"]?.stringValue ?? "")\t\(EventText.lastSeen(event, now: now))\t\(from)\t\((event["message"]?.stringValue ?? "").replacing("\n", with: " "))"
      )
    }
  }

  static func conditions(_ object: JSONValue, into text: inout DescribeText) {
    guard let conditions = object[path: "status", "conditions"]?.arrayValue, !conditions.isEmpty else { return }
    text.line(0, "Conditions:")
    text.line(0, "  Type\tStatus\tReason")
    text.line(0, "  ----\t------\t------")
    for condition in conditions {
      text.line(
        0,
        "  \(condition["type"]?.stringValue ?? "") \t\(condition["status"]?.stringValue ?? "")\t\(condition["reason"]?.stringValue ?? "")"
      )
    }
  }

  /// `app=web,tier in (a,b)`, or `<none>`.
  static func selector(_ value: JSONValue?) -> String {
    guard let value, value.objectValue?.isEmpty == false else { return "<none>" }
    return (try? PodFinder.selector(of: ["spec": ["selector": value]], display: "")) ?? "<none>"
  }

  /// `Deployment/web`, the controller of an object.
  static func controller(_ object: JSONValue) -> String? {
    (object[path: "metadata", "ownerReferences"]?.arrayValue ?? []).first { $0["controller"] == true }
      .map { "\($0["kind"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")" }
  }
}
