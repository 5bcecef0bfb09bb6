import APIMachinery
import Testing

@Suite struct JSONWriterTests {
  static let written: [(JSONValue, String)] = [
    (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-5, "-5"), (10, "10"), (99, "99"),
    (.integer(.max), "9223372036854775807"), (.integer(.min), "-9223372036854775808"), ("a\"\\b", #""a\"\\b""#),
    ("\u{1}\n\t\u{1f}\u{7f}", "\"\\u0001\\n\\t\\u001f\u{7f}\""), ("<&>é😀", "\"<&>é😀\""), ([], "[]"),
    ([1, [.null]], "[1,[null]]"),
    ([:], "{}"), (["b": 1, "a": ["c": "d"]], #"{"b":1,"a":{"c":"d"}}"#), (1.5, "1.5"), (100.0, "100"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"), (1.5e-7, "1.5e-7"), (0.000001, "0.000001"), (0.1, "0.1"), (-2.5e30, "-2.5e+30"), (1e-10, "1e-10"),
    (.number(-0.0), "-0"), (123456.789, "123456.789"), (.number(.infinity), "null"),
  ]

  @Test(arguments: written)
  func writes(value: JSONValue, expected: String) {
    #expect(value.jsonText == expected)
    #expect(value.encoded() == Array(expected.utf8))
  }

  @Test(arguments: [
    (1e-5, "1e-05"), (0.0001, "0.0001"), (1e20, "1e+20"), (1e21, "1e+21"), (123456789.0, "1.23456789e+08"),
    (2.5, "2.5"),
  ])
  func plainNumbersAsGoPrintsThem(value: Double, expected: String) {
    #expect(GoFormat.plain(value) == expected)
  }
}
