import APIMachinery
import ResourceAccounting

/// Pods: the quality-of-service class, the phase at start, graceful deletion.
struct PodStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object.setGeneration(1)
    // A negative period is taken as the shortest one there is.
    if let period = object[path: "spec", "terminationGracePeriodSeconds"]?.integerValue, period < 0 {
      object["spec"]?["terminationGracePeriodSeconds"] = 1
    }
    object["status"] = ["phase": "Pending", "qosClass": .string(PodQualityOfService.of(object["spec"] ?? .null))]
    if object[path: "spec", "schedulingGates"]?.arrayValue?.isEmpty == false {
      object["status"]?["conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "lastProbeTime": .null,
          "lastTransitionTime": .string(context.now.rfc3339),
          "reason": "SchedulingGated",
          "message": "Scheduling is blocked due to non-empty scheduling gates",
        ]
      ]
    }
    PodLabelKeys.merge(into: &object)
    context.request.warnings.add(PodAppArmor.takeFromAnnotations(&object))
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    switch context.subresource {
    case "ephemeralcontainers": keepAll(&object, old: old, but: ["ephemeralContainers"])
    case "resize":
      var wanted = object
      for list in ["containers", "initContainers"] {
        wanted["spec"]?[list] = PodResize.containers(object[path: "spec", list], old: old[path: "spec", list])
      }
      keepAll(&wanted, old: old, but: ["containers", "initContainers", "resources"])
      object = wanted
    default: break
    }
    object["status"] = old["status"]
    StandardStrategy.bumpGeneration(&object, old: old)
  }

  /// Subresources change a part of the spec and nothing else.
  private func keepAll(_ object: inout JSONValue, old: JSONValue, but keys: [String]) {
    var spec = old["spec"] ?? [:]
    for key in keys { spec[key] = object[path: "spec", key] }
    let managers = object[path: "metadata", "managedFields"]
    let version = object[path: "metadata", "resourceVersion"]
    object["metadata"] = old["metadata"]
    object.setMetadata("managedFields", managers)
    object.setMetadata("resourceVersion", version)
    object["spec"] = spec
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    object.setMetadata("ownerReferences", old[path: "metadata", "ownerReferences"])
    // The class can't change; a kubelet may leave it out.
    if object[path: "status", "qosClass"] == nil { object["status"]?["qosClass"] = old[path: "status", "qosClass"] }
  }

  func resetFields(subresource: String) -> [[String]] {
    subresource == "status"
      ? [["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]] : [["status"]]
  }

  func warnings(creating object: JSONValue) -> [String] {
    PodWarnings.ofName(object, used: "the Pod's hostname")
      + PodWarnings.of(ObjectField(object, at: .root), isTemplate: false)
  }

  func warnings(updatingStatusOf object: JSONValue) -> [String] {
    let status = ObjectField(object, "status")
    return (status["podIPs"].elements + status["hostIPs"].elements).flatMap { AddressWarnings.ofAddress($0["ip"]) }
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

/// What a change of a pod's size may touch.
enum PodResize {
  /// The stored containers with the new amounts and policies. A list of other containers is left for the checks.
  static func containers(_ new: JSONValue?, old: JSONValue?) -> JSONValue? {
    guard case .array(var containers)? = old, case .array(let wanted)? = new, wanted.count == containers.count,
      zip(wanted, containers).allSatisfy({ $0["name"] == $1["name"] })
    else { return new }
    for index in containers.indices {
      for member in ["resources", "resizePolicy"] { containers[index][member] = wanted[index][member] }
    }
    return .array(containers)
  }
}
