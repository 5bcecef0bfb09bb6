import APIMachinery

extension Describers {
  static func deployment(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    func count(_ member: String) -> Int64 { status[member]?.integerValue ?? 0 }
    header(context, into: &text)
    text.field(0, "CreationTimestamp", DescribeTime.text(object[path: "metadata", "creationTimestamp"]))
    labelsAndAnnotations(object, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    text.field(
      0, "Replicas",
      "\(spec["replicas"]?.integerValue ?? 1) desired | \(count("updatedReplicas")) updated | \(count("replicas")) total | "
        + "\(count("availableReplicas")) available | \(count("unavailableReplicas")) unavailable")
    text.field(0, "StrategyType", spec[path: "strategy", "type"]?.stringValue ?? "")
    text.field(0, "MinReadySeconds", JSONPath.text(spec["minReadySeconds"] ?? 0))
    if let rolling = spec[path: "strategy", "rollingUpdate"] {
      text.field(
        0, "RollingUpdateStrategy",
        "\(JSONPath.text(rolling["maxUnavailable"] ?? 0)) max unavailable, \(JSONPath.text(rolling["maxSurge"] ?? 0)) max surge"
      )
    }
    template(spec["template"], into: &text)
    conditions(object, into: &text)
    let sets = await context.list("/apis/apps/v1/namespaces/\(context.namespace)/replicasets").filter { set in
      (set[path: "metadata", "ownerReferences"]?.arrayValue ?? []).contains {
        $0["uid"] == object[path: "metadata", "uid"]
      }
    }
    let present = object[path: "metadata", "annotations", RolloutHistory.revisionAnnotation]
    func describe(_ sets: [JSONValue]) -> String {
      sets.isEmpty
        ? "<none>"
        : sets.map { set in
          let name = set[path: "metadata", "name"]?.stringValue ?? ""
          return
            "\(name) (\(set[path: "status", "replicas"]?.integerValue ?? 0)/\(set[path: "spec", "replicas"]?.integerValue ?? 0) replicas created)"
        }.joined(separator: ", ")
    }
    let isNew: (JSONValue) -> Bool = {
      $0[path: "metadata", "annotations", RolloutHistory.revisionAnnotation] == present
    }
    text.field(0, "OldReplicaSets", describe(sets.filter { !isNew($0) }))
    text.field(0, "NewReplicaSet", describe(sets.filter(isNew)))
  }

  static func replicaSet(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    header(context, into: &text)
    text.field(0, "Selector", selector(object[path: "spec", "selector"]))
    labelsAndAnnotations(object, into: &text)
    if let owner = controller(object) { text.field(0, "Controlled By", owner) }
    text.field(
      0, "Replicas",
      "\(object[path: "status", "replicas"]?.integerValue ?? 0) current / \(object[path: "spec", "replicas"]?.integerValue ?? 1) desired"
    )
    let pods = await context.list("/api/v1/namespaces/\(context.namespace)/pods").filter { pod in
      (pod[path: "metadata", "ownerReferences"]?.arrayValue ?? []).contains {
        $0["uid"] == object[path: "metadata", "uid"]
      }
    }
    func phase(_ name: String) -> Int { pods.filter { $0[path: "status", "phase"]?.stringValue == name }.count }
    text.field(
      0, "Pods Status",
      "\(phase("Running")) Running / \(phase("Pending")) Waiting / \(phase("Succeeded")) Succeeded / \(phase("Failed")) Failed"
    )
    template(object[path: "spec", "template"], into: &text)
    conditions(object, into: &text)
  }

  /// The pod template of a workload.
  static func template(_ template: JSONValue?, into text: inout DescribeText) {
    guard let template else { return }
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
    text.map(1, "Node-Selectors", spec["nodeSelector"])
    text.field(
      1, "Tolerations",
      (spec["tolerations"]?.arrayValue ?? []).isEmpty ? "<none>" : "\(spec["tolerations"]?.arrayValue?.count ?? 0) set")
  }
}
