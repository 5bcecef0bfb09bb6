import APIMachinery

/// What a version of a custom resource has beyond built-in ones.
final class CustomResourceInfo: Sendable {
  /// Where the numbers of the scale subresource are; nil without one.
  struct ScalePaths: Sendable {
    var specReplicas: [String]
    var statusReplicas: [String]
    var labelSelector: [String]?
    /// As the definition writes it, for messages.
    var specReplicasText: String
    var statusReplicasText: String
    var labelSelectorText: String

    init?(_ version: JSONValue) {
      guard let scale = version[path: "subresources", "scale"], scale.objectValue != nil else { return nil }
      let text = { (name: String) in scale[name]?.stringValue ?? "" }
      let steps = { (path: String) in
        path.drop { $0 == "." }.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      }
      specReplicasText = text("specReplicasPath")
      statusReplicasText = text("statusReplicasPath")
      labelSelectorText = text("labelSelectorPath")
      specReplicas = steps(specReplicasText)
      statusReplicas = steps(statusReplicasText)
      labelSelector = labelSelectorText.isEmpty ? nil : steps(labelSelectorText)
    }
  }

  let scale: ScalePaths?
  let columns: [CustomColumn]
  /// The definition is going: nothing new is made.
  let isTerminating: Bool

  init(version: JSONValue, isTerminating: Bool) {
    scale = ScalePaths(version)
    columns = CustomColumn.columns(of: version)
    self.isTerminating = isTerminating
  }
}
