import APIMachinery
import Testing

@Suite struct YAMLDuplicatesTests {
  static let cases: [(text: String, value: JSONValue, duplicates: [String])] = [
    ("a: 1\na: 2\n", ["a": 2], ["line 2: key \"a\" already set in map"]),
    (#"{"a":"1","a":"2"}"#, ["a": "2"], ["line 1: key \"a\" already set in map"]),
    (
      "{x: {u: http://a, a: 1 ,\n 'a': [2]}, y: {}}", ["x": ["u": "http://a", "a": [2]], "y": [:]],
      ["line 2: key \"a\" already set in map"]
    ),
    (
      #"[{"n":1,"b":{"n":2},"n":{"b":3}}]"#, [["n": ["b": 3], "b": ["n": 2]]], ["line 1: key \"n\" already set in map"]
    ),
    ("x:\n  a: 1\n  b: 2\n  \"a\": 3\n", ["x": ["a": 3, "b": 2]], ["line 4: key \"a\" already set in map"]),
    ("- a: 1\n  a: 2\n- a: 3\n", [["a": 2], ["a": 3]], ["line 2: key \"a\" already set in map"]),
    (
      "a: 1\na: 2\na: 3\nb:\n  c: 1\n  c: 2\n", ["a": 3, "b": ["c": 2]],
      [
        "line 2: key \"a\" already set in map", "line 3: key \"a\" already set in map",
        "line 6: key \"c\" already set in map",
      ]
    ), ("a: {b: 1}\nc: {b: 2}\n", ["a": ["b": 1], "c": ["b": 2]], []),
    (
      #"{"x":{"a":"1","a":"2"},"y":"it's {"}"#, ["x": ["a": "2"], "y": "it's {"],
      ["line 1: key \"a\" already set in map"]
    ),
    (
      "x: it's\ny: {ä: 1, b: [{c: 1,\n c: 2}], ä: 3}\n", ["x": "it's", "y": ["ä": 3, "b": [["c": 2]]]],
      ["line 3: key \"c\" already set in map", "line 3: key \"ä\" already set in map"]
    ),
  ]

  @Test(arguments: cases.indices) func theLastOneCounts(index: Int) throws {
    let (text, value, duplicates) = Self.cases[index]
    let decoded = try YAMLCodec.decodeReportingDuplicates(Array(text.utf8))
    #expect(decoded.value == value)
    #expect(decoded.duplicates == duplicates)
    #expect(try YAMLCodec.decode(Array(text.utf8)) == value)
  }
}
