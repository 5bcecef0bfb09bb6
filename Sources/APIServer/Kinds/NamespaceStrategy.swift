import APIMachinery

/// Namespaces: the finalizer that lets the namespace controller empty them, the phase.
struct NamespaceStrategy: ResourceStrategy {
  static let finalizer = "kubernetes"
  static let nameLabel = "kubernetes.io/metadata.name"

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = ["phase": "Active"]
    var finalizers = object[path: "spec", "finalizers"]?.arrayValue ?? []
    if !finalizers.contains(.string(Self.finalizer)) { finalizers.append(.string(Self.finalizer)) }
    object["spec"] = ["finalizers": .array(finalizers)]
    canonicalize(&object)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["spec"] = old["spec"]
    object["status"] = old["status"]
    canonicalize(&object)
  }

  /// Every namespace can be selected by its name.
  func canonicalize(_ object: inout JSONValue) {
    guard !object.name.isEmpty else { return }
    var labels = object[path: "metadata", "labels"] ?? [:]
    labels[Self.nameLabel] = .string(object.name)
    object.setMetadata("labels", labels)
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }
}
