import APIMachinery
import APITesting
import Testing

@testable import APIServer

/// Objects of definitions, from request to answer.
@Suite(.timeLimit(.minutes(20))) struct CustomObjectTests {
  private static func define(_ server: CustomResourceServer, spec: JSONValue, extra: [String: JSONValue] = [:])
    async throws
  {
    try await server.establish(
      CustomResourceServer.definition([
        CustomResourceServer.version(schema: CustomResourceServer.schema(spec: spec), extra: extra)
      ]))
  }

  // MARK: Pruning and defaults

  @Test func dropsWhatTheSchemaDoesNotName() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(
        server,
        spec: [
          "type": "object",
          "properties": [
            "a": ["type": "integer"], "open": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
            "map": [
              "type": "object", "additionalProperties": ["type": "object", "properties": ["k": ["type": "string"]]],
            ],
            "list": ["type": "array", "items": ["type": "object", "properties": ["k": ["type": "string"]]]],
          ],
        ])
      let spec: JSONValue = [
        "a": 1, "z": 2, "open": ["x": ["y": 1]], "map": ["m": ["k": "v", "w": 1]], "list": [["w": 1], ["k": "v"]],
      ]
      let made = try await server.create("w", spec: spec)
      #expect(made.status == 201)
      #expect(
        made.body["spec"] == ["a": 1, "open": ["x": ["y": 1]], "map": ["m": ["k": "v"]], "list": [[:], ["k": "v"]]])
      #expect(
        made.warnings == [
          "unknown field \\\"spec.list[0].w\\\"", "unknown field \\\"spec.map.m.w\\\"", "unknown field \\\"spec.z\\\"",
        ])
      let strict = try await server.create("s", spec: ["z": 1], query: [("fieldValidation", "Strict")])
      #expect(strict.status == 400)
      #expect(
        strict.message
          == "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.z\"")
      let ignoring = try await server.create("i", spec: ["z": 1], query: [("fieldValidation", "Ignore")])
      #expect(ignoring.status == 201 && ignoring.warnings.isEmpty)
    }
  }

  @Test func setsDefaultsAndRespectsNull() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(
        server,
        spec: [
          "type": "object", "default": [:],
          "properties": [
            "zero": ["type": "integer", "default": 3], "text": ["type": "string", "default": "d"],
            "nullable": ["type": "string", "nullable": true, "default": "n"], "plain": ["type": "string"],
            "inner": ["type": "object", "default": [:], "properties": ["x": ["type": "boolean", "default": true]]],
            "list": [
              "type": "array", "items": ["type": "object", "properties": ["k": ["type": "string", "default": "k"]]],
            ],
          ],
        ])
      let made = try await server.create(
        "w", spec: ["zero": 0, "text": .null, "nullable": .null, "plain": .null, "list": [[:], ["k": "own"]]])
      #expect(
        made.body["spec"] == [
          "zero": 0, "text": "d", "nullable": .null, "inner": ["x": true], "list": [["k": "k"], ["k": "own"]],
        ])
    }
  }

  @Test func readsStoredObjectsUnderTheSchemaOfToday() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(server, spec: ["type": "object", "properties": ["a": ["type": "string"]]])
      #expect(try await server.create("w", spec: ["a": "x"]).status == 201)
      let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.gear.example.com"
      let patch: JSONValue = [
        [
          "op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/b",
          "value": ["type": "integer", "default": 7],
        ]
      ]
      #expect(try await server.send("PATCH", path, patch, contentType: "application/json-patch+json").status == 200)
      try await eventually("the default is set") {
        try await server.send("GET", CustomResourceServer.path(name: "w")).body["spec"] == ["a": "x", "b": 7]
      }
      let list = try await server.send("GET", CustomResourceServer.path())
      #expect(list.body["items"]?[0]?["spec"] == ["a": "x", "b": 7])
    }
  }

  // MARK: Validation

  struct Invalid: Sendable, CustomTestStringConvertible {
    var property: JSONValue
    var value: JSONValue
    var error: String
    var testDescription: String { error }
  }

  static let invalid: [Invalid] = [
    Invalid(
      property: ["type": "string"], value: 1,
      error: "spec.a: Invalid value: \"integer\": spec.a in body must be of type string: \"integer\""),
    Invalid(
      property: ["type": "string", "maxLength": 2], value: "abc",
      error: "spec.a: Too long: may not be more than 2 bytes"),
    Invalid(
      property: ["type": "string", "pattern": "^a+$"], value: "b",
      error: "spec.a: Invalid value: \"b\": spec.a in body should match '^a+$'"),
    Invalid(
      property: ["type": "string", "format": "date-time"], value: "soon",
      error: "spec.a: Invalid value: \"soon\": spec.a in body must be of type date-time: \"soon\""),
    Invalid(
      property: ["type": "integer", "format": "int32"], value: 4_294_967_296,
      error: "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.a"),
    Invalid(
      property: ["type": "number", "maximum": 1.5, "exclusiveMaximum": true], value: 1.5,
      error: "spec.a: Invalid value: 1.5: spec.a in body should be less than 1.5"),
    Invalid(
      property: ["type": "string", "enum": ["a", "b"]], value: "c",
      error: "spec.a: Unsupported value: \"c\": supported values: \"a\", \"b\""),
    Invalid(
      property: ["type": "array", "maxItems": 1, "items": ["type": "string"]], value: ["a", "b"],
      error: "spec.a: Too many: 2: must have at most 1 item"),
    Invalid(
      property: ["type": "object", "additionalProperties": ["type": "integer"]], value: ["k": "v"],
      error: "spec.a.k: Invalid value: \"string\": spec.a.k in body must be of type integer: \"string\""),
    Invalid(
      property: ["type": "integer", "not": ["enum": [5]]], value: 5,
      error: "<nil>: Invalid value: \"\": \"spec.a\" must not validate the schema (not)"),
    Invalid(
      property: ["type": "integer", "oneOf": [["minimum": 1], ["minimum": 2]]], value: 3,
      error: "<nil>: Invalid value: \"\": \"spec.a\" must validate one and only one schema (oneOf). Found 2 valid "
        + "alternatives"),
    Invalid(
      property: ["type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"]], value: ["a", "a"],
      error: "spec.a[1]: Duplicate value: \"a\""),
  ]

  @Test func refusesWhatTheSchemaForbids() async throws {
    try await CustomResourceServer.with { server in
      for (index, testCase) in Self.invalid.enumerated() {
        let type = StructuralCompiler().type(
          CustomResourceServer.schema(spec: ["type": "object", "properties": ["a": testCase.property]]))
        let object: JSONValue = ["spec": ["a": testCase.value]]
        let errors = StructuralValidation.errors(object, type) + DistinctElements.errors(object, type)
        #expect(errors.map(\.description) == [testCase.error], "case \(index)")
      }
    }
  }

  @Test func toleratesWhatWasThere() async throws {
    try await CustomResourceServer.with { server in
      let open: JSONValue = ["type": "object", "properties": ["a": ["type": "string"], "b": ["type": "string"]]]
      try await Self.define(server, spec: open)
      #expect(try await server.create("w", spec: ["a": "long", "b": "x"]).status == 201)
      let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.gear.example.com"
      let patch: JSONValue = [
        [
          "op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a/maxLength",
          "value": 2,
        ]
      ]
      #expect(try await server.send("PATCH", path, patch, contentType: "application/json-patch+json").status == 200)
      try await eventually("the new schema holds") { try await server.create("n", spec: ["a": "long"]).status == 422 }
      let other = try await server.send(
        "PATCH", CustomResourceServer.path(name: "w"), ["spec": ["b": "y"]],
        contentType: "application/merge-patch+json")
      #expect(other.status == 200)
      let same = try await server.send(
        "PATCH", CustomResourceServer.path(name: "w"), ["spec": ["a": "longer"]],
        contentType: "application/merge-patch+json")
      #expect(same.causes == ["spec.a: Too long: may not be more than 2 bytes"])
    }
  }

  // MARK: Subresources

  @Test func keepsStatusAndGeneration() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(
        server, spec: ["type": "object", "properties": ["a": ["type": "integer"]]],
        extra: ["subresources": ["status": [:]]])
      _ = try await server.create("w", spec: ["a": 1])
      let path = CustomResourceServer.path(name: "w")
      let merge = "application/merge-patch+json"
      let ignored = try await server.send(
        "PATCH", path, ["spec": ["a": 2], "status": ["x": 1]], contentType: merge)
      #expect(ignored.body[path: "metadata", "generation"] == 2 && ignored.body["status"] == JSONValue?.none)
      let label = try await server.send("PATCH", path, ["metadata": ["labels": ["l": "1"]]], contentType: merge)
      #expect(label.body[path: "metadata", "generation"] == 2)
    }
  }

  @Test func scalesWhereTheDefinitionSays() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(
        server, spec: ["type": "object", "properties": ["size": ["type": "integer"]]],
        extra: [
          "subresources": ["scale": ["specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size"]]
        ])
      _ = try await server.create("w", spec: [:])
      let path = CustomResourceServer.path(name: "w") + "/scale"
      let missing = try await server.send("GET", path)
      #expect(
        missing.status == 500 && missing.message.hasSuffix("the spec replicas field \".spec.size\" does not exist"))
      let scaled = try await server.send(
        "PATCH", path, ["spec": ["replicas": 3]], contentType: "application/merge-patch+json")
      #expect(scaled.body["spec"] == ["replicas": 3])
      #expect(try await server.send("GET", CustomResourceServer.path(name: "w")).body["spec"] == ["size": 3])
    }
  }

  // MARK: Versions

  @Test func servesSeveralVersions() async throws {
    try await CustomResourceServer.with { server in
      let schema = { (properties: JSONValue) in
        CustomResourceServer.schema(spec: ["type": "object", "properties": properties])
      }
      try await server.establish(
        CustomResourceServer.definition([
          CustomResourceServer.version(
            "v1beta1", schema: schema(["a": ["type": "string"], "old": ["type": "string"]]), storage: false,
            extra: ["deprecated": true]),
          CustomResourceServer.version("v1", schema: schema(["a": ["type": "string"]])),
        ]))
      let made = try await server.send(
        "POST", CustomResourceServer.path("v1beta1"),
        CustomResourceServer.widget("w", spec: ["a": "x", "old": "y"], version: "v1beta1"))
      // What the stored version doesn't have is gone when the object is read back.
      #expect(made.body["spec"] == ["a": "x"])
      #expect(
        made.warnings == ["gear.example.com/v1beta1 Widget is deprecated; use gear.example.com/v1 Widget"])
      let stored = try await server.send("GET", CustomResourceServer.path(name: "w"))
      #expect(stored.body["apiVersion"] == "gear.example.com/v1" && stored.body["spec"] == ["a": "x"])
    }
  }

  // MARK: Tables, selectors, deletion

  @Test func showsColumns() async throws {
    try await CustomResourceServer.with { server in
      let columns: JSONValue = [
        ["name": "Size", "type": "integer", "jsonPath": ".spec.size"],
        ["name": "First", "type": "string", "jsonPath": ".spec.list[0].name"],
        ["name": "Ready", "type": "string", "jsonPath": ".spec.list[?(@.name==\"b\")].value"],
      ]
      try await Self.define(
        server, spec: ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
        extra: ["additionalPrinterColumns": columns])
      _ = try await server.create(
        "w", spec: ["size": 3, "list": [["name": "a", "value": "x"], ["name": "b", "value": "y"]]])
      let table = try await server.send(
        "GET", CustomResourceServer.path(name: "w"), accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
      #expect(table.body["rows"]?[0]?["cells"] == ["w", 3, "a", "y"])
    }
  }

  @Test func selectsByFields() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(
        server, spec: ["type": "object", "properties": ["color": ["type": "string"]]],
        extra: ["selectableFields": [["jsonPath": ".spec.color"]]])
      for (name, color) in [("a", "red"), ("b", "blue")] {
        _ = try await server.create(name, spec: ["color": .string(color)])
      }
      let found = try await server.send(
        "GET", CustomResourceServer.path(), query: [("fieldSelector", "spec.color=blue")])
      #expect((found.body["items"]?.arrayValue ?? []).map(\.name) == ["b"])
      let refused = try await server.send("GET", CustomResourceServer.path(), query: [("fieldSelector", "spec.x=1")])
      #expect(refused.message.contains("field label not supported: spec.x"))
    }
  }

  @Test func goesWithItsDefinition() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(server, spec: ["type": "object"])
      _ = try await server.create("w", spec: [:])
      let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.gear.example.com"
      let deleted = try await server.send("DELETE", path)
      #expect(deleted.status == 200 && deleted.body["kind"] == "CustomResourceDefinition")
      try await eventually("the definition is gone") { try await server.send("GET", path).status == 404 }
      try await eventually("its objects are gone") {
        try await server.send("GET", CustomResourceServer.path()).status == 404
      }
      try await Self.define(server, spec: ["type": "object"])
      let list = try await server.send("GET", CustomResourceServer.path())
      #expect(list.body["items"]?.arrayValue?.isEmpty == true)
    }
  }

  @Test func keepsNamesApart() async throws {
    try await CustomResourceServer.with { server in
      try await Self.define(server, spec: ["type": "object"])
      var other = CustomResourceServer.definition([CustomResourceServer.version(schema: ["type": "object"])])
      other["metadata"]?["name"] = "gadgets.gear.example.com"
      other["spec"]?["names"] = ["plural": "gadgets", "singular": "widget", "kind": "Gadget", "listKind": "GadgetList"]
      #expect(try await server.define(other).status == 201)
      let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
      try await eventually("the conflict is told") {
        let status = try await server.send("GET", path + "gadgets.gear.example.com").body["status"]
        return status?[path: "conditions"]?[0]?["reason"] == "SingularConflict"
      }
      #expect(try await server.send("DELETE", path + "widgets.gear.example.com").status == 200)
      try await eventually("the other definition is served") {
        try await server.send("GET", "/apis/gear.example.com/v1/gadgets").status == 200
      }
    }
  }
}
