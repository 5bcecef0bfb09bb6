import APIMachinery
import Testing

@Suite struct JSONParserTests {
  static let accepted: [(String, JSONValue)] = [
    ("null", JSONValue.null), (" true ", true), ("false\n", false), ("0", 0), ("-0", 0), ("7", 7), ("-12", -12),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", 1.5), ("-1.5e3", -1500.0), ("1e2", 100.0),
    ("1.0", 1.0), ("123456789012345678", 123_456_789_012_345_678), ("0.1", 0.1), ("1E-2", 0.01),
    ("\"\"", ""), ("\"a\"", "a"),
    ("\"a much longer string than fits inline\"", "a much longer string than fits inline"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude00""#, "😀"),
    (#""\ud83dx""#, "\u{FFFD}x"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\u0000""#, "\0"), ("\"é€😀\"", "é€😀"), ("\"\u{7f}\"", "\u{7f}"),
    ("[]", []), ("[ ]", []), ("[1,[2,[]],3]", [1, [2, []], 3]), ("{}", [:]), ("{ }", [:]),
    (#"{"a":1,"b":{"c":[true,null]}}"#, ["a": 1, "b": ["c": [true, .null]]]),
    (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]), (#"{"":1}"#, ["": 1]), (#"{"\u0061":1}"#, ["a": 1]),
    (#"{"é":1,"\u00e9":2}"#, ["é": 2]),
  ]

  @Test(arguments: accepted)
  func accepts(text: String, expected: JSONValue) throws {
    #expect(try JSONParser.parse(text) == expected)
  }

  static let refused: [(String, String)] = [
    ("", "unexpected end of JSON input"), ("  ", "unexpected end of JSON input"), ("{", "unexpected end of JSON input"),
    ("[", "unexpected end of JSON input"), ("[1", "unexpected end of JSON input"),
    ("\"a", "unexpected end of JSON input"), ("\"\\", "unexpected end of JSON input"),
    ("\"\\u12", "unexpected end of JSON input"), ("-", "unexpected end of JSON input"),
    ("1.", "unexpected end of JSON input"), ("1e", "unexpected end of JSON input"),
    ("tru", "unexpected end of JSON input"), ("{\"a\":", "unexpected end of JSON input"),
    ("x", "invalid character 'x' looking for beginning of value"),
    ("[1,]", "invalid character ']' looking for beginning of value"),
    ("{\"a\":}", "invalid character '}' looking for beginning of value"),
    ("{,}", "invalid character ',' looking for beginning of object key string"),
    ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
    ("{a:1}", "invalid character 'a' looking for beginning of object key string"),
    ("{\"a\" 1}", "invalid character '1' after object key"),
    ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair"),
    ("[1 2]", "invalid character '2' after array element"),
    ("{} {}", "invalid character '{' after top-level value"),
    ("01", "invalid character '1' after top-level value"), ("[01]", "invalid character '1' after array element"),
    ("-x", "invalid character 'x' in numeric literal"),
    ("1.x", "invalid character 'x' after decimal point in numeric literal"),
    ("1ex", "invalid character 'x' in exponent of numeric literal"),
    ("nul]", "invalid character ']' in literal null (expecting 'l')"),
    ("\"\n\"", "invalid character '\\n' in string literal"),
    ("\"\u{1}\"", "invalid character '\\x01' in string literal"),
    ("\"\\x\"", "invalid character 'x' in string escape code"),
    ("\"\\'\"", "invalid character '\\'' in string escape code"),
    ("\"\\u00g0\"", "invalid character 'g' in \\u hexadecimal character escape"),
    ("é", "invalid character 'Ã' looking for beginning of value"),
    ("\u{FEFF}{}", "invalid character 'ï' looking for beginning of value"),
    ("\0", "invalid character '\\x00' looking for beginning of value"),
    ("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"),
  ]

  @Test(arguments: refused)
  func refuses(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    #expect(error?.message == message)
  }

  @Test func bytesThatAreNoUTF8AreReplacedOneByOne() throws {
    let bytes: [UInt8] = [0x22, 0x61, 0xE5, 0xFF, 0xE2, 0x82, 0x62, 0xED, 0xA0, 0x80, 0xC0, 0x80, 0x22]
    let replacement = "\u{FFFD}"
    let expected = "a" + String(repeating: replacement, count: 4) + "b" + String(repeating: replacement, count: 5)
    #expect(try JSONParser.parse(bytes) == .string(expected))
    #expect(try JSONParser.parse([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) == [replacement: 1])
    #expect(throws: JSONError.self) { try JSONParser.parse([0x5B, 0xFF, 0x5D]) }
  }

  @Test(arguments: 0...40)
  func stringsOfEveryLengthAndStop(length: Int) throws {
    let plain = String(repeating: "x", count: length)
    for stop in ["", "\\n", "\\\"", "é", "\\u0041"] {
      for tail in ["", "tail of the string"] {
        let decoded = ["\\n": "\n", "\\\"": "\"", "\\u0041": "A"][stop] ?? stop
        let value = try JSONParser.parse("[\"\(plain)\(stop)\(tail)\"]")
        #expect(value == [.string(plain + decoded + tail)])
        #expect(try JSONParser.parse(value.encoded()) == value)
      }
    }
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    }
    #expect(throws: Never.self) { try JSONParser.parse(nested(500)) }
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(nested(501)) }
    #expect(error?.message == "exceeded max depth")
    #expect(throws: JSONError.self) { try JSONParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 3_000_000)) }
    #expect(throws: JSONError.self) {
      try JSONParser.parse(Array(String(repeating: "{\"a\":", count: 600_000).utf8))
    }
    let options = JSONParser.Options(maximumDepth: 2)
    #expect(throws: Never.self) { try JSONParser.parse(nested(2), options: options) }
    #expect(throws: JSONError.self) { try JSONParser.parse(nested(3), options: options) }
  }

  static let repeating: [(String, [String])] = [
    (#"{"a":1,"a":2}"#, ["a"]), (#"{"a":{"b":1,"b":2,"b":3}}"#, ["a.b"]),
    (#"{"x":{"n":0},"spec":{"containers":[{"name":"a"},{"image":"b","image":"c"}]}}"#, ["spec.containers[1].image"]),
    (#"[[1,{"a":1,"a":1}]]"#, ["[0][1].a"]), (#"{"a":1,"b":{"a":1}}"#, []),
    (#"{"l":[{"m":[{"k":1}]},{"m":[{},{"k":1,"k":2}]}],"z":1,"z":2}"#, ["l[1].m[1].k", "z"]),
  ]

  @Test(arguments: repeating)
  func reportsDuplicates(text: String, expected: [String]) throws {
    #expect(try JSONParser.parseReportingDuplicates(Array(text.utf8)).duplicates == expected)
  }

  @Test func largeObjectsKeepTheirMembers() throws {
    let text = "{" + (0..<1000).map { "\"key-\($0)\":\($0)" }.joined(separator: ",") + ",\"key-7\":\"again\"}"
    let (value, duplicates) = try JSONParser.parseReportingDuplicates(Array(text.utf8))
    #expect(duplicates == ["key-7"])
    #expect(value.objectValue?.count == 1000)
    #expect(value["key-999"] == 999)
    #expect(value["key-7"] == "again")
  }

  @Test func unequalTextsThatUnicodeHoldsEquivalentStayApart() throws {
    let composed = JSONValue.string("\u{e9}")
    let decomposed = JSONValue.string("e\u{301}")
    #expect(composed != decomposed)
  }

  @Test(.enabled(if: Facts.exists("suites/json"), "the JSON suite is not here"))
  func suite() throws {
    for file in Facts.files(in: "suites/json") {
      let bytes = try #require(Facts.read("suites/json/" + file))
      let accepted = (try? JSONParser.parse(bytes)) != nil
      if file.hasPrefix("y_") { #expect(accepted, "\(file)") }
      if file.hasPrefix("n_") { #expect(!accepted, "\(file)") }
    }
  }
}
