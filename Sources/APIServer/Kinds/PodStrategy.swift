import APIMachinery

/// Pods: the quality-of-service class, the phase at start, graceful deletion.
struct PodStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object.setGeneration(1)
    object["status"] = ["phase": "Pending", "qosClass": .string(PodQualityOfService.of(object["spec"] ?? .null))]
    if object[path: "spec", "schedulingGates"]?.arrayValue?.isEmpty == false {
      object["status"]?["conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "lastProbeTime": nil, "lastTransitionTime": nil,
          "reason": "SchedulingGated",
          "message": "Scheduling is blocked due to non-empty scheduling gates",
        ]
      ]
    }
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    StandardStrategy.bumpGeneration(&object, old: old)
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    // The class can't change; a kubelet may leave it out.
    if object[path: "status", "qosClass"] == nil { object["status"]?["qosClass"] = old[path: "status", "qosClass"] }
  }

  func resetFields(subresource: String) -> [[String]] {
    subresource == "status"
      ? [["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]] : [["status"]]
  }

  /// A pod that runs nowhere, or has run to its end, goes at once.
  func gracePeriod(deleting object: JSONValue, requested: Int64?) -> Int64? {
    var period = requested ?? object[path: "spec", "terminationGracePeriodSeconds"]?.integerValue ?? 30
    if (object[path: "spec", "nodeName"]?.stringValue ?? "").isEmpty { period = 0 }
    let phase = object[path: "status", "phase"]?.stringValue
    if phase == "Failed" || phase == "Succeeded" { period = 0 }
    // A negative period is taken as the shortest one there is.
    return period < 0 ? 1 : period
  }
}
