import APIMachinery

/// Chooses the description of a kind.
enum Describers {
  static func describe(_ context: DescribeContext, into text: inout DescribeText) async {
    switch (context.resource.group, context.resource.kind) {
    case ("", "Pod"): pod(context, into: &text)
    case ("", "Node"): await node(context, into: &text)
    case ("", "Service"): await service(context, into: &text)
    case ("", "ConfigMap"): configMap(context, into: &text)
    case ("", "Secret"): secret(context, into: &text)
    case ("", "Namespace"): await namespace(context, into: &text)
    case ("", "ServiceAccount"): serviceAccount(context, into: &text)
    case ("apps", "Deployment"): await deployment(context, into: &text)
    case ("apps", "ReplicaSet"), ("", "ReplicationController"): await replicaSet(context, into: &text)
    default: generic(context, into: &text)
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

  // MARK: Kinds without a description of their own

  private static func generic(_ context: DescribeContext, into text: inout DescribeText) {
    let object = context.object
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "API Version", object["apiVersion"]?.stringValue ?? "")
    text.field(0, "Kind", object["kind"]?.stringValue ?? "")
    text.line(0, "Metadata:")
    let hidden: Set<String> = ["name", "namespace", "labels", "annotations", "managedFields", "selfLink"]
    members(object["metadata"]?.objectValue ?? JSONObject(), level: 1, skipping: hidden, into: &text)
    members(object.objectValue ?? JSONObject(), level: 0, skipping: ["apiVersion", "kind", "metadata"], into: &text)
  }

  private static func members(
    _ object: JSONObject, level: Int, skipping: Set<String> = [], into text: inout DescribeText
  ) {
    for (key, value) in object.members.sorted(by: { $0.key < $1.key }) where !skipping.contains(key) {
      let title = spaced(key)
      switch value {
      case .object(let inner):
        text.line(level, "\(title):")
        members(inner, level: level + 1, into: &text)
      case .array(let elements):
        text.line(level, "\(title):")
        for element in elements {
          if case .object(let inner) = element {
            members(inner, level: level + 1, into: &text)
          } else {
            text.line(level + 1, JSONPath.text(element))
          }
        }
      default:
        text.field(level, title, JSONPath.text(value))
      }
    }
  }

  /// `clusterIP` → `Cluster IP`.
  private static func spaced(_ key: String) -> String {
    var result = ""
    var previous: Character?
    for character in key {
      if let before = previous, character.isUppercase, !before.isUppercase { result.append(" ") }
      result.append(previous == nil ? Character(character.uppercased()) : character)
      previous = character
    }
    return result
  }
}
