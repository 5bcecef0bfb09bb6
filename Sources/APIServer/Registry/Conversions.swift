import APIMachinery

/// The kinds that are served in more than one version.
enum Conversions {
  /// Nil for the version that is stored.
  ///
  /// - Parameter storedAs: The `apiVersion` of the objects in the store.
  static func conversion(of kind: GroupVersionKind, storedAs: String) -> (any VersionConversion)? {
    guard kind.apiVersion != storedAs else { return nil }
    switch (kind.group, kind.version, kind.kind) {
    case ("events.k8s.io", "v1", "Event"): return EventConversion()
    case ("autoscaling", "v1", "HorizontalPodAutoscaler"): return HorizontalPodAutoscalerConversion()
    case ("resource.k8s.io", "v1beta1", _): return DeviceConversion(kind: kind.kind)
    default: return RenamedVersion(served: kind.apiVersion, storedAs: storedAs)
    }
  }

  /// Where the stored version has what a served version calls `field`.
  static func storedField(_ field: String, of kind: GroupVersionKind) -> String {
    guard kind.group == "events.k8s.io" else { return field }
    if field.hasPrefix("regarding.") { return "involvedObject." + field.dropFirst("regarding.".count) }
    return field == "reportingController" ? "reportingComponent" : field
  }
}

/// `events.k8s.io/v1` events are core events with other names for some members.
struct EventConversion: VersionConversion {
  private static let names: [(events: String, core: String)] = [
    ("regarding", "involvedObject"), ("note", "message"), ("reportingController", "reportingComponent"),
    ("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp"),
    ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"),
  ]

  func toStored(_ object: JSONValue) -> JSONValue {
    var core = renamed(object) { name in Self.names.first { $0.events == name }?.core }
    core["apiVersion"] = "v1"
    // Members that core events always have.
    if core["involvedObject"] == nil { core["involvedObject"] = [:] }
    for key in ["source"] where core[key] == nil { core[key] = [:] }
    for key in ["firstTimestamp", "lastTimestamp"] where core[key] == nil { core[key] = .null }
    if core["reportingComponent"] == nil { core["reportingComponent"] = "" }
    if core["reportingInstance"] == nil { core["reportingInstance"] = "" }
    return core
  }

  func fromStored(_ object: JSONValue) -> JSONValue {
    var event = renamed(object) { name in Self.names.first { $0.core == name }?.events }
    event["apiVersion"] = "events.k8s.io/v1"
    for key in ["regarding", "deprecatedSource"] where event[key] == nil { event[key] = [:] }
    for key in ["deprecatedFirstTimestamp", "deprecatedLastTimestamp"] where event[key] == nil { event[key] = .null }
    if event["eventTime"] == nil { event["eventTime"] = .null }
    if event["reportingController"]?.stringValue == "" { event["reportingController"] = nil }
    if event["reportingInstance"]?.stringValue == "" { event["reportingInstance"] = nil }
    return event
  }

  private func renamed(_ object: JSONValue, _ name: (String) -> String?) -> JSONValue {
    guard case .object(let members) = object else { return object }
    return .object(JSONObject(uniqueMembers: members.members.map { (name($0.key) ?? $0.key, $0.value) }))
  }
}

/// `autoscaling/v1` knows one metric, the CPU; others travel in annotations.
struct HorizontalPodAutoscalerConversion: VersionConversion {
  private static let metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics"
  private static let currentMetricsAnnotation = "autoscaling.alpha.kubernetes.io/current-metrics"
  private static let conditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions"
  private static let behaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior"

