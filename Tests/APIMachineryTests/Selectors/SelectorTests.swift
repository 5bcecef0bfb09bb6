import APIMachinery
import Testing

@Suite struct SelectorTests {
  static let labels = ["app": "web", "tier": "a", "n": "5", "empty": ""]
  static let selections: [(String, Bool)] = [
    ("", true), ("app", true), ("!app", false), ("!other", true), ("app=web", true), ("app==web", true),
    ("app!=web", false),
    ("other!=web", true), ("app in (web,db)", true), ("app notin (web)", false), ("tier in (b)", false), ("n>4", true),
    ("n<4", false), ("app>1", false), ("app=web,tier=b", false), (" app = web , tier in ( a , b ) ", true),
    ("empty=", true),
    ("empty", true), ("app in (,web)", true), ("x notin ()", true), ("in", false), ("app in (in,web)", true),
    ("example.com/x!=1", true),
  ]

  @Test(arguments: selections)
  func selects(text: String, expected: Bool) throws {
    let selector = try LabelSelector.parse(text)
    #expect(selector.matches(Self.labels) == expected)
    #expect(try LabelSelector.parse(selector.description) == selector)
  }

  static let refused: [(String, String)] = [
    ("a,,b", "found ',', expected: identifier after ','"),
    (",a", "found ',', expected: !, identifier, or 'end of string'"),
    ("=a", "found '=', expected: !, identifier, or 'end of string'"),
    ("a=b c", "found 'c', expected: ',' or 'end of string'"),
    ("!", "unable to parse requirement: found '', expected: identifier"),
    ("a in x", "unable to parse requirement: found 'x' expected: '('"),
    ("a in (x", "unable to parse requirement: found '', expected: ',' or ')'"),
    ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
    ("!!a", "unable to parse requirement: found '!', expected: identifier"),
    (
      "a>x",
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"
    ),
    ("a=b=c", "found '=', expected: ',' or 'end of string'"),
  ]

  @Test(arguments: refused)
  func refuses(text: String, message: String) {
    let error = #expect(throws: ParseError.self) { try LabelSelector.parse(text) }
    #expect(error?.message == message)
  }

  @Test func objects() throws {
    #expect(try LabelSelector(object: nil).matches(Self.labels) == false)
    #expect(try LabelSelector(object: [:]).matches(Self.labels))
    let selector = try LabelSelector(object: [
      "matchLabels": ["app": "web"],
      "matchExpressions": [
        ["key": "tier", "operator": "In", "values": ["a", "b"]], ["key": "gone", "operator": "DoesNotExist"],
      ],
    ])
    #expect(selector.matches(Self.labels))
    #expect(selector.matches(["app": "web", "tier": "c"] as JSONValue) == false)
    #expect(selector.requiredValue(of: "app") == "web")
    let error = #expect(throws: ParseError.self) {
      try LabelSelector(object: ["matchExpressions": [["key": "a", "operator": "Like"]]])
    }
    #expect(error?.message == #""Like" is not a valid label selector operator"#)
  }

  @Test func fields() throws {
    let selector = try FieldSelector.parse("metadata.name=a,status.phase!=Running")
    #expect(selector.matches { ["metadata.name": "a", "status.phase": "Pending"][$0] })
    #expect(!selector.matches { ["metadata.name": "a", "status.phase": "Running"][$0] })
    #expect(selector.requiredValue(of: "metadata.name") == "a")
    #expect(try FieldSelector.parse("a==b\\,c\\=d").requirements == [.init(field: "a", value: "b,c=d")])
    #expect(try FieldSelector.parse("").isEmpty)
    #expect(FieldSelector.escaped("a,b=c\\") == "a\\,b\\=c\\\\")
    for (text, message) in [
      ("abc", "invalid selector: 'abc'; can't understand 'abc'"),
      ("a=b\\c", "invalid field selector: invalid escape sequence: \\c"),
      ("a=b=c", "invalid field selector: unescaped character in value: 61"),
    ] {
      let error = #expect(throws: ParseError.self) { try FieldSelector.parse(text) }
      #expect(error?.message == message)
    }
  }
}
