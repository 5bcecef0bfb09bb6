import APIMachinery
import CEL
import Testing

@testable import APIServer

/// Rules of `x-kubernetes-validations`: what definitions may say, and what they refuse of objects.
@Suite struct ExpressionTests {
  private static func evaluate(
    _ schema: JSONValue, _ value: JSONValue, old: JSONValue? = .none, tolerates: Bool = false
  )
    throws -> ExpressionEvaluation
  {
    let node = try #require(ExpressionNode(schema, structural: StructuralCompiler().type(schema), isRoot: false))
    return ExpressionEvaluation.run(node, value, old: old, at: FieldPath("spec"), tolerates: tolerates)
  }

  private static func schema(_ rules: JSONValue, _ properties: JSONValue) -> JSONValue {
    ["type": "object", "properties": properties, "x-kubernetes-validations": rules]
  }

  private static let number: JSONValue = ["a": ["type": "integer"], "b": ["type": "integer"]]

  struct Case: Sendable, CustomTestStringConvertible {
    var rules: JSONValue
    var value: JSONValue
    var old: JSONValue?
    var errors: [String]
    var testDescription: String { "\(rules.jsonText) \(value.jsonText)" }
  }

  static let cases: [Case] = [
    Case(rules: [["rule": "self.a > self.b"]], value: ["a": 2, "b": 1], errors: []),
    Case(
      rules: [["rule": "self.a > self.b"]], value: ["a": 1, "b": 2],
      errors: ["spec: Invalid value: failed rule: self.a > self.b"]),
    Case(
      rules: [["rule": "self.a > self.b", "message": " a is too small "]], value: ["a": 1, "b": 2],
      errors: ["spec: Invalid value: a is too small"]),
    Case(
      rules: [["rule": "self.a > 1", "messageExpression": "'a is ' + string(self.a)", "fieldPath": ".a"]],
      value: ["a": 1], errors: ["spec.a: Invalid value: a is 1"]),
    Case(
      rules: [["rule": "self.a > 1", "reason": "FieldValueForbidden", "message": "no"]], value: ["a": 1],
      errors: ["spec: Forbidden: no"]),
    Case(
      rules: [["rule": "self.a / self.b > 1"]], value: ["a": 1, "b": 0],
      errors: ["spec: Invalid value: \"object\": division by zero evaluating rule: self.a / self.b > 1"]),
    Case(rules: [["rule": "self.a >= oldSelf.a"]], value: ["a": 1], errors: []),
    Case(
      rules: [["rule": "self.a >= oldSelf.a"]], value: ["a": 1], old: ["a": 2],
      errors: ["spec: Invalid value: failed rule: self.a >= oldSelf.a"]),
    Case(
      rules: [["rule": "oldSelf.hasValue()", "optionalOldSelf": true]], value: ["a": 1],
      errors: ["spec: Invalid value: failed rule: oldSelf.hasValue()"]),
  ]

  @Test(arguments: cases) func evaluates(_ testCase: Case) throws {
    let result = try Self.evaluate(Self.schema(testCase.rules, Self.number), testCase.value, old: testCase.old)
    #expect(result.errors.map(\.description) == testCase.errors)
  }

  @Test func looksAtElementsAndValues() throws {
    let item: JSONValue = [
      "type": "object", "properties": ["k": ["type": "string"], "n": ["type": "integer"]],
      "x-kubernetes-validations": [["rule": "self.n >= oldSelf.n"]],
    ]
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "list": [
          "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": item,
        ],
        "map": [
          "type": "object",
          "additionalProperties": ["type": "string", "x-kubernetes-validations": [["rule": "self != ''"]]],
        ],
      ],
    ]
    let result = try Self.evaluate(
      schema, ["list": [["k": "b", "n": 1], ["k": "a", "n": 1]], "map": ["x": ""]],
      old: ["list": [["k": "a", "n": 2], ["k": "b", "n": 0]]])
    #expect(
      result.errors.map(\.description) == [
        "spec.list[1]: Invalid value: failed rule: self.n >= oldSelf.n",
        "spec.map[x]: Invalid value: \"\": failed rule: self != ''",
      ])
  }

  @Test func toleratesWhatDidNotChange() throws {
    let schema = Self.schema(
      [], ["a": ["type": "integer", "x-kubernetes-validations": [["rule": "self > 1"]]], "b": ["type": "integer"]])
    let changed = try Self.evaluate(schema, ["a": 1, "b": 2], old: ["a": 1, "b": 1], tolerates: true)
    #expect(changed.errors.isEmpty)
    #expect(changed.tolerated.map(\.description) == ["spec.a: Invalid value: 1: failed rule: self > 1"])
    #expect(try !Self.evaluate(schema, ["a": 0], old: ["a": 1], tolerates: true).errors.isEmpty)
  }

  @Test func endsWhenTheBudgetIsUsedUp() throws {
    let schema = Self.schema(
      [["rule": "self.l.all(x, self.l.all(y, x != y || x == y))"]],
      ["l": ["type": "array", "items": ["type": "string"]]])
    let list = JSONValue.array((0..<2_000).map { .string("\($0)") })
    let result = try Self.evaluate(schema, ["l": list])
    #expect(result.errors.count == 1)
    #expect(result.errors.first?.detail.contains("actual cost limit exceeded") == true)
  }

  // MARK: Definitions

  static let definitions: [Case] = [
    Case(rules: [["rule": "self.a > 1"]], value: number, errors: []),
    Case(
      rules: [["rule": "self.zz == 1"]], value: number,
      errors: [
        ".rule: Invalid value: {\"Rule\":\"self.zz == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,"
          + "\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'zz'\n"
          + " | self.zz == 1\n | ....^"
      ]),
    Case(
      rules: [["rule": "self.a"]], value: number,
      errors: [
        ".rule: Invalid value: {\"Rule\":\"self.a\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,"
          + "\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool"
      ]),
    Case(
      rules: [["rule": "self.a > 1", "optionalOldSelf": true]], value: number,
      errors: [".optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule"]),
    Case(
      rules: [["rule": "self.l.all(x, self.l.all(y, x == y))"]],
      value: ["l": ["type": "array", "items": ["type": "string"]]],
      errors: [
        ".rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or "
          + "adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)",
        ".rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
        "<schema>: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds "
          + "budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and "
          + "maxLength where arrays, maps, and strings are declared)",
      ]),
  ]

  @Test(arguments: definitions) func checksDefinitions(_ testCase: Case) {
    let schema = CustomResourceServer.schema(spec: Self.schema(testCase.rules, testCase.value))
    let validation = ObjectField(["openAPIV3Schema": schema], at: FieldPath("v"))
    let errors = SchemaRules(checks: DefinitionChecks(), suppressesCosts: false).validation(
      validation, hasStatus: false)
    let place = "v.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]"
    #expect(
      errors.map(\.description)
        == testCase.errors.map { $0.hasPrefix("<schema>") ? "v.openAPIV3Schema" + $0.dropFirst(8) : place + $0 })
  }

  @Test func saysHowFarBeyondALimit() {
    #expect(CostText.exceeded("x", 12, limit: 10).contains("factor of 1.200000x"))
    #expect(CostText.exceeded("x", 25, limit: 10).contains("factor of 2.5x"))
    #expect(CostText.exceeded("x", 2_000, limit: 10).contains("factor of more than 100x"))
  }
}
