import APIMachinery

/// The types that OpenAPI has definitions of although they are no objects of fields, under upstream's names: clients tell
/// a quantity or a time by them (`kubectl explain` prints `map[string]Quantity`).
enum ScalarDefinition: String {
  case time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
  case microTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
  case duration = "io.k8s.apimachinery.pkg.apis.meta.v1.Duration"
  case fieldsV1 = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1"
  case quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
  case intOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
  case rawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension"
  case json = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON"
  case schemaOrBool = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool"
  case schemaOrArray = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray"
  case schemaOrStrings = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray"

  /// As version 3 says it. Where it names alternatives, version 2 has a type that stands for them (`swaggerType`).
  var schema: JSONValue {
    switch self {
    case .time:
      Self.described("A moment, to the second, as RFC 3339 writes it.", ["type": "string", "format": "date-time"])
    case .microTime:
      Self.described("A moment, to the microsecond, as RFC 3339 writes it.", ["type": "string", "format": "date-time"])
    case .duration: Self.described("A time span, such as 1h30m.", ["type": "string"])
    case .fieldsV1: Self.described("A set of fields, as a tree of their names.", ["type": "object"])
    case .quantity:
      Self.described(
        "An amount with a suffix of decimal or binary powers: 100m, 2Gi, 1e3.",
        ["oneOf": [["type": "string"], ["type": "number"]]])
    case .intOrString:
      Self.described(
        "A number or a text, such as a share.",
        ["format": "int-or-string", "oneOf": [["type": "integer"], ["type": "string"]]])
    case .rawExtension: Self.described("An object of any kind.", ["type": "object"])
    case .json: Self.described("Any JSON value.", [:])
    case .schemaOrBool: Self.described("A schema, or whether anything is allowed.", [:])
    case .schemaOrArray: Self.described("A schema, or one for each element.", [:])
    case .schemaOrStrings: Self.described("A schema, or the names of other members.", [:])
    }
  }

  /// What version 2, which knows no alternatives, says instead of them.
  var swaggerType: JSONValue? {
    switch self {
    case .quantity, .intOrString: "string"
    default: nil
    }
  }

  private static func described(_ description: String, _ schema: JSONValue) -> JSONValue {
    var schema = schema
    schema["description"] = .string(description)
    return schema
  }
}
