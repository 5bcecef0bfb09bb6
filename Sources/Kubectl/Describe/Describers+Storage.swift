import APIMachinery

/// Volumes and what makes them, and classes of priority.
extension Describers {
  static func persistentVolume(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    header(context, into: &text, showsNamespace: false)
    labelsAndAnnotations(object, into: &text)
    finalizers(object, into: &text)
    text.field(0, "StorageClass", spec.text("storageClassName"))
    if object[path: "metadata", "deletionTimestamp"] != nil {
      text.field(0, "Status", "Terminating (lasts \(lasted(object, context)))")
    } else {
      text.field(0, "Status", object["status"]?.text("phase") ?? "")
    }
    let claim = spec["claimRef"].map { "\($0.text("namespace"))/\($0.text("name"))" } ?? ""
    text.field(0, "Claim", claim)
    text.field(0, "Reclaim Policy", spec.text("persistentVolumeReclaimPolicy"))
    text.field(0, "Access Modes", accessModes(spec.list("accessModes")))
    if let mode = spec["volumeMode"]?.stringValue { text.field(0, "VolumeMode", mode) }
    text.field(0, "Capacity", spec[path: "capacity", "storage"].map(JSONPath.text) ?? "")
    let terms = spec[path: "nodeAffinity", "required"]?.list("nodeSelectorTerms") ?? []
    if terms.isEmpty {
      text.field(0, "Node Affinity", "<none>")
    } else {
      text.line(0, "Node Affinity:\t")
      text.line(1, "Required Terms:\t")
      for (position, term) in terms.enumerated() {
        let words = term.list("matchExpressions").map(Self.term)
        lines(2, "Term \(position)", words, into: &text)
      }
    }
    text.field(0, "Message", object["status"]?.text("message") ?? "")
    text.line(0, "Source:")
    source(spec, level: 2, into: &text)
    await context.addEvents(to: &text)
  }

  private static func term(_ expression: JSONValue) -> String {
    let values = expression.list("values").compactMap(\.stringValue)
    let start = "\(expression.text("key")) \(expression.text("operator").lowercased())"
    return values.isEmpty ? start : "\(start) [\(values.joined(separator: ", "))]"
  }

  static func claim(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    header(context, into: &text)
    text.field(0, "StorageClass", spec.text("storageClassName"))
    if object[path: "metadata", "deletionTimestamp"] != nil {
      text.field(0, "Status", "Terminating (lasts \(lasted(object, context)))")
    } else {
      text.field(0, "Status", status.text("phase"))
    }
    text.field(0, "Volume", spec.text("volumeName"))
    labelsAndAnnotations(object, into: &text)
    finalizers(object, into: &text)
    let isBound = spec["volumeName"]?.stringValue?.isEmpty == false
    text.field(0, "Capacity", isBound ? status[path: "capacity", "storage"].map(JSONPath.text) ?? "" : "")
    text.field(0, "Access Modes", isBound ? accessModes(status.list("accessModes")) : "")
    if let mode = spec["volumeMode"]?.stringValue { text.field(0, "VolumeMode", mode) }
    if let origin = spec["dataSource"] {
      text.line(0, "DataSource:")
      if let group = origin["apiGroup"]?.stringValue { text.field(1, "APIGroup", group) }
      text.field(1, "Kind", origin.text("kind"))
      text.field(1, "Name", origin.text("name"))
    }
    let pods = await context.list("/api/v1/namespaces/\(context.namespace)/pods").filter { pod in
      pod["spec"]?.list("volumes").contains {
        $0[path: "persistentVolumeClaim", "claimName"]?.stringValue == context.name
      } ?? false
    }
    lines(0, "Used By", pods.map { $0["metadata"]?.text("name") ?? "" }, into: &text)
    let conditions = status.list("conditions")
    if !conditions.isEmpty {
      text.line(0, "Conditions:")
      text.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage")
      text.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
      for condition in conditions {
        text.line(
          1,
          "\(condition.text("type")) \t\(condition.text("status")) \t\(DescribeTime.text(condition["lastProbeTime"])) \t\(DescribeTime.text(condition["lastTransitionTime"])) \t\(condition.text("reason")) \t\(condition.text("message"))"
        )
      }
    }
    await context.addEvents(to: &text)
  }

  private static func lasted(_ object: JSONValue, _ context: DescribeContext) -> String {
    HumanDuration.age(since: object[path: "metadata", "deletionTimestamp"]?.stringValue, now: context.now)
  }

  private static func finalizers(_ object: JSONValue, into text: inout DescribeText) {
    let names = object["metadata"]?.list("finalizers").compactMap(\.stringValue) ?? []
    text.field(0, "Finalizers", "[\(names.joined(separator: " "))]")
  }

  /// `RWO,ROX`.
  private static func accessModes(_ modes: [JSONValue]) -> String {
    let short = [
      "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
    ]
    let names = Set(modes.compactMap(\.stringValue))
    return ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"].filter(names.contains)
      .compactMap { short[$0] }.joined(separator: ",")
  }

  static func storageClass(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    text.field(0, "Name", context.name)
    let annotations = object[path: "metadata", "annotations"]
    let isDefault = [
      "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
    ].contains { annotations?[$0] == "true" }
    text.field(0, "IsDefaultClass", isDefault ? "Yes" : "No")
    func joined(_ entries: [(key: String, value: JSONValue)]) -> String {
      entries.isEmpty
        ? "<none>" : entries.map { "\($0.key)=\(JSONPath.text($0.value))" }.joined(separator: ",")
    }
    text.field(0, "Annotations", joined(object["metadata"]?.entries("annotations") ?? []))
    text.field(0, "Provisioner", object.text("provisioner"))
    text.field(0, "Parameters", joined(object.entries("parameters")))
    text.field(
      0, "AllowVolumeExpansion", object["allowVolumeExpansion"]?.boolValue.map { $0 ? "True" : "False" } ?? "<unset>")
    let options = object.list("mountOptions").compactMap(\.stringValue)
    if options.isEmpty {
      text.field(0, "MountOptions", "<none>")
    } else {
      text.line(0, "MountOptions:")
      for option in options { text.line(1, option) }
    }
    if let policy = object["reclaimPolicy"]?.stringValue { text.field(0, "ReclaimPolicy", policy) }
    if let mode = object["volumeBindingMode"]?.stringValue { text.field(0, "VolumeBindingMode", mode) }
    for topology in object.list("allowedTopologies") {
      text.line(0, "AllowedTopologies:\t")
      lines(1, "Term 0", topology.list("matchLabelExpressions").map(term), into: &text)
    }
    await context.addEvents(to: &text)
  }

  static func priorityClass(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    text.field(0, "Name", context.name)
    text.field(0, "Value", String(object.number("value")))
    text.field(0, "GlobalDefault", String(object["globalDefault"] == true))
    text.field(0, "PreemptionPolicy", object.text("preemptionPolicy"))
    text.field(0, "Description", object.text("description"))
    plainAnnotations(object, into: &text)
    await context.addEvents(to: &text)
  }
}
