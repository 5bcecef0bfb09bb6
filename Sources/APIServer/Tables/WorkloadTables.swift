import APIMachinery

struct DeploymentTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let status = object["status"]
    let desired = object[path: "spec", "replicas"]?.integerValue ?? 0
    return [
      TableCells.name(object), .string("\(status?["readyReplicas"]?.integerValue ?? 0)/\(desired)"),
      TableCells.count(status?["updatedReplicas"]), TableCells.count(status?["availableReplicas"]),
      TableCells.age(object, now),
    ] + TableCells.containers(object[path: "spec", "template", "spec"]) + [
      TableCells.selector(object[path: "spec", "selector"])
    ]
  }
}

/// ReplicaSets and ReplicationControllers.
struct ReplicaSetTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let selector = object[path: "spec", "selector"]
    let isController = object["kind"] == "ReplicationController"
    return [
      TableCells.name(object), TableCells.count(object[path: "spec", "replicas"]),
      TableCells.count(object[path: "status", "replicas"]),
      TableCells.count(object[path: "status", "readyReplicas"]), TableCells.age(object, now),
    ] + TableCells.containers(object[path: "spec", "template", "spec"])
      + [isController ? TableCells.labels(selector) : TableCells.selector(selector)]
  }
}

struct DaemonSetTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let counts = [
      "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable",
    ]
    .map { TableCells.count(object["status"]?[$0]) }
    let podSpec = object[path: "spec", "template", "spec"]
    return [TableCells.name(object)] + counts + [
      TableCells.labels(podSpec?["nodeSelector"]), TableCells.age(object, now),
    ]
      + TableCells.containers(podSpec) + [TableCells.selector(object[path: "spec", "selector"])]
  }
}

struct StatefulSetTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let ready = object[path: "status", "readyReplicas"]?.integerValue ?? 0
    return [
      TableCells.name(object), .string("\(ready)/\(object[path: "spec", "replicas"]?.integerValue ?? 0)"),
      TableCells.age(object, now),
    ] + TableCells.containers(object[path: "spec", "template", "spec"])
  }
}

struct JobTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    return [
      TableCells.name(object), .string(state(object)), .string(completions(spec, status)), duration(status, now),
      TableCells.age(object, now),
    ] + TableCells.containers(spec[path: "template", "spec"]) + [TableCells.selector(spec["selector"])]
  }

  private func state(_ object: JSONValue) -> String {
    let conditions = object[path: "status", "conditions"]?.arrayValue ?? []
    func holds(_ type: String) -> Bool {
      conditions.contains { $0["type"]?.stringValue == type && $0["status"] == "True" }
    }
    if holds("Complete") { return "Complete" }
    if holds("Failed") { return "Failed" }
    if object[path: "metadata", "deletionTimestamp"]?.stringValue != nil { return "Terminating" }
    if holds("Suspended") { return "Suspended" }
    if holds("FailureTarget") { return "FailureTarget" }
    if holds("SuccessCriteriaMet") { return "SuccessCriteriaMet" }
    return "Running"
  }

  private func completions(_ spec: JSONValue, _ status: JSONValue) -> String {
    let succeeded = status["succeeded"]?.integerValue ?? 0
    if let wanted = spec["completions"]?.integerValue { return "\(succeeded)/\(wanted)" }
    let parallelism = spec["parallelism"]?.integerValue ?? 0
    return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
  }

  private func duration(_ status: JSONValue, _ now: TableClock) -> JSONValue {
    guard let start = status["startTime"]?.stringValue.flatMap({ try? Timestamp(rfc3339: $0) }) else { return "" }
    let end = status["completionTime"]?.stringValue.flatMap { try? Timestamp(rfc3339: $0) }
    return .string(end.map { HumanDuration.text($0 - start) } ?? now.age(of: start))
  }
}

struct CronJobTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    return [
      TableCells.name(object), TableCells.text(spec["schedule"]), TableCells.text(spec["timeZone"], or: "<none>"),
      .string(spec["suspend"] == true ? "True" : spec["suspend"] == false ? "False" : "<unset>"),
      .integer(Int64(object[path: "status", "active"]?.arrayValue?.count ?? 0)),
      TableCells.since(object[path: "status", "lastScheduleTime"], now, unknown: "<none>"), TableCells.age(object, now),
    ] + TableCells.containers(spec[path: "jobTemplate", "spec", "template", "spec"])
      + [TableCells.selector(spec[path: "jobTemplate", "spec", "selector"])]
  }
}

struct ControllerRevisionTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let owner = (object[path: "metadata", "ownerReferences"]?.arrayValue ?? []).first { $0["controller"] == true }
    let controller = owner.map { owner -> String in
      let version = owner["apiVersion"]?.stringValue ?? ""
      let group = version.contains("/") ? "." + version.prefix { $0 != "/" } : ""
      return "\((owner["kind"]?.stringValue ?? "").lowercased())\(group)/\(owner["name"]?.stringValue ?? "")"
    }
    return [
      TableCells.name(object), .string(controller ?? "<none>"), TableCells.count(object["revision"]),
      TableCells.age(object, now),
    ]
  }
}

struct HorizontalPodAutoscalerTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let target = spec["scaleTargetRef"]
    let minimum = spec["minReplicas"]?.integerValue.map { "\($0)" } ?? "<unset>"
    return [
      TableCells.name(object), .string("\(target?["kind"]?.stringValue ?? "")/\(target?["name"]?.stringValue ?? "")"),
      .string(targets(object)), .string(minimum), TableCells.count(spec["maxReplicas"]),
      TableCells.count(object[path: "status", "currentReplicas"]), TableCells.age(object, now),
    ]
  }

  private func targets(_ object: JSONValue) -> String {
    let metrics = object[path: "spec", "metrics"]?.arrayValue ?? []
    guard !metrics.isEmpty else { return "<none>" }
    let current = object[path: "status", "currentMetrics"]?.arrayValue ?? []
    let texts = metrics.enumerated().map { index, metric -> String in
      let type = metric["type"]?.stringValue ?? ""
      let member = type.prefix(1).lowercased() + type.dropFirst()
      let source = metric[member]
      let present = current.indices.contains(index) ? current[index][member]?["current"] : nil
      let name = source?["name"]?.stringValue.map { "\($0): " } ?? ""
      if let wanted = source?[path: "target", "averageUtilization"]?.integerValue {
        return "\(name)\(present?["averageUtilization"]?.integerValue.map { "\($0)%" } ?? "<unknown>")/\(wanted)%"
      }
      let wanted =
        source?[path: "target", "averageValue"]?.stringValue ?? source?[path: "target", "value"]?.stringValue
        ?? "<auto>"
      return
        "\(name)\(present?["averageValue"]?.stringValue ?? present?["value"]?.stringValue ?? "<unknown>")/\(wanted)"
    }
    return texts.count > 2
      ? texts.prefix(2).joined(separator: ", ") + " + \(texts.count - 2) more..." : texts.joined(separator: ", ")
  }
}

struct PodDisruptionBudgetTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    func amount(_ member: String) -> JSONValue {
      switch object["spec"]?[member] {
      case .string(let text): .string(text)
      case .integer(let number): .string("\(number)")
      default: "N/A"
      }
    }
    return [
      TableCells.name(object), amount("minAvailable"), amount("maxUnavailable"),
      TableCells.count(object[path: "status", "disruptionsAllowed"]), TableCells.age(object, now),
    ]
  }
}
