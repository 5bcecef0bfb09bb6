import APIMachinery

/// Deployments: annotations count as part of what is rolled out.
struct DeploymentStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = [:]
    object.setGeneration(1)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    let isChanged =
      object["spec"] != old["spec"]
      || object[path: "metadata", "annotations"] != old[path: "metadata", "annotations"]
    object.setGeneration(old.generation + (isChanged ? 1 : 0))
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    object.setMetadata("labels", old[path: "metadata", "labels"])
  }

  func resetFields(subresource: String) -> [[String]] {
    subresource == "status" ? [["spec"], ["metadata", "labels"]] : [["status"]]
  }
}
