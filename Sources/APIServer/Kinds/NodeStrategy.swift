import APIMachinery

/// Nodes: a kubelet may register with a status.
struct NodeStrategy: ResourceStrategy {
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }
}
