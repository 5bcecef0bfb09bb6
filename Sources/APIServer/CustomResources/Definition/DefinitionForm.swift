import APIMachinery

/// The form in which upstream's rules look at a definition, and which their paths and messages show: what all versions
/// have in common stands once, beside them.
enum DefinitionForm {
  private static let shared = [
    (perVersion: "subresources", common: "subresources"), ("schema", "validation"),
    ("additionalPrinterColumns", "additionalPrinterColumns"), ("selectableFields", "selectableFields"),
  ]

  /// `spec` as upstream converts it from v1.
  static func spec(of definition: JSONValue) -> JSONValue {
    var spec = definition["spec"] ?? [:]
    spec["conversion"] = conversion(spec["conversion"])
    guard var versions = spec["versions"]?.arrayValue, let first = versions.first else { return spec }
    spec["version"] = first["name"]
    for (perVersion, common) in shared {
      let value = present(first[perVersion])
      guard versions.allSatisfy({ SemanticEquality.areEqual($0[perVersion], value) }) else { continue }
      spec[common] = value
      for index in versions.indices { versions[index][perVersion] = nil }
    }
    spec["versions"] = .array(versions)
    return spec
  }

  private static func present(_ value: JSONValue?) -> JSONValue? { value == .null ? nil : value }

  private static func conversion(_ conversion: JSONValue?) -> JSONValue? {
    guard var internalForm = present(conversion) else { return nil }
    let webhook = internalForm["webhook"]
    internalForm["webhook"] = nil
    internalForm["webhookClientConfig"] = present(webhook?["clientConfig"])
    internalForm["conversionReviewVersions"] = present(webhook?["conversionReviewVersions"])
    return internalForm
  }

  /// Every schema of a spec in this form.
  static func schemas(of spec: JSONValue) -> [JSONValue] {
    var schemas: [JSONValue] = []
    if let schema = present(spec[path: "validation", "openAPIV3Schema"]) { schemas.append(schema) }
    for version in spec["versions"]?.arrayValue ?? [] {
      if let schema = present(version[path: "schema", "openAPIV3Schema"]) { schemas.append(schema) }
    }
    return schemas
  }

  /// The schema of one version of a definition in v1.
  static func schema(of version: String, in definition: JSONValue) -> JSONValue? {
    let versions = definition[path: "spec", "versions"]?.arrayValue ?? []
    return present(
      versions.first { $0["name"]?.stringValue == version }?[path: "schema", "openAPIV3Schema"])
  }
}

/// Walks over schemas.
enum SchemaSearch {
  private static let nested = ["items", "not", "additionalProperties", "additionalItems"]
  private static let lists = ["items", "allOf", "anyOf", "oneOf"]
  private static let maps = ["properties", "patternProperties", "definitions", "dependencies"]

  /// Whether `predicate` holds for the schema or one in it.
  static func contains(_ schema: JSONValue, where predicate: (JSONValue) -> Bool) -> Bool {
    guard schema.objectValue != nil else { return false }
    if predicate(schema) { return true }
    return children(of: schema).contains { contains($0, where: predicate) }
  }

  /// Calls `body` for the schema and all in it.
  static func forEach(_ schema: JSONValue, _ body: (JSONValue) -> Void) {
    _ = contains(schema) {
      body($0)
      return false
    }
  }

  private static func children(of schema: JSONValue) -> [JSONValue] {
    var children: [JSONValue] = []
    for key in nested {
      if let child = schema[key], child.objectValue != nil { children.append(child) }
    }
    for key in lists { children += schema[key]?.arrayValue ?? [] }
    for key in maps { children += (schema[key]?.objectValue ?? JSONObject()).members.map(\.value) }
    return children
  }
}

extension GoStructForm {
  static let validationRule = GoStructForm(members: [
    ("Rule", "rule", ""), ("Message", "message", ""), ("MessageExpression", "messageExpression", ""),
    ("Reason", "reason", .null), ("FieldPath", "fieldPath", ""), ("OptionalOldSelf", "optionalOldSelf", .null),
  ])
}

/// Versions and schemas as Go prints upstream's internal types.
enum DefinitionGoForm {
  static func versions(_ versions: JSONValue?) -> JSONValue {
    guard let elements = versions?.arrayValue else { return .null }
    return .array(elements.map(version))
  }

  private static func version(_ version: JSONValue) -> JSONValue {
    .object(
      JSONObject(uniqueMembers: [
        ("Name", version["name"] ?? ""), ("Served", version["served"] ?? false),
        ("Storage", version["storage"] ?? false), ("Deprecated", version["deprecated"] ?? false),
        ("DeprecationWarning", version["deprecationWarning"] ?? .null),
        ("Schema", version["schema"].map { ["OpenAPIV3Schema": schema($0["openAPIV3Schema"])] } ?? .null),
        ("Subresources", version["subresources"].map(subresources) ?? .null),
        ("AdditionalPrinterColumns", list(version["additionalPrinterColumns"], column)),
        ("SelectableFields", list(version["selectableFields"]) { ["JSONPath": $0["jsonPath"] ?? ""] }),
      ]))
  }

  private static func list(_ value: JSONValue?, _ element: (JSONValue) -> JSONValue) -> JSONValue {
    value?.arrayValue.map { .array($0.map(element)) } ?? .null
  }

