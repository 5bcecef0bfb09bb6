import APIMachinery

/// Claims: the phase at start; both forms of the data source say the same.
struct PersistentVolumeClaimStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["phase": "Pending"]
    alignDataSources(&object)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    alignDataSources(&object)
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  private func alignDataSources(_ object: inout JSONValue) {
    let source = object[path: "spec", "dataSource"]
    let reference = object[path: "spec", "dataSourceRef"]
    if let source, reference == nil {
      object["spec"]?["dataSourceRef"] = source
    } else if let reference, source == nil, reference["namespace"] == nil {
      object["spec"]?["dataSource"] = reference
    }
  }
}
