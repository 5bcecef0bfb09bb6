import APIMachinery

/// Jobs and what scales workloads.
extension Describers {
  static func job(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    header(context, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    labelsAndAnnotations(object, into: &text)
    if let owner = controller(object) { text.field(0, "Controlled By", owner) }
    text.field(0, "Parallelism", spec["parallelism"].map(JSONPath.text) ?? "<unset>")
    text.field(0, "Completions", spec["completions"].map(JSONPath.text) ?? "<unset>")
    if let mode = spec["completionMode"]?.stringValue { text.field(0, "Completion Mode", mode) }
    if let suspend = spec["suspend"]?.boolValue { text.field(0, "Suspend", String(suspend)) }
    if let limit = spec["backoffLimit"]?.integerValue { text.field(0, "Backoff Limit", String(limit)) }
    if let seconds = spec["ttlSecondsAfterFinished"]?.integerValue {
      text.field(0, "TTL Seconds After Finished", String(seconds))
    }
    times(status, context, into: &text)
    if let seconds = spec["activeDeadlineSeconds"]?.integerValue {
      text.field(0, "Active Deadline Seconds", "\(seconds)s")
    }
    let ready = status["ready"]?.integerValue.map { " (\($0) Ready)" } ?? ""
    text.field(
      0, "Pods Statuses",
      "\(status.number("active")) Active\(ready) / \(status.number("succeeded")) Succeeded / \(status.number("failed")) Failed"
    )
    if spec["completionMode"] == "Indexed" {
      text.field(0, "Completed Indexes", status["completedIndexes"]?.stringValue ?? "<none>")
    }
    template(spec["template"], into: &text)
    await context.addEvents(to: &text)
  }

  private static func times(_ status: JSONValue, _ context: DescribeContext, into text: inout DescribeText) {
    guard status["startTime"]?.stringValue != nil else { return }
    text.field(0, "Start Time", DescribeTime.text(status["startTime"]))
    guard let end = status["completionTime"]?.stringValue, let last = try? Timestamp(rfc3339: end),
      let first = try? Timestamp(rfc3339: status.text("startTime"))
    else { return }
    text.field(0, "Completed At", DescribeTime.text(status["completionTime"]))
    text.field(0, "Duration", HumanDuration.text(last - first))
  }

  static func cronJob(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let job = spec[path: "jobTemplate", "spec"] ?? [:]
    func optional(_ value: JSONValue?) -> String { value.map(JSONPath.text) ?? "<unset>" }
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "Schedule", spec.text("schedule"))
    text.field(0, "Concurrency Policy", spec.text("concurrencyPolicy"))
    text.field(0, "Suspend", spec["suspend"]?.boolValue.map { $0 ? "True" : "False" } ?? "<unset>")
    text.field(0, "Successful Job History Limit", optional(spec["successfulJobsHistoryLimit"]))
    text.field(0, "Failed Job History Limit", optional(spec["failedJobsHistoryLimit"]))
    text.field(
      0, "Starting Deadline Seconds", spec["startingDeadlineSeconds"].map { "\(JSONPath.text($0))s" } ?? "<unset>")
    text.field(0, "Selector", job["selector"].map(selector) ?? "<unset>")
    text.field(0, "Parallelism", optional(job["parallelism"]))
    text.field(0, "Completions", optional(job["completions"]))
    if let seconds = job["activeDeadlineSeconds"]?.integerValue {
      text.field(0, "Active Deadline Seconds", "\(seconds)s")
    }
    template(job["template"], into: &text)
    text.field(0, "Last Schedule Time", DescribeTime.text(object[path: "status", "lastScheduleTime"]))
    let active = (object["status"]?.list("active") ?? []).map { $0.text("name") }
    text.field(0, "Active Jobs", active.isEmpty ? "<none>" : active.joined(separator: ", "))
    await context.addEvents(to: &text)
  }

  static func autoscaler(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    creationTime(object, into: &text)
    let reference = spec["scaleTargetRef"] ?? [:]
    text.field(0, "Reference", "\(reference.text("kind"))/\(reference.text("name"))")
    text.field(0, "Metrics", "( current / target )")
    let present = status.list("currentMetrics")
    for (index, metric) in spec.list("metrics").enumerated() {
      text.line(1, self.metric(metric, present.indices.contains(index) ? present[index] : nil))
    }
    text.field(0, "Min replicas", spec["minReplicas"].map(JSONPath.text) ?? "<unset>")
    text.field(0, "Max replicas", String(spec.number("maxReplicas")))
    if let behavior = spec["behavior"] {
      text.line(0, "Behavior:")
      scaling("Scale Up", behavior["scaleUp"], into: &text)
      scaling("Scale Down", behavior["scaleDown"], into: &text)
    }
    text.field(
      0, "\(reference.text("kind")) pods",
      "\(status.number("currentReplicas")) current / \(status.number("desiredReplicas")) desired")
    let conditions = status.list("conditions")
    if !conditions.isEmpty {
      text.line(0, "Conditions:")
      text.line(1, "Type\tStatus\tReason\tMessage")
      text.line(1, "----\t------\t------\t-------")
      for condition in conditions {
        text.line(
          1,
          "\(condition.text("type"))\t\(condition.text("status"))\t\(condition.text("reason"))\t\(condition.text("message"))"
        )
      }
    }
    await context.addEvents(to: &text)
  }

