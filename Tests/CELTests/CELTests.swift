import APIMachinery
import CEL
import Testing

@Suite struct EnvironmentTests {
  static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "replicas": ["type": "integer"], "maxReplicas": ["type": "integer"], "a": ["type": "integer"],
        "names": ["type": "array", "items": ["type": "string", "maxLength": 10], "maxItems": 5],
        "labels": ["type": "object", "additionalProperties": ["type": "string"]],
        "when": ["type": "string", "format": "date-time"], "namespace": ["type": "string"],
        "x-y": ["type": "number"], "any": ["x-kubernetes-int-or-string": true],
      ],
    ]
    if let schema = CELSchema(openAPI: schema, isRoot: false) { environment.declare("self", schema) }
    return environment
  }()

  static let object: JSONValue = [
    "replicas": 3, "maxReplicas": 5, "names": ["a", "b"], "labels": ["k": "v"], "when": "2026-11-21T16:00:00Z",
    "namespace": "ns", "x-y": 1, "any": "10%",
  ]

  static let values: [(String, String)] = [
    ("self.replicas <= self.maxReplicas", "true"), ("self.names.all(n, n.size() == 1)", "true"),
    ("self.names.map(n, n + 'x').join(',')", "ax,bx"), ("has(self.a) || self.replicas > 2", "true"),
    ("self.labels.k", "v"), ("self.labels['k']", "v"), ("self.?a.orValue(7)", "7"),
    ("self.when.getFullYear()", "2026"), ("self.__namespace__", "ns"), ("self.x__dash__y", "1"),
    ("type(self.any) == string && self.any.endsWith('%')", "true"),
    ("quantity('1Gi').isGreaterThan(quantity('1G'))", "true"),
    ("[3, 1, 2].sort()[0]", "1"), ("'a b'.split(' ').size()", "2"), ("self.names.exists_one(n, n == 'a')", "true"),
    ("self.names.filter(n, n != 'a')[0]", "b"), ("self.names.transformList(i, n, i)[1]", "1"),
    ("ip('10.0.0.1').family()", "4"), ("cidr('10.0.0.0/8').containsIP('10.1.1.1')", "true"),
    ("url('https://example.com:80/a?b=c').getPort()", "80"), ("semver('1.2.3').minor()", "2"),
    ("'abc 123'.find('[0-9]+')", "123"), ("format.dns1123Label().validate('a_b').hasValue()", "true"),
    ("'%s has %d'.format(['x', dyn(2)])", "x has 2"), ("{'a': 1}.transformMap(k, v, v + 1)['a']", "2"),
    ("duration('1h').getMinutes()", "60"), ("[1, 2].sum()", "3"), ("dyn(1) == 1.0", "true"),
  ]

  @Test(arguments: values) func evaluates(_ expression: String, _ expected: String) throws {
    let schema = try #require(Self.environment.schema(of: "self"))
    let program = try Self.environment.compile(expression)
    let value = try program.evaluate(["self": CELValue(Self.object, as: schema)]).get()
    #expect(value.plainText == expected)
  }

  static let wrong: [(String, String)] = [
    (
      "self.a >",
      """
      ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', \
      'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}
       | self.a >
       | ........^
      """
    ),
    ("self.zz == 1", "ERROR: <input>:1:5: undefined field 'zz'\n | self.zz == 1\n | ....^"),
    (
      "self.a == 'x'",
      "ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'\n | self.a == 'x'\n | .......^"
    ),
    ("x", "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x\n | ^"),
    ("'a'.matches('[')", "ERROR: <input>:1:13: invalid matches argument\n | 'a'.matches('[')\n | ............^"),
    ("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"),
  ]

  @Test(arguments: wrong) func saysWhatIsWrong(_ expression: String, _ message: String) {
    do {
      _ = try Self.environment.compile(expression)
      Issue.record("\(expression) compiles")
    } catch {
      #expect(error.description == message)
    }
  }
}
