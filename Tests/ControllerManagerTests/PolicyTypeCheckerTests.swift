import APIMachinery
import Testing

@testable import ControllerManager

/// What the status of ValidatingAdmissionPolicies says of their expressions.
@Suite struct PolicyTypeCheckerTests {
  /// Deployments in two versions, and what refers to itself.
  private struct Schemas: KindSchemas {
    static let documents: JSONValue = [
      "Deployment": [
        "type": "object",
        "properties": [
          "apiVersion": ["type": "string"], "kind": ["type": "string"],
          "metadata": ["allOf": [["$ref": "#/components/schemas/Meta"]], "default": [:]],
          "spec": [
            "type": "object",
            "properties": [
              "replicas": ["type": "integer", "format": "int32"],
              "surge": ["oneOf": [["type": "integer"], ["type": "string"]], "format": "int-or-string"],
              "paused": ["type": "boolean"],
            ],
          ],
        ],
      ],
      "Meta": [
        "type": "object",
        "properties": [
          "name": ["type": "string"], "labels": ["type": "object", "additionalProperties": ["type": "string"]],
        ],
      ],
      "Loop": ["type": "object", "properties": ["more": ["$ref": "#/components/schemas/Loop"]]],
      "Limit": ["type": "object", "properties": ["max": ["type": "integer"]]],
    ]

    func kinds(group: String, version: String, resource: String) async throws -> [GroupVersionKind] {
      let names = ["deployments": "Deployment", "loops": "Loop"]
      return names[resource].map { [GroupVersionKind(group: group, version: version, kind: $0)] } ?? []
    }

    func schema(of kind: GroupVersionKind) async throws -> JSONValue? {
      Self.documents[kind.kind].flatMap { PublishedSchemas.resolve($0, Self.documents, within: []) }
    }
  }

  private func warnings(
    _ validations: JSONValue, groups: JSONValue = ["apps"], versions: JSONValue = ["v1"],
    resources: JSONValue = ["deployments"], extra: JSONValue = [:]
  ) async throws -> [JSONValue] {
    var spec: JSONValue = [
      "matchConstraints": [
        "resourceRules": [
          ["apiGroups": groups, "apiVersions": versions, "operations": ["CREATE"], "resources": resources]
        ]
      ], "validations": validations,
    ]
    for member in extra.objectValue?.members ?? [] { spec[member.key] = member.value }
    return try await PolicyTypeChecker(schemas: Schemas()).warnings(["spec": spec])
  }

  @Test func saysWhatCantBeRight() async throws {
    let found = try await warnings([
      ["expression": "object.spec.replicas > 1"],
      ["expression": "object.replicas > 1", "messageExpression": "'is ' + string(object.spec.none)"],
      ["expression": "object.metadata.labels['a'] == 'b' && request.operation == 'CREATE'"],
      ["expression": "authorizer.group('').resource('pods').check('get').allowed()"],
    ])
    let expected: [JSONValue] = [
      [
        "fieldRef": "spec.validations[1].expression",
        "warning": .string(
          "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n"
            + " | ......^\n"),
      ],
      [
        "fieldRef": "spec.validations[1].messageExpression",
        "warning": .string(
          "apps/v1, Kind=Deployment: ERROR: <input>:1:27: undefined field 'none'\n"
            + " | 'is ' + string(object.spec.none)\n | ..........................^\n"),
      ],
    ]
    #expect(found == expected)
  }

  @Test func looksAtEveryKind() async throws {
    let found = try await warnings([["expression": "object.spec.none"]], versions: ["v2", "v1"])
    let text = found.first?["warning"]?.stringValue ?? ""
    #expect(text.hasPrefix("apps/v1, Kind=Deployment: ") && text.contains("\n\napps/v2, Kind=Deployment: "), "\(text)")
    let core = try await warnings([["expression": "object.spec.none"]], groups: [""])
    #expect(core.first?["warning"]?.stringValue?.hasPrefix("/v1, Kind=Deployment: ") == true)
  }

  @Test func leavesAloneWhatItDoesNotKnow() async throws {
    let wrong: JSONValue = [["expression": "object.nonsense"]]
    #expect(try await warnings(wrong, groups: ["*"]).isEmpty)
    #expect(try await warnings(wrong, versions: ["*"]).isEmpty)
    #expect(try await warnings(wrong, resources: ["*", "deployments/scale"]).isEmpty)
    #expect(try await warnings(wrong, resources: ["loops"]).isEmpty)
    // Of either type, so it is looked at when it is there.
    #expect(try await warnings([["expression": "object.spec.surge > 1"]]).isEmpty)
  }

  @Test func knowsVariablesAndParameters() async throws {
    let found = try await warnings(
      [
        ["expression": "variables.n > params.max"], ["expression": "variables.n == 'x'"],
        ["expression": "params.min == 1"], ["expression": "variables.none"],
      ],
      extra: [
        "variables": [["name": "n", "expression": "object.spec.replicas"]],
        "paramKind": ["apiVersion": "example.com/v1", "kind": "Limit"],
      ])
    #expect(
      found.map { $0["fieldRef"]?.stringValue ?? "" } == [1, 2, 3].map { "spec.validations[\($0)].expression" },
      "\(found)"
    )
    // Parameters of a kind nobody knows can have any member.
    let unknown = try await warnings(
      [["expression": "params.min == 1"]], extra: ["paramKind": ["apiVersion": "example.com/v1", "kind": "Nobody"]])
    #expect(unknown.isEmpty)
  }
}
