import APIMachinery
import CEL
import Testing

/// What evaluations cost: counted by hand after the rules of cel-go and Kubernetes, which decide what is accepted.
@Suite struct CostTests {
  private static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "n": ["type": "integer"], "s": ["type": "string", "maxLength": 100],
        "l": ["type": "array", "maxItems": 10, "items": ["type": "string", "maxLength": 20]],
        "m": ["type": "object", "additionalProperties": ["type": "integer"], "maxProperties": 5],
        "free": ["type": "array", "items": ["type": "string"]],
      ],
    ]
    if let schema = CELSchema(openAPI: schema, isRoot: false) { environment.declare("self", schema) }
    environment.declare("input", .dyn)
    return environment
  }()

  static let evaluated: [(String, UInt64)] = [
    ("'Hello World!' == ''", 0), ("input.n", 2), ("input['n']", 2), ("input['n' + '']", 3), ("has(input.n)", 1),
    ("has(input.m.a)", 2), ("input.l[0]", 3), ("1 < 2", 1), ("1 + 1", 1), ("true ? 1 : 2", 0), ("true || false", 0),
    ("[1, 2, 3]", 0), ("[1, 2, input.n]", 12), ("{'a': input.n}", 32), ("2 in [1, 2, 3]", 0), ("'a' in input.l", 4),
    ("input.l.all(x, true)", 9), ("[1, 2, 3].all(x, true)", 10), ("input.l.map(x, x).size()", 30),
    ("input.s.startsWith('ab')", 3), ("input.s.contains('b')", 3), ("input.s.matches('[0-9]')", 4),
    ("'12345678901234567890' == '123456789012345678901234567890'", 2), ("size('123')", 1), ("!true", 1),
    ("[1, 2].sum() == 3", 3), ("quantity('1Gi').isInteger()", 2), ("ip('10.0.0.1').family()", 2),
  ]

  @Test(arguments: evaluated) func evaluating(_ expression: String, _ cost: UInt64) throws {
    let input: JSONValue = ["n": 1, "s": "abc", "l": ["a", "b"], "m": ["a": 1]]
    let outcome = try Self.environment.compile(expression).evaluate(["input": CELValue(input)])
    _ = try outcome.get()
    #expect(outcome.cost == cost, "\(expression)")
  }

  static let estimated: [(String, UInt64, UInt64)] = [
    ("self.n == 1", 3, 3), ("self.s == 'abc'", 3, 3), ("self.s.startsWith('abc')", 3, 3),
    ("self.s.contains(self.s)", 4, 1604), ("self.l.all(x, x == 'abc')", 3, 53),
    ("self.s.matches('[a-z]')", 4, 84), ("self.l.size() > 0 || self.n > 1", 4, 7),
    ("self.m.all(k, self.m[k] > 0)", 3, 43), ("self.free.all(x, x == 'a')", 3, 5_242_878),
  ]

  @Test(arguments: estimated) func estimating(_ expression: String, _ minimum: UInt64, _ maximum: UInt64) throws {
    let estimate = try Self.environment.compile(expression).estimatedCost
    #expect(estimate.minimum == minimum && estimate.maximum == maximum, "\(expression): \(estimate)")
  }
}
