import APIMachinery

/// Claims: the phase at start; both forms of the data source say the same.
struct PersistentVolumeClaimStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["phase": "Pending"]
    object["spec"]?["dataSourceRef"]?["namespace"] = nil
    if object[path: "spec", "dataSourceRef"] == nil { dropUnknownDataSource(&object) }
    alignDataSources(&object)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    let (before, now) = (ObjectField(old, "spec"), ObjectField(object, "spec"))
    if !before.has("dataSource"), !before.has("dataSourceRef"), !now.has("dataSourceRef") {
      dropUnknownDataSource(&object)
    }
    alignDataSources(&object)
  }

  func warnings(creating object: JSONValue) -> [String] { ClaimWarnings.of(object) }
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { ClaimWarnings.of(object) }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }

  /// `dataSource` always let through what it didn't know, without effect; `dataSourceRef` refuses it.
  private func dropUnknownDataSource(_ object: inout JSONValue) {
    let source = ObjectField(object, "spec")["dataSource"]
    let known = [("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot")]
    guard source.isPresent, !known.contains(where: { $0 == (source["apiGroup"].string, source["kind"].string) }) else {
      return
    }
    object["spec"]?["dataSource"] = nil
  }

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
