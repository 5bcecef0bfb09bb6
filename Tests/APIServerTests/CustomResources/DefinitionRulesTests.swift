import APIMachinery
import Testing

@testable import APIServer

/// What a definition may say: each case's errors are all there are, in upstream's words and under its paths.
@Suite struct DefinitionRulesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var definition: JSONValue
    var errors: [String]
    var testDescription: String { name }
  }

  private static let object: JSONValue = ["type": "object"]
  private static let schemaPath = "spec.validation.openAPIV3Schema.properties[spec]"

  private static func withSpec(_ name: String, _ spec: JSONValue, _ errors: String...) -> Case {
    Case(
      name: name,
      definition: CustomResourceServer.definition([
        CustomResourceServer.version(schema: CustomResourceServer.schema(spec: spec))
      ]), errors: errors)
  }

  private static func withProperty(_ name: String, _ property: JSONValue, _ errors: String...) -> Case {
    Case(
      name: name,
      definition: CustomResourceServer.definition([
        CustomResourceServer.version(
          schema: CustomResourceServer.schema(spec: ["type": "object", "properties": ["a": property]]))
      ]), errors: errors.map { "\(schemaPath).properties[a]\($0)" })
  }

  private static func withVersions(
    _ name: String, _ versions: [JSONValue], extra: [String: JSONValue] = [:], _ errors: String...
  )
    -> Case
  {
    Case(name: name, definition: CustomResourceServer.definition(versions, extra: extra), errors: errors)
  }

  private static func version(_ name: String = "v1", storage: Bool = true, _ extra: [String: JSONValue] = [:])
    -> JSONValue
  {
    CustomResourceServer.version(name, schema: object, storage: storage, extra: extra)
  }

  static let cases: [Case] = [
    withVersions("good", [version()]),
    withVersions(
      "names and group", [version()],
      extra: ["group": "short", "names": ["plural": "Widgets", "singular": "w", "kind": "W", "listKind": "W"]],
      "metadata.name: Invalid value: \"widgets.gear.example.com\": must be spec.names.plural+\".\"+spec.group",
      "spec.group: Invalid value: \"short\": should be a domain with at least one dot",
      "spec.names.plural: Invalid value: \"Widgets\": a DNS-1035 label must consist of lower case alphanumeric "
        + "characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. "
        + "'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.names.listKind: Invalid value: \"W\": kind and listKind may not be the same"),
    withVersions(
      "two storage versions", [version(), version("v2")],
      "spec.versions: Invalid value: [{\"Name\":\"v1\",\"Served\":true,\"Storage\":true,\"Deprecated\":false,"
        + "\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,"
        + "\"SelectableFields\":null},{\"Name\":\"v2\",\"Served\":true,\"Storage\":true,\"Deprecated\":false,"
        + "\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,"
        + "\"SelectableFields\":null}]: must have exactly one version marked as storage version",
      "status.storedVersions: Invalid value: [\"v1\"]: must have the storage version v2"),
    withVersions(
      "warning without deprecation", [version("v1", ["deprecationWarning": "gone"])],
      "spec.versions[0].deprecationWarning: Invalid value: \"gone\": can only be set for deprecated versions"),
    withVersions(
      "scale paths",
      [
        version(
          "v1",
          ["subresources": ["scale": ["specReplicasPath": ".status.n", "statusReplicasPath": "status.n"]]])
      ],
      "spec.subresources.scale.specReplicasPath: Invalid value: \".status.n\": should be a json path under .spec",
      "spec.subresources.scale.statusReplicasPath: Invalid value: \"status.n\": must be a simple json path starting "
        + "with ."),
    withVersions(
      "columns", [version("v1", ["additionalPrinterColumns": [["name": "A", "type": "x", "jsonPath": "a"]]])],
      "spec.additionalPrinterColumns[0].type: Invalid value: \"x\": must be one of boolean,date,integer,number,string",
      "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with ."),
    withVersions(
      "selectable fields", [version("v1", ["selectableFields": [["jsonPath": ".zz"], [:]]])],
      "spec.selectableFields[0].jsonPath: Invalid value: \".zz\": is an invalid path: does not refer to a valid field",
      "spec.selectableFields[1].jsonPath: Required value"),
    withVersions(
      "conversion by a webhook", [version()], extra: ["conversion": ["strategy": "Webhook"]],
      "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
      "spec.conversion.conversionReviewVersions: Required value"),
    withVersions(
      "conversion review versions", [version()],
      extra: [
        "conversion": [
          "strategy": "Webhook",
          "webhook": ["clientConfig": ["url": "https://a.example.com/x"], "conversionReviewVersions": ["v3", "v3"]],
        ]
      ],
      "spec.conversion.conversionReviewVersions[1]: Invalid value: \"v3\": duplicate version",
      "spec.conversion.conversionReviewVersions: Invalid value: [\"v3\",\"v3\"]: must include at least one of v1, "
        + "v1beta1"),
    withSpec(
      "no type", ["properties": ["a": [:]]],
      "\(schemaPath).properties[a].type: Required value: must not be empty for specified object fields",
      "\(schemaPath).type: Required value: must not be empty for specified object fields"),
    withSpec(
      "a choice that shapes", ["type": "object", "anyOf": [["properties": ["b": ["type": "string"]]]]],
      "\(schemaPath).anyOf[0].properties[b].type: Forbidden: must be empty to be structural"),
    withSpec(
      "int-or-string",
      [
        "type": "object",
        "properties": [
          "a": [
            "x-kubernetes-int-or-string": true, "anyOf": [["type": "integer"], ["type": "string"]],
          ]
        ],
      ]),
    withProperty(
      "an embedded resource of no type",
      ["x-kubernetes-embedded-resource": true, "properties": ["x": ["type": "string"]]],
      ".type: Required value: must be object if x-kubernetes-embedded-resource is true"),
    withProperty(
      "a set of lists",
      [
        "type": "array", "x-kubernetes-list-type": "set",
        "items": [
          "type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"],
        ],
      ],
      ".items.x-kubernetes-list-type: Invalid value: \"set\": must be atomic as item of a list with "
        + "x-kubernetes-list-type=set"),
    withProperty(
      "keys that may be missing",
      [
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k", "z"],
        "items": ["type": "object", "properties": ["k": ["type": "string"]]],
      ],
      ".x-kubernetes-list-map-keys: Invalid value: [\"k\",\"z\"]: entries must all be names of item properties",
      ".items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have "
        + "a default or be a required property"),
    withProperty(
      "a pattern", ["type": "string", "pattern": "a("],
      ".pattern: Invalid value: \"a(\": must be a valid regular expression, but isn't: error parsing regexp: missing "
        + "closing ): `a(`"),
    withProperty(
      "a default of another type", ["type": "string", "default": 1],
      ".default: Invalid value: \"integer\":  in body must be of type string: \"integer\""),
    withProperty(
      "a default with too much", ["type": "object", "default": ["x": 1]],
      ".default: Invalid value: {\"x\":1}: must not have unknown fields"),
    withProperty(
      "a rule without text", ["type": "string", "x-kubernetes-validations": [["rule": " "]]],
      ".x-kubernetes-validations[0].rule: Required value: rule is not specified"),
    withProperty(
      "reasons", ["type": "string", "x-kubernetes-validations": [["rule": "true", "reason": "Nope"]]],
      ".x-kubernetes-validations[0].reason: Unsupported value: \"Nope\": supported values: \"FieldValueDuplicate\", "
        + "\"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\""),
    withProperty(
      "ids", ["type": "string", "id": "x", "nullable": true],
      ".id: Forbidden: id is not supported"),
  ]

  @Test(arguments: cases) func creating(_ testCase: Case) {
    let context = ValidationContext(
      resource: GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io"), namespace: "",
      allowsPrivileged: true, now: Timestamp(seconds: 0))
    var definition = testCase.definition
    definition["status"] = ["storedVersions": ["v1"]]
    let errors = CustomResourceDefinitionValidator().validate(definition, context).map(\.description)
    #expect(errors == testCase.errors)
  }

  @Test func keepsWhatItWas() {
    let context = ValidationContext(
      resource: GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io"), namespace: "",
      allowsPrivileged: true, now: Timestamp(seconds: 0))
    var old = CustomResourceServer.definition([Self.version()])
    old["status"] = [
      "storedVersions": ["v1"], "conditions": [["type": "Established", "status": "True"]],
    ]
    var new = old
    new["spec"]?["scope"] = "Cluster"
    new["spec"]?["names"]?["kind"] = "Gadget"
    let errors = CustomResourceDefinitionValidator().validateUpdate(new, old: old, context).map(\.description)
    #expect(
      errors == [
        "spec.scope: Invalid value: \"Cluster\": field is immutable",
        "spec.names.kind: Invalid value: \"Gadget\": field is immutable",
      ])
  }

  @Test func keepsStoredVersions() {
    let context = ValidationContext(
      resource: GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io"), namespace: "",
      allowsPrivileged: true, now: Timestamp(seconds: 0))
    var old = CustomResourceServer.definition([Self.version(), Self.version("v2", storage: false)])
    old["status"] = ["storedVersions": ["v1"]]
    var new = CustomResourceServer.definition([Self.version("v2")])
    new["status"] = ["storedVersions": ["v1", "v2"]]
    let errors = CustomResourceDefinitionValidator().validateUpdate(new, old: old, context).map(\.description)
    #expect(
      errors == [
        "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage "
          + "version, and must remain in spec.versions until a storage migration ensures no data remains persisted in "
          + "v1 and removes v1 from status.storedVersions"
      ])
  }

  @Test func protectsCommunityGroups() {
    let approval = { (value: String) in
      APIApproval(["metadata": ["annotations": ["api-approved.kubernetes.io": .string(value)]]]).state
    }
    #expect(approval("") == .missing)
    #expect(approval("unapproved, test") == .bypassed)
    #expect(approval("https://github.com/kubernetes/kubernetes/pull/1") == .approved)
    #expect(approval("yes") == .invalid)
    #expect(APIApproval.isProtected("gateway.networking.k8s.io"))
    #expect(!APIApproval.isProtected("myk8s.io"))
  }
}
