import APIMachinery

/// Volumes: the phase at start and since when it lasts.
struct PersistentVolumeStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["phase": "Pending", "lastPhaseTransitionTime": .string(context.now.rfc3339)]
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    let given = object[path: "status", "lastPhaseTransitionTime"]
    let before = old[path: "status", "lastPhaseTransitionTime"]
    if object[path: "status", "phase"] != old[path: "status", "phase"], given == nil || given == before {
      object["status"]?["lastPhaseTransitionTime"] = .string(context.now.rfc3339)
    } else if given == nil, let before {
      object["status"]?["lastPhaseTransitionTime"] = before
    }
  }

  func warnings(creating object: JSONValue) -> [String] { VolumeWarnings.of(object) }
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { VolumeWarnings.of(object) }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }
}