  private static func subresources(_ value: JSONValue) -> JSONValue {
    let scale = value["scale"].map { scale -> JSONValue in
      [
        "SpecReplicasPath": scale["specReplicasPath"] ?? "", "StatusReplicasPath": scale["statusReplicasPath"] ?? "",
        "LabelSelectorPath": scale["labelSelectorPath"] ?? .null,
      ]
    }
    return ["Status": value["status"] ?? .null, "Scale": scale ?? .null]
  }

  private static func column(_ column: JSONValue) -> JSONValue {
    [
      "Name": column["name"] ?? "", "Type": column["type"] ?? "", "Format": column["format"] ?? "",
      "Description": column["description"] ?? "", "Priority": column["priority"] ?? 0,
      "JSONPath": column["jsonPath"] ?? "",
    ]
  }

  private enum Content {
    case plain, schema, schemas, schemaMap, schemaOrBool, items, dependencies, documentation, rules
  }

  /// The members of upstream's JSONSchemaProps, in order, with what stands for absent ones.
  private static let members: [(go: String, json: String, absent: JSONValue, content: Content)] = [
    ("ID", "id", "", .plain), ("Schema", "$schema", "", .plain), ("Ref", "$ref", .null, .plain),
    ("Description", "description", "", .plain), ("Type", "type", "", .plain), ("Nullable", "nullable", false, .plain),
    ("Format", "format", "", .plain), ("Title", "title", "", .plain), ("Default", "default", .null, .plain),
    ("Maximum", "maximum", .null, .plain), ("ExclusiveMaximum", "exclusiveMaximum", false, .plain),
    ("Minimum", "minimum", .null, .plain), ("ExclusiveMinimum", "exclusiveMinimum", false, .plain),
    ("MaxLength", "maxLength", .null, .plain), ("MinLength", "minLength", .null, .plain),
    ("Pattern", "pattern", "", .plain), ("MaxItems", "maxItems", .null, .plain),
    ("MinItems", "minItems", .null, .plain), ("UniqueItems", "uniqueItems", false, .plain),
    ("MultipleOf", "multipleOf", .null, .plain), ("Enum", "enum", .null, .plain),
    ("MaxProperties", "maxProperties", .null, .plain), ("MinProperties", "minProperties", .null, .plain),
    ("Required", "required", .null, .plain), ("Items", "items", .null, .items), ("AllOf", "allOf", .null, .schemas),
    ("OneOf", "oneOf", .null, .schemas), ("AnyOf", "anyOf", .null, .schemas), ("Not", "not", .null, .schema),
    ("Properties", "properties", .null, .schemaMap),
    ("AdditionalProperties", "additionalProperties", .null, .schemaOrBool),
    ("PatternProperties", "patternProperties", .null, .schemaMap),
    ("Dependencies", "dependencies", .null, .dependencies),
    ("AdditionalItems", "additionalItems", .null, .schemaOrBool), ("Definitions", "definitions", .null, .schemaMap),
    ("ExternalDocs", "externalDocs", .null, .documentation), ("Example", "example", .null, .plain),
    ("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", .null, .plain),
    ("XEmbeddedResource", "x-kubernetes-embedded-resource", false, .plain),
    ("XIntOrString", "x-kubernetes-int-or-string", false, .plain),
    ("XListMapKeys", "x-kubernetes-list-map-keys", .null, .plain),
    ("XListType", "x-kubernetes-list-type", .null, .plain), ("XMapType", "x-kubernetes-map-type", .null, .plain),
    ("XValidations", "x-kubernetes-validations", .null, .rules),
  ]

  /// The members of a schema by the name of upstream's field, in its order; those that are set.
  static func fields(of schema: JSONValue) -> [String] {
    members.filter { schema[$0.json] != nil }.map(\.go)
  }

  static func schema(_ schema: JSONValue?) -> JSONValue {
    guard let schema, schema.objectValue != nil else { return .null }
    return .object(
      JSONObject(
        uniqueMembers: members.map { member in
          (member.go, schema[member.json].map { shown($0, member.content) } ?? member.absent)
        }))
  }

  /// The items of a list.
  static func items(_ value: JSONValue?) -> JSONValue { value.map { shown($0, .items) } ?? .null }

  private static func shown(_ value: JSONValue, _ content: Content) -> JSONValue {
    switch content {
    case .plain: return value
    case .schema: return schema(value)
    case .schemas: return list(value) { schema($0) }
    case .schemaMap: return map(value) { schema($0) }
    case .schemaOrBool:
      if case .bool(let flag) = value { return ["Allows": .bool(flag), "Schema": .null] }
      return ["Allows": true, "Schema": schema(value)]
    case .items: return ["Schema": schema(value), "JSONSchemas": list(value) { schema($0) }]
    case .dependencies:
      return map(value) { ["Schema": schema($0), "Property": $0.arrayValue.map(JSONValue.array) ?? .null] }
    case .documentation: return ["Description": value["description"] ?? "", "URL": value["url"] ?? ""]
    case .rules: return list(value) { GoStructForm.validationRule(ObjectField($0, at: .root)) }
    }
  }

  private static func map(_ value: JSONValue, _ element: (JSONValue) -> JSONValue) -> JSONValue {
    .object(JSONObject(uniqueMembers: (value.objectValue ?? JSONObject()).members.map { ($0.key, element($0.value)) }))
  }
}
