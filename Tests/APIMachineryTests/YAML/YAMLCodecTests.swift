import APIMachinery
import Testing

@Suite struct YAMLCodecTests {
  static let decoded: [(String, JSONValue)] = [
    ("", .null), ("a: 1", ["a": 1]),
    ("a: yes\nb: on\nc: y\nd: Off\ne: ~\nf:", ["a": true, "b": true, "c": true, "d": false, "e": .null, "f": .null]),
    (
      "a: 0777\nb: 0x1F\nc: 1_000\nd: 1.5\ne: 1e3\nf: 08\ng: 0b11",
      ["a": 511, "b": 31, "c": 1000, "d": 1.5, "e": 1000.0, "f": 8.0, "g": 3]
    ),
    ("a: \"yes\"\nb: 'no'\nc: !!str 1", ["a": "yes", "b": "no", "c": "1"]),
    ("- a\n- - b\n  - c\n- {d: e}", ["a", ["b", "c"], ["d": "e"]]),
    ("1: a\ntrue: b\n1.5: c", ["1": "a", "true": "b", "1.5": "c"]), ("a: &x [1]\nb: *x", ["a": [1], "b": [1]]),
    ("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3", ["a": ["p": 1, "q": 2], "b": ["q": 3, "p": 1]]),
    (
      "a: |\n  one\n  two\nb: >\n  one\n  two\nc: |-\n  x\nd: |+\n  x\n\n",
      ["a": "one\ntwo\n", "b": "one two\n", "c": "x", "d": "x\n\n"]
    ),
    ("a: one\n  two\nb: \"x \\u00e9 \\\n  y\"", ["a": "one two", "b": "x é y"]),
    ("# only\n---\na: 2026-01-01\n", ["a": "2026-01-01"]),
    (#"{"a": [1, "b", {"c": null}]}"#, ["a": [1, "b", ["c": .null]]]), ("a: b: c", ["a": "b: c"]),
    ("key with space: \"v\" # comment\nurl: http://x/#y", ["key with space": "v", "url": "http://x/#y"]),
    ("a:\n- b: 1\n  c: 2\n-\n  d: 3\n", ["a": [["b": 1, "c": 2], ["d": 3]]]), ("? a\n: b\n", ["a": "b"]),
    ("a: 12:30:45", ["a": "12:30:45"]),
    ("a: !!binary Zm9v", ["a": "foo"]), ("a: [b, c: d, {e: f}]", ["a": ["b", ["c": "d"], ["e": "f"]]]),
  ]

  @Test(arguments: decoded)
  func decodes(text: String, expected: JSONValue) throws {
    if text == "a: b: c" {
      #expect(throws: ParseError.self) { try YAMLCodec.decode(Array(text.utf8)) }
    } else {
      #expect(try YAMLCodec.decode(Array(text.utf8)) == expected)
    }
  }

  @Test func documents() throws {
    let text = "a: 1\n---\n---\n# nothing\n---\nb: 2\n...\n---\nc: 3\n"
    #expect(try YAMLCodec.decodeAll(Array(text.utf8)) == [["a": 1], ["b": 2], ["c": 3]])
  }

  @Test func refusesWhatGrowsOrNestsWithoutLimit() {
    var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<12 {
      let references = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      laughs += "a\(level): &a\(level) [\(references)]\n"
    }
    #expect(throws: ParseError.self) { try YAMLCodec.decode(Array(laughs.utf8)) }
    for deep in ["[", "{a: ", "- ", "? "] {
      #expect(throws: ParseError.self) { try YAMLCodec.decode(Array(String(repeating: deep, count: 100_000).utf8)) }
    }
  }

  static let encoded: [(JSONValue, String)] = [
    (["b": 1, "a": [1, ["x": .null]], "c": [:], "d": []], "a:\n- 1\n- x: null\nb: 1\nc: {}\nd: []\n"),
    (
      ["a": "yes", "b": "1", "c": "", "d": "null", "e": "plain text", "f": "1.5", "g": "0x1F", "h": "12:30"],
      "a: \"yes\"\nb: \"1\"\nc: \"\"\nd: \"null\"\ne: plain text\nf: \"1.5\"\ng: \"0x1F\"\nh: \"12:30\"\n"
    ),
    (
      ["a": "x: y", "b": "# c", "c": "- d", "e": "it's", "f": "'q'", "g": "a\tb", "h": " lead", "i": "tail "],
      "a: 'x: y'\nb: '# c'\nc: '- d'\ne: it's\nf: '''q'''\ng: \"a\\tb\"\nh: ' lead'\ni: 'tail '\n"
    ),
    (
      ["a": "one\ntwo\n", "b": "x\ny", "c": "x\n\n", "d": " x\n"],
      "a: |\n  one\n  two\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: |2\n   x\n"
    ),
    ([["a": 1, "b": [["c": 2]]], [[1, 2], []]], "- a: 1\n  b:\n  - c: 2\n- - - 1\n    - 2\n  - []\n"),
    (["a10": 1, "a9": 2, "B": 3, "_": 4], "_: 4\nB: 3\na9: 2\na10: 1\n"),
    (["a": 1.5, "b": true, "c": -3], "a: 1.5\nb: true\nc: -3\n"),
    (["é": "é", "s": "😀"], "s: \"\\U0001F600\"\né: é\n"), ("x", "x\n"), ([:], "{}\n"),
    (
      ["k": .string(String(repeating: "word ", count: 20) + "end")],
      "k: word word word word word word word word word word word word word word word word\n  word word word word end\n"
    ),
    (["*a": "@b", "k8s.io/x": "v1"], "'*a': '@b'\nk8s.io/x: v1\n"),
  ]

  @Test(arguments: encoded)
  func encodes(value: JSONValue, expected: String) throws {
    let text = String(decoding: YAMLCodec.encode(value), as: UTF8.self)
    #expect(text == expected)
    #expect(try YAMLCodec.decode(Array(text.utf8)) == value)
  }
}
