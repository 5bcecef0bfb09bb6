import APIMachinery

/// Endpoint slices: everything but most of the metadata counts for the generation, the labels too.
struct EndpointSliceStrategy: ResourceStrategy {
  private static let fields = ["endpoints", "ports", "addressType"]

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object.setGeneration(1)
    dropTopology(&object, old: nil)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    dropTopology(&object, old: old)
    let isChanged =
      Self.fields.contains { !SemanticEquality.areEqual(object[$0], old[$0]) }
      || !SemanticEquality.areEqual(object[path: "metadata", "labels"], old[path: "metadata", "labels"])
    object.setGeneration(old.generation + (isChanged ? 1 : 0))
  }

  func warnings(creating object: JSONValue) -> [String] {
    let type = ObjectField(object, "addressType").string
    return (type == "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : []) + Self.addresses(object)
  }

  func warnings(updating object: JSONValue, old: JSONValue) -> [String] { Self.addresses(object) }

  private static func addresses(_ object: JSONValue) -> [String] {
    guard ObjectField(object, "addressType").string != "FQDN" else { return [] }
    return ObjectField(object, "endpoints").elements.flatMap { $0["addresses"].elements }
      .flatMap(AddressWarnings.ofAddress)
  }
}

extension EndpointSliceStrategy {
  /// Where endpoints are has members of its own since v1; what older clients left stays as long as nobody writes it.
  fileprivate func dropTopology(_ object: inout JSONValue, old: JSONValue?) {
    guard var endpoints = object["endpoints"]?.arrayValue, object["endpoints"] != old?["endpoints"] else { return }
    for index in endpoints.indices { endpoints[index]["deprecatedTopology"] = nil }
    object["endpoints"] = .array(endpoints)
  }
}

/// CSI drivers: the generation counts changes of what may change after creation; it begins with the first.
struct CSIDriverStrategy: ResourceStrategy {
  private static let mutable = [
    "tokenRequests", "requiresRepublish", "seLinuxMount", "nodeAllocatableUpdatePeriodSeconds",
    "serviceAccountTokenInSecrets",
  ]

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    let isChanged = Self.mutable.contains {
      !SemanticEquality.areEqual(object[path: "spec", $0], old[path: "spec", $0])
    }
    object.setGeneration(old.generation + (isChanged ? 1 : 0))
  }
}
