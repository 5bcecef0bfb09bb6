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
  /// The list's kind, which the definition can choose.
  let listKind: String
  private let versionName: String
  private let definitionName: String
  private let definitions: ResourceStorage

  /// - Parameter definitions: Where definitions are.
  init(version: JSONValue, of definition: JSONValue, definitions: ResourceStorage, isTerminating: Bool) {
    versionName = version["name"]?.stringValue ?? ""
    definitionName = definition.name
    listKind = definition[path: "spec", "names", "listKind"]?.stringValue ?? ""
    self.definitions = definitions
    scale = ScalePaths(version)
    columns = CustomColumn.columns(of: version)
    self.isTerminating = isTerminating
  }

  /// The schema as the definition has it. Read anew each time: it is needed for OpenAPI only, and is large.
  var openAPISchema: JSONValue? {
    definitions.get(namespace: "", name: definitionName).flatMap {
      DefinitionForm.schema(of: versionName, in: $0.decoded())
    }
  }
}
