import APIMachinery

/// Jobs: the selector and labels that tie pods to their job.
struct JobStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = [:]
    object.setGeneration(1)
    if object[path: "spec", "manualSelector"]?.boolValue != true { generateSelector(&object) }
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    StandardStrategy.bumpGeneration(&object, old: old)
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  private func generateSelector(_ object: inout JSONValue) {
    let uid = JSONValue.string(object.uid)
    guard object[path: "spec", "template"] != nil else { return }
    var labels = object[path: "spec", "template", "metadata", "labels"] ?? [:]
    // The old names are kept beside the new ones, for those that read them.
    for key in ["job-name", "batch.kubernetes.io/job-name"] { labels[key] = .string(object.name) }
    for key in ["controller-uid", "batch.kubernetes.io/controller-uid"] { labels[key] = uid }
    object.set(["spec", "template", "metadata", "labels"], to: labels)
    object.set(["spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"], to: uid)
  }
}
