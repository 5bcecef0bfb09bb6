import APIMachinery
import Testing

@Suite struct SmallValuesTests {
  @Test func intOrString() {
    #expect(IntOrString(json: 80) == .int(80))
    #expect(IntOrString(json: "http") == .string("http"))
    #expect(IntOrString(json: 4_294_967_296) == nil)
    #expect(IntOrString(json: true) == nil)
    #expect(IntOrString(parsing: "80") == .int(80))
    #expect(IntOrString.string("25%").scaled(total: 10, roundingUp: true) == 3)
    #expect(IntOrString.string("25%").scaled(total: 10, roundingUp: false) == 2)
    #expect(IntOrString.int(4).scaled(total: 10, roundingUp: false) == 4)
    #expect(IntOrString.string("x").scaled(total: 10, roundingUp: false) == nil)
    #expect(IntOrString.string("99999999999999999999%").scaled(total: 10, roundingUp: false) == nil)
  }

  @Test func base64() throws {
    for (bytes, text) in [([], ""), ([102], "Zg=="), ([102, 111], "Zm8="), ([102, 111, 111], "Zm9v")]
      as [([UInt8], String)]
    {
      #expect(Base64.encode(bytes) == text)
      #expect(try Base64.decode(text) == bytes)
    }
    #expect(try Base64.decode("Zm\n9v\r\n") == [102, 111, 111])
    let refused = [
      ("!", 0), ("Zg", 0), ("Zg=", 3), ("Zm9", 0), ("Zm9v=", 4), ("Zg==x", 4), ("Zm9v!", 4), ("====", 0), ("Zg=x", 2),
    ]
    for (text, _) in refused {
      let error = #expect(throws: ParseError.self) { try Base64.decode(text) }
      #expect(error?.message.hasPrefix("illegal base64 data at input byte ") == true)
    }
    let random = SeededRandom(seed: 7)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test func base64ForURLs() throws {
    for (bytes, text) in [([], ""), ([102], "Zg"), ([102, 111], "Zm8"), ([251, 255, 191], "-_-_")]
      as [([UInt8], String)]
    {
      #expect(Base64URL.encode(bytes) == text)
      #expect(try Base64URL.decode(text) == bytes)
    }
    #expect(try Base64URL.decode("Zm\n9v\r\n") == [102, 111, 111])
    for (text, offset) in [("!", 0), ("Zg==", 2), ("Zm9vZ", 4), ("Zm+v", 2), ("Zm/v", 2), ("Zm9é", 3)] {
      #expect(throws: ParseError("illegal base64 data at input byte \(offset)")) { try Base64URL.decode(text) }
    }
    let random = SeededRandom(seed: 7)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(try Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }

  @Test func groupVersions() throws {
    #expect(try GroupVersion(apiVersion: "apps/v1") == GroupVersion(group: "apps", version: "v1"))
    #expect(try GroupVersion(apiVersion: "v1").apiVersion == "v1")
    let error = #expect(throws: ParseError.self) { try GroupVersion(apiVersion: "a/b/c") }
    #expect(error?.message == "unexpected GroupVersion string: a/b/c")
    #expect(GroupVersionKind(version: "v1", kind: "Pod").description == "/v1, Kind=Pod")
    #expect(GroupResource(group: "apps", resource: "deployments").description == "deployments.apps")
  }

  @Test func textInGoQuotes() {
    #expect(GoFormat.quoted("a\"b\\\n\t\u{1}é\u{200b}😀") == #""a\"b\\\n\t\x01é\u200b😀""#)
    #expect(
      GoFormat.plain(["b": [1, "x", .null], "a": ["c": true]] as JSONValue) == "map[a:map[c:true] b:[1 x <nil>]]")
  }
}
