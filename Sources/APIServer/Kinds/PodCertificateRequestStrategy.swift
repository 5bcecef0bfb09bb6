import APIMachinery

/// PodCertificateRequests: conditions without a time get that of their writing.
struct PodCertificateRequestStrategy: ResourceStrategy {
  private let base = StandardStrategy(hasStatus: true, statusKeepsMetadata: true)

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) { base.prepareForCreate(&object, context) }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForUpdate(&object, old: old, context)
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForStatusUpdate(&object, old: old, context)
    guard var conditions = object[path: "status", "conditions"]?.arrayValue else { return }
    for index in conditions.indices where (conditions[index]["lastTransitionTime"] ?? .null).isNull {
      conditions[index]["lastTransitionTime"] = .string(context.now.rfc3339)
    }
    object["status"]?["conditions"] = .array(conditions)
  }

  func resetFields(subresource: String) -> [[String]] { base.resetFields(subresource: subresource) }
}

/// Kinds whose status is absent until somebody writes it.
struct OptionalStatusStrategy: ResourceStrategy {
  private let base = StandardStrategy(hasStatus: true)

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) { object["status"] = nil }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForUpdate(&object, old: old, context)
  }

  func resetFields(subresource: String) -> [[String]] { base.resetFields(subresource: subresource) }
}
