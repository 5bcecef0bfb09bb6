import APIMachinery

/// Nodes: a kubelet may register with a status.
struct NodeStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["spec"]?["configSource"] = nil
    object["status"]?["config"] = nil
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    if old[path: "spec", "configSource"] == nil { object["spec"]?["configSource"] = nil }
  }

  func warnings(creating object: JSONValue) -> [String] { Self.advice(object) }
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { Self.advice(object) }

  private static func advice(_ object: JSONValue) -> [String] {
    let spec = ObjectField(object, "spec")
    var texts: [String] = []
    if spec.has("configSource") { texts.append("spec.configSource: the feature is removed") }
    if !spec["externalID"].isEmpty {
      texts.append("spec.externalID: this field is deprecated, and is unused by Kubernetes")
    }
    return texts + spec["podCIDRs"].elements.flatMap(AddressWarnings.ofRange)
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }
}