  private static func scaling(_ title: String, _ rules: JSONValue?, into text: inout DescribeText) {
    guard let rules else { return }
    text.line(1, "\(title):")
    text.field(
      2, "Stabilization Window",
      rules["stabilizationWindowSeconds"].map { "\(JSONPath.text($0)) seconds" } ?? "<unset>")
    text.field(2, "Select Policy", rules["selectPolicy"]?.stringValue ?? "<unset>")
    text.line(2, "Policies:")
    for policy in rules.list("policies") {
      text.line(
        3,
        "- Type: \(policy.text("type"))\tValue: \(policy.number("value"))\tPeriod: \(policy.number("periodSeconds")) seconds"
      )
    }
  }

  /// `resource cpu on pods  (as a percentage of request):  20% (10m) / 60%`.
  private static func metric(_ metric: JSONValue, _ present: JSONValue?) -> String {
    switch metric.text("type") {
    case "Resource", "ContainerResource":
      let member = metric["resource"] == nil ? "containerResource" : "resource"
      let target = metric[member]?["target"] ?? [:]
      let current = present?[member]?["current"]
      let place = member == "resource" ? "on pods" : "of container \"\(metric[member]?.text("container") ?? "")\""
      let name = metric[member]?.text("name") ?? ""
      if let value = target["averageValue"] {
        let now = current?["averageValue"].map(JSONPath.text) ?? "<unknown>"
        return "resource \(name) \(place):\t\(now) / \(JSONPath.text(value))"
      }
      var now = "<unknown>"
      if let load = current?["averageUtilization"]?.integerValue {
        now = "\(load)% (\(current?["averageValue"].map(JSONPath.text) ?? ""))"
      }
      let wanted = target["averageUtilization"]?.integerValue.map { "\($0)%" } ?? "<auto>"
      return "resource \(name) \(place)  (as a percentage of request):\t\(now) / \(wanted)"
    case "Pods":
      let now = present?[path: "pods", "current", "averageValue"].map(JSONPath.text) ?? "<unknown>"
      let wanted = metric[path: "pods", "target", "averageValue"].map(JSONPath.text) ?? ""
      return "\"\(metric[path: "pods", "metric", "name"]?.stringValue ?? "")\" on pods:\t\(now) / \(wanted)"
    case "Object":
      let described = metric[path: "object", "describedObject"] ?? [:]
      let name = metric[path: "object", "metric", "name"]?.stringValue ?? ""
      let place = "\"\(name)\" on \(described.text("kind"))/\(described.text("name"))"
      let target = metric[path: "object", "target"] ?? [:]
      let member = target["averageValue"] == nil ? "value" : "averageValue"
      let now = present?[path: "object", "current"]?[member].map(JSONPath.text) ?? "<unknown>"
      return "\(place) (target \(member == "value" ? "value" : "average value")):\t\(now) / \(target.text(member))"
    case "External":
      let target = metric[path: "external", "target"] ?? [:]
      let member = target["averageValue"] == nil ? "value" : "averageValue"
      let now = present?[path: "external", "current"]?[member].map(JSONPath.text) ?? "<unknown>"
      let name = metric[path: "external", "metric", "name"]?.stringValue ?? ""
      return "\"\(name)\" (target \(member == "value" ? "value" : "average value")):\t\(now) / \(target.text(member))"
    default: return "<unknown metric type \"\(metric.text("type"))\">"
    }
  }

  static func disruptionBudget(_ context: DescribeContext, into text: inout DescribeText) async {
    let spec = context.object["spec"] ?? [:]
    let status = context.object["status"] ?? [:]
    header(context, into: &text)
    if let least = spec["minAvailable"] {
      text.field(0, "Min available", JSONPath.text(least))
    } else if let most = spec["maxUnavailable"] {
      text.field(0, "Max unavailable", JSONPath.text(most))
    }
    text.field(0, "Selector", spec["selector"].map(selector) ?? "<unset>")
    text.line(0, "Status:")
    for (title, member) in [
      ("Allowed disruptions", "disruptionsAllowed"), ("Current", "currentHealthy"), ("Desired", "desiredHealthy"),
      ("Total", "expectedPods"),
    ] { text.field(2, title, String(status.number(member))) }
    await context.addEvents(to: &text)
  }
}