  func toStored(_ object: JSONValue) -> JSONValue {
    var new = object
    new["apiVersion"] = "autoscaling/v2"
    var annotations = object[path: "metadata", "annotations"] ?? [:]
    var metrics: [JSONValue] = []
    if let target = object[path: "spec", "targetCPUUtilizationPercentage"] {
      new["spec"]?["targetCPUUtilizationPercentage"] = nil
      metrics.append(Self.cpu(target: ["type": "Utilization", "averageUtilization": target]))
    }
    if let more = Self.take(Self.metricsAnnotation, &annotations)?.arrayValue { metrics += more }
    if !metrics.isEmpty { new["spec"]?["metrics"] = .array(metrics) }
    if let behavior = Self.take(Self.behaviorAnnotation, &annotations) { new["spec"]?["behavior"] = behavior }

    var current: [JSONValue] = []
    if let used = object[path: "status", "currentCPUUtilizationPercentage"] {
      new["status"]?["currentCPUUtilizationPercentage"] = nil
      current.append([
        "type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": used]],
      ])
    }
    if let more = Self.take(Self.currentMetricsAnnotation, &annotations)?.arrayValue { current += more }
    if new["status"] == nil { new["status"] = [:] }
    new["status"]?["currentMetrics"] = current.isEmpty ? .null : .array(current)
    if let conditions = Self.take(Self.conditionsAnnotation, &annotations) {
      new["status"]?["conditions"] = conditions
    }
    if new[path: "status", "desiredReplicas"] == nil { new["status"]?["desiredReplicas"] = 0 }
    if new[path: "status", "currentReplicas"] == .integer(0) { new["status"]?["currentReplicas"] = nil }
    if object[path: "metadata", "annotations"] != nil {
      new.setMetadata("annotations", annotations.objectValue?.isEmpty == false ? .some(annotations) : .none)
    }
    return new
  }

  func fromStored(_ object: JSONValue) -> JSONValue {
    var old = object
    old["apiVersion"] = "autoscaling/v1"
    var annotations = object[path: "metadata", "annotations"] ?? [:]
    var others: [JSONValue] = []
    for metric in object[path: "spec", "metrics"]?.arrayValue ?? [] {
      if metric["type"] == "Resource", metric[path: "resource", "name"] == "cpu",
        let target = metric[path: "resource", "target", "averageUtilization"]
      {
        old["spec"]?["targetCPUUtilizationPercentage"] = target
      } else {
        others.append(metric)
      }
    }
    old["spec"]?["metrics"] = nil
    Self.put(Self.metricsAnnotation, others.isEmpty ? nil : .array(others), &annotations)
    Self.put(Self.behaviorAnnotation, object[path: "spec", "behavior"], &annotations)
    old["spec"]?["behavior"] = nil

    var current: [JSONValue] = []
    for metric in object[path: "status", "currentMetrics"]?.arrayValue ?? [] {
      if metric["type"] == "Resource", metric[path: "resource", "name"] == "cpu",
        let used = metric[path: "resource", "current", "averageUtilization"]
      {
        old["status"]?["currentCPUUtilizationPercentage"] = used
      } else {
        current.append(metric)
      }
    }
    if old["status"] == nil { old["status"] = [:] }
    old["status"]?["currentMetrics"] = nil
    Self.put(Self.currentMetricsAnnotation, current.isEmpty ? nil : .array(current), &annotations)
    let conditions = object[path: "status", "conditions"]
    Self.put(Self.conditionsAnnotation, conditions?.arrayValue?.isEmpty == false ? conditions : nil, &annotations)
    old["status"]?["conditions"] = nil
    if old[path: "status", "currentReplicas"] == nil { old["status"]?["currentReplicas"] = 0 }
    if old[path: "status", "desiredReplicas"] == nil { old["status"]?["desiredReplicas"] = 0 }
    if annotations.objectValue?.isEmpty == false || object[path: "metadata", "annotations"] != nil {
      old.setMetadata("annotations", annotations.objectValue?.isEmpty == false ? .some(annotations) : .none)
    }
    return old
  }

  private static func cpu(target: JSONValue) -> JSONValue {
    ["type": "Resource", "resource": ["name": "cpu", "target": target]]
  }

  private static func take(_ key: String, _ annotations: inout JSONValue) -> JSONValue? {
    guard let text = annotations[key]?.stringValue, let value = try? JSONParser.parse(text) else { return nil }
    annotations[key] = nil
    return value
  }

  private static func put(_ key: String, _ value: JSONValue?, _ annotations: inout JSONValue) {
    if let value { annotations[key] = .string(value.jsonText) }
  }
}
