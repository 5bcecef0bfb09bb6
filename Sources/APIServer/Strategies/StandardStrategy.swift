public import APIMachinery

/// The strategy of most kinds: a `spec` that people write and bumps `metadata.generation`, a `status` that only the
/// status subresource changes.
public struct StandardStrategy: ResourceStrategy {
  /// The status can't be written through the main resource.
  public var hasStatus: Bool
  /// `metadata.generation` counts changes of ``generationFields``.
  public var tracksGeneration: Bool
  /// Members whose change bumps the generation.
  public var generationFields: [String]
  /// A write of the status can't change labels, annotations, finalizers and owners (`ResetObjectMetaForStatus`
  /// upstream).
  public var statusKeepsMetadata: Bool
  /// What to tell about an object that is accepted nonetheless, and what was stored before it.
  public var advice: @Sendable (JSONValue, JSONValue?) -> [String]

  public init(
    hasStatus: Bool = false, tracksGeneration: Bool = false, generationFields: [String] = ["spec"],
    statusKeepsMetadata: Bool = false, advice: @escaping @Sendable (JSONValue, JSONValue?) -> [String] = { _, _ in [] }
  ) {
    self.hasStatus = hasStatus
    self.tracksGeneration = tracksGeneration
    self.generationFields = generationFields
    self.statusKeepsMetadata = statusKeepsMetadata
    self.advice = advice
  }

  public func warnings(creating object: JSONValue) -> [String] { advice(object, nil) }
  public func warnings(updating object: JSONValue, old: JSONValue) -> [String] { advice(object, old) }

  public func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = [:] }
    if tracksGeneration { object.setGeneration(1) }
  }

  public func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    if hasStatus { object["status"] = old["status"] }
    if tracksGeneration { Self.bumpGeneration(&object, old: old, fields: generationFields) }
  }

  public func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    Self.keepAllButStatus(&object, old: old)
    guard statusKeepsMetadata else { return }
    for key in ["labels", "annotations", "finalizers", "ownerReferences"] {
      object.setMetadata(key, old[path: "metadata", key])
    }
  }

  public func resetFields(subresource: String) -> [[String]] {
    guard hasStatus else { return [] }
    guard subresource == "status" else { return [["status"]] }
    return statusKeepsMetadata ? [["metadata"], ["spec"]] : [["spec"]]
  }

  /// The stored object with the new status (and what else a status write may change: finalizers, owners, labels).
  public static func keepAllButStatus(_ object: inout JSONValue, old: JSONValue) {
    guard case .object(let members) = object else { return }
    for key in members.keys where !["status", "metadata", "apiVersion", "kind"].contains(key) {
      object[key] = old[key]
    }
    if case .object(let stored) = old {
      for member in stored.members where object[member.key] == nil && member.key != "status" {
        object[member.key] = member.value
      }
    }
  }

  /// One more than before when any of `fields` changed.
  public static func bumpGeneration(_ object: inout JSONValue, old: JSONValue, fields: [String] = ["spec"]) {
    let before = old[path: "metadata", "generation"]?.integerValue ?? 0
    let isChanged = fields.contains { (object[$0] ?? .null) != (old[$0] ?? .null) }
    object.setGeneration(isChanged ? before + 1 : before)
  }
}

extension JSONValue {
  /// Zero removes the member, as encoding would.
  mutating func setGeneration(_ generation: Int64) {
    self["metadata"]?["generation"] = generation == 0 ? nil : .integer(generation)
  }
}
