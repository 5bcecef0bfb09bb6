import APIMachinery

/// Which rules apply to a definition: an update of one that broke a rule before may break it still.
struct DefinitionChecks {
  var requiresRecognizedReviewVersion = true
  var requiresImmutableNames = false
  var requiresSchema = true
  var requiresValidTypes = true
  var requiresStructural = true
  var requiresPrunedDefaults = true
  var requiresAtomicSets = true
  var requiresKeyRules = true
  var allowsInvalidCABundle = true
  /// Versions (empty for all of them) that had too many selectable fields before and have the same now.
  var toleratesManySelectableFields: Set<String> = []
  /// Versions whose schema is as it was.
  var unchangedVersions: Set<String> = []
  var preexistingRules: Set<String> = []
  var preexistingMessageExpressions: Set<String> = []

  /// For a new definition.
  init() {}

  /// - Parameters:
  ///   - definition: The definition after the change, in v1.
  ///   - old: And before.
  init(updating definition: JSONValue, old: JSONValue) {
    let oldSpec = DefinitionForm.spec(of: old)
    let schemas = DefinitionForm.schemas(of: oldSpec)
    let versions = oldSpec["versions"]?.arrayValue ?? []
    let reviewVersions = (oldSpec[path: "conversion", "conversionReviewVersions"]?.arrayValue ?? []).compactMap(
      \.stringValue)
    requiresRecognizedReviewVersion =
      reviewVersions.isEmpty || reviewVersions.contains(where: ConversionRules.acceptedVersions.contains)
    requiresImmutableNames = CustomResourceConditions(old).isTrue("Established")
    requiresSchema =
      oldSpec[path: "validation", "openAPIV3Schema"] != nil
      || versions.allSatisfy { $0[path: "schema", "openAPIV3Schema"] != nil }
    let has = { (predicate: (JSONValue) -> Bool) in
      schemas.contains { SchemaSearch.contains($0, where: predicate) }
    }
    requiresValidTypes = !has {
      let type = $0["type"]?.stringValue ?? ""
      return !type.isEmpty && JSONKinds(named: type).isEmpty
    }
    requiresStructural = !schemas.contains {
      StructuralRules.failure($0) != nil || !StructuralRules.errors(ObjectField($0, at: .root)).isEmpty
    }
    requiresPrunedDefaults = !schemas.contains {
      DefaultRules.errors(ObjectField($0, at: .root), requiresPruned: true).contains {
        $0.detail == DefaultRules.unprunedDetail
      }
    }
    requiresAtomicSets = !has(SchemaRules.hasNonAtomicSet)
    requiresKeyRules = !has { !SchemaRules.keyErrors(ObjectField($0, at: .root)).isEmpty }
    allowsInvalidCABundle = Self.allowsInvalidCABundle(old, oldSpec)
    findSelectableFields(DefinitionForm.spec(of: definition), oldSpec)
    findUnchangedVersions(definition, old)
    for schema in schemas {
      SchemaSearch.forEach(schema) { schema in
        for rule in schema["x-kubernetes-validations"]?.arrayValue ?? [] {
          preexistingRules.insert(rule["rule"]?.stringValue ?? "")
          if let message = rule["messageExpression"]?.stringValue { preexistingMessageExpressions.insert(message) }
        }
      }
    }
  }

  private static func allowsInvalidCABundle(_ old: JSONValue, _ oldSpec: JSONValue) -> Bool {
    guard CustomResourceConditions(old).isTrue("Established") else { return true }
    let bundle = ObjectField(oldSpec, "conversion")["webhookClientConfig", "caBundle"]
    return !bundle.isEmpty && !ConversionRules.caBundle(bundle).isEmpty
  }

  private mutating func findSelectableFields(_ spec: JSONValue, _ oldSpec: JSONValue) {
    let isTolerated = { (new: JSONValue?, old: JSONValue?) in
      (old?.arrayValue?.count ?? 0) > SelectableFieldRules.countMax && new == old
    }
    if isTolerated(spec["selectableFields"], oldSpec["selectableFields"]) { toleratesManySelectableFields.insert("") }
    for version in spec["versions"]?.arrayValue ?? [] {
      let old = (oldSpec["versions"]?.arrayValue ?? []).first { $0["name"] == version["name"] }
      if isTolerated(version["selectableFields"], old?["selectableFields"]) {
        toleratesManySelectableFields.insert(version["name"]?.stringValue ?? "")
      }
    }
  }

  private mutating func findUnchangedVersions(_ definition: JSONValue, _ old: JSONValue) {
    for version in definition[path: "spec", "versions"]?.arrayValue ?? [] {
      let name = version["name"]?.stringValue ?? ""
      guard (old[path: "spec", "versions"]?.arrayValue ?? []).contains(where: { $0["name"] == version["name"] }),
        DefinitionForm.schema(of: name, in: definition) == DefinitionForm.schema(of: name, in: old)
      else { continue }
      unchangedVersions.insert(name)
    }
  }
}
