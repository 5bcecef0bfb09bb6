import APIMachinery
import Testing

/// Ends of lines other than the line feed, in texts that are written as YAML.
@Suite struct YAMLBreakTests {
  /// As go-yaml writes them: a carriage return is no printable character.
  @Test(arguments: [
    ("a\r\nb", "\"a\\r\\nb\""), ("\r\u{FFFD}", "\"\\r\u{FFFD}\""), ("a\r", "\"a\\r\""), ("a\u{85}b", "\"a\\Nb\""),
  ])
  func writesEscapes(_ text: String, _ yaml: String) throws {
    let written = YAMLCodec.encode(["a": .string(text)])
    #expect(String(decoding: written, as: UTF8.self) == "a: \(yaml)\n")
    #expect(try YAMLCodec.decode(written)["a"]?.stringValue == text)
  }

  @Test(arguments: ["a\u{2028}b", "a\u{2029}b", "a\nb\u{2028}c\n"])
  func keepsBreaksOfUnicode(_ text: String) throws {
    #expect(try YAMLCodec.decode(YAMLCodec.encode(["a": .string(text)]))["a"]?.stringValue == text)
  }
}
