import APIMachinery

/// What passing through upstream's internal types does to objects beyond decoding: members that only clients write,
/// and members that only clients see. Applied to every object that is read, whether a client or the server made it;
/// applying it again changes nothing.
enum InternalForm {
  private static let rules: [String: @Sendable (inout JSONValue) -> Void] = [
    "core/v1.Secret": SecretText.move,
    "apps/v1.DaemonSet": DaemonSetStrategy.showTemplateGeneration,
  ]

  /// Annotations that stand for members of the internal type, and so aren't in its metadata.
  private static let hiddenAnnotations = ["DaemonSet": DaemonSetStrategy.annotation]

  /// The metadata of the internal type, which Tables and metadata-only forms show.
  static func metadata(of object: JSONValue) -> JSONValue {
    var metadata = object["metadata"] ?? [:]
    guard let kind = object["kind"]?.stringValue, let hidden = hiddenAnnotations[kind],
      metadata[path: "annotations", hidden] != nil
    else { return metadata }
    metadata["annotations"]?[hidden] = nil
    if metadata["annotations"]?.objectValue?.isEmpty == true { metadata["annotations"] = nil }
    return metadata
  }

  /// Whether the metadata that Tables show of a kind can differ from what is stored.
  static func hidesAnnotations(of kind: String) -> Bool { hiddenAnnotations[kind] != nil }

  static func pass(_ object: inout JSONValue, _ type: ObjectType) { rules[type.name]?(&object) }
}
