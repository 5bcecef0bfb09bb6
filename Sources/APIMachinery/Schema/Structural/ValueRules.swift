/// The limits a structural schema sets on a value: the keywords of JSON Schema that Kubernetes supports.
public final class ValueRules: Sendable {
  /// A known format, as the definition writes it; empty for none.
  public let format: String
  public let minimum: Double?
  public let maximum: Double?
  public let isMinimumExclusive: Bool
  public let isMaximumExclusive: Bool
  public let multipleOf: Double?
  public let minLength: Int64?
  public let maxLength: Int64?
  /// As the definition writes it; empty for none.
  public let pattern: String
  public let compiledPattern: LinearRegex?
  public let minItems: Int64?
  public let maxItems: Int64?
  public let minProperties: Int64?
  public let maxProperties: Int64?
  public let required: [String]
  /// The allowed values; empty where all are.
  public let enumeration: [JSONValue]
  public let allOf: [StructuralType]
  public let anyOf: [StructuralType]
  public let oneOf: [StructuralType]
  public let not: StructuralType?

  /// nil where the schema sets no limit.
  init?(_ schema: JSONValue, kinds: JSONKinds, compiler: StructuralCompiler, depth: Int) {
    let number = { (name: String) in schema[name]?.doubleValue }
    let integer = { (name: String) in schema[name]?.integerValue }
    let nested = { (name: String) -> [StructuralType] in
      (schema[name]?.arrayValue ?? []).map { compiler.type($0, depth: depth + 1) }
    }
    format = ValueFormat.supported(schema["format"]?.stringValue ?? "", kinds: kinds)
    minimum = number("minimum")
    maximum = number("maximum")
    isMinimumExclusive = schema["exclusiveMinimum"]?.boolValue ?? false
    isMaximumExclusive = schema["exclusiveMaximum"]?.boolValue ?? false
    multipleOf = number("multipleOf")
    minLength = integer("minLength")
    maxLength = integer("maxLength")
    pattern = schema["pattern"]?.stringValue ?? ""
    compiledPattern = pattern.isEmpty ? nil : try? LinearRegex(pattern)
    minItems = integer("minItems")
    maxItems = integer("maxItems")
    minProperties = integer("minProperties")
    maxProperties = integer("maxProperties")
    required = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue)
    enumeration = schema["enum"]?.arrayValue ?? []
    allOf = nested("allOf")
    anyOf = nested("anyOf")
    oneOf = nested("oneOf")
    not = schema["not"].flatMap { $0.isNull ? nil : compiler.type($0, depth: depth + 1) }
    let hasNumbers = minimum != nil || maximum != nil || multipleOf != nil
    let hasSizes =
      [minLength, maxLength, minItems, maxItems, minProperties, maxProperties].contains { $0 != nil }
      || !pattern.isEmpty
    let hasChoices = !allOf.isEmpty || !anyOf.isEmpty || !oneOf.isEmpty || not != nil
    guard hasNumbers || hasSizes || hasChoices || !format.isEmpty || !required.isEmpty || !enumeration.isEmpty
    else { return nil }
  }

  /// Whether a branch of `allOf` has rules of its own (which definitions of custom resources may not).
  var hasExpressions: Bool { allOf.contains { $0.contents.contains(.expressions) } }
}
