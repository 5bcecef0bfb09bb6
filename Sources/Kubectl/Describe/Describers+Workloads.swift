import APIMachinery

/// Deployments and sets of pods.
extension Describers {
  static func deployment(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    header(context, into: &text)
    creationTime(object, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    text.field(
      0, "Replicas",
      "\(spec["replicas"]?.integerValue ?? 1) desired | \(status.number("updatedReplicas")) updated | \(status.number("replicas")) total | "
        + "\(status.number("availableReplicas")) available | \(status.number("unavailableReplicas")) unavailable")
    text.field(0, "StrategyType", spec[path: "strategy", "type"]?.stringValue ?? "")
    text.field(0, "MinReadySeconds", String(spec.number("minReadySeconds")))
    if let rolling = spec[path: "strategy", "rollingUpdate"] {
      text.field(
        0, "RollingUpdateStrategy",
        "\(JSONPath.text(rolling["maxUnavailable"] ?? 0)) max unavailable, \(JSONPath.text(rolling["maxSurge"] ?? 0)) max surge"
      )
    }
    template(spec["template"], into: &text)
    conditions(object, into: &text)
    let sets = await context.list("/apis/apps/v1/namespaces/\(context.namespace)/replicasets").filter { set in
      set["metadata"]?.list("ownerReferences").contains { $0["uid"] == object[path: "metadata", "uid"] } ?? false
    }
    if !sets.isEmpty { replicaSets(sets, of: object, into: &text) }
    await context.addEvents(to: &text)
  }

  private static func replicaSets(_ sets: [JSONValue], of object: JSONValue, into text: inout DescribeText) {
    let revision = RolloutHistory.revisionAnnotation
    let present = object[path: "metadata", "annotations", revision]
    func describe(_ sets: [JSONValue]) -> String {
      guard !sets.isEmpty else { return "<none>" }
      return sets.map { set in
        let name = set[path: "metadata", "name"]?.stringValue ?? ""
        return
          "\(name) (\(set["status"]?.number("replicas") ?? 0)/\(set["spec"]?.number("replicas") ?? 0) replicas created)"
      }.joined(separator: ", ")
    }
    text.field(0, "OldReplicaSets", describe(sets.filter { $0[path: "metadata", "annotations", revision] != present }))
    text.field(0, "NewReplicaSet", describe(sets.filter { $0[path: "metadata", "annotations", revision] == present }))
  }

  static func replicaSet(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    header(context, into: &text)
    text.field(0, "Selector", selector(object[path: "spec", "selector"]))
    labelsAndAnnotations(object, into: &text)
    if let owner = controller(object) { text.field(0, "Controlled By", owner) }
    text.field(
      0, "Replicas",
      "\(object["status"]?.number("replicas") ?? 0) current / \(object[path: "spec", "replicas"]?.integerValue ?? 1) desired"
    )
    podsStatus(await context.pods(), into: &text)
    template(object[path: "spec", "template"], into: &text)
    conditions(object, into: &text)
    await context.addEvents(to: &text)
  }

  static func statefulSet(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    header(context, into: &text)
    creationTime(object, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    labelsAndAnnotations(object, into: &text)
    text.field(
      0, "Replicas",
      "\(spec["replicas"]?.integerValue ?? 1) desired | \(object["status"]?.number("replicas") ?? 0) total")
    text.field(0, "Update Strategy", spec[path: "updateStrategy", "type"]?.stringValue ?? "")
    if let rolling = spec[path: "updateStrategy", "rollingUpdate"] {
      text.field(1, "Partition", String(rolling.number("partition")))
      if let missing = rolling["maxUnavailable"] { text.field(1, "MaxUnavailable", JSONPath.text(missing)) }
    }
    podsStatus(await context.pods(), into: &text)
    template(spec["template"], into: &text)
    let claims = spec.list("volumeClaimTemplates")
    if claims.isEmpty { text.field(0, "Volume Claims", "<none>") } else { text.line(0, "Volume Claims:") }
    for claim in claims {
      text.field(1, "Name", claim[path: "metadata", "name"]?.stringValue ?? "")
      text.field(1, "StorageClass", claim["spec"]?.text("storageClassName") ?? "")
      labelsAndAnnotations(claim, into: &text, level: 1)
      let capacity = claim[path: "spec", "resources", "requests", "storage"].map(JSONPath.text)
      text.field(1, "Capacity", capacity ?? "<default>")
      let modes = (claim["spec"]?.list("accessModes") ?? []).compactMap(\.stringValue)
      text.field(1, "Access Modes", "[\(modes.joined(separator: " "))]")
    }
    await context.addEvents(to: &text)
  }

  static func daemonSet(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let status = object["status"] ?? [:]
    header(context, into: &text)
    text.field(0, "Selector", selector(object[path: "spec", "selector"]))
    text.map(0, "Node-Selector", object[path: "spec", "template", "spec", "nodeSelector"])
    labelsAndAnnotations(object, into: &text)
    for (title, member) in [
      ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
      ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
      ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
      ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
      ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ] { text.line(0, "\(title): \(status.number(member))") }
    podsStatus(await context.pods(), into: &text)
    template(object[path: "spec", "template"], into: &text)
    await context.addEvents(to: &text)
  }

  static func podsStatus(_ pods: [JSONValue], into text: inout DescribeText) {
    func phase(_ name: String) -> Int { pods.filter { $0[path: "status", "phase"]?.stringValue == name }.count }
    text.field(
      0, "Pods Status",
      "\(phase("Running")) Running / \(phase("Pending")) Waiting / \(phase("Succeeded")) Succeeded / \(phase("Failed")) Failed"
    )
  }

  static func creationTime(_ object: JSONValue, into text: inout DescribeText) {
    text.field(0, "CreationTimestamp", DescribeTime.text(object[path: "metadata", "creationTimestamp"]))
  }

  /// The pod template of a workload.
  static func template(_ template: JSONValue?, into text: inout DescribeText) {
    guard let template else { return text.line(0, "Pod Template: <unset>") }
    let spec = template["spec"] ?? [:]
    text.line(0, "Pod Template:")
    text.map(1, "Labels", template[path: "metadata", "labels"])
    if let annotations = template[path: "metadata", "annotations"]?.objectValue, !annotations.isEmpty {
      text.map(1, "Annotations", .object(annotations), separator: ": ")
    }
    if let account = spec["serviceAccountName"]?.stringValue { text.field(1, "Service Account", account) }
    containers("Init Containers", spec["initContainers"], nil, level: 1, into: &text)
    containers("Containers", spec["containers"], nil, level: 1, into: &text)
    volumes(spec["volumes"], level: 1, into: &text)
    spreadConstraints(spec["topologySpreadConstraints"], level: 1, into: &text)
    if let name = spec["priorityClassName"]?.stringValue { text.field(1, "Priority Class Name", name) }
    text.map(1, "Node-Selectors", spec["nodeSelector"])
    tolerations(spec["tolerations"], level: 1, into: &text)
  }
}
