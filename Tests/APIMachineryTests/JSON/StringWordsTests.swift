import Testing

@testable import APIMachinery

/// That short strings are what comparing them by words takes them for, however they were made.
@Suite struct StringWordsTests {
  @Test(arguments: ["", "a", "kind", "metadata", "fifteen bytes!!", "müsli", "日本語", "\0"])
  func shortTextsStandInTheString(_ text: String) {
    let copies = [
      String(decoding: Array(text.utf8), as: UTF8.self), String(Array(text)), String((text + "more").dropLast(4)),
      String(String.UnicodeScalarView(text.unicodeScalars)),
    ]
    for copy in copies {
      #expect(copy.isImmediate == text.isImmediate)
      if text.isImmediate, copy.isImmediate { #expect(copy.hasSameStorage(as: text)) }
    }
    #expect(String(decoding: Array(text.utf8), as: UTF8.self).isImmediate)
    #expect(!("x" + text).hasSameStorage(as: text))
  }

  @Test func longTextsAreReferredTo() {
    let text = "terminationGracePeriodSeconds"
    #expect(!text.isImmediate && text.hasSameStorage(as: text))
    #expect(!String(decoding: Array(text.utf8), as: UTF8.self).hasSameStorage(as: text))
  }

  /// A short text in a buffer of its own is found like every other one.
  @Test func namesAreFoundWhereverTheyStand() throws {
    let type = try #require(SchemaRegistry.builtIn.type(named: "core/v1.PodSpec"))
    var object = JSONObject()
    for field in type.fields { object[field.name] = .string(field.name) }
    let few = JSONObject(type.fields.prefix(20).map { ($0.name, .string($0.name)) })
    for (position, field) in type.fields.enumerated() {
      var reserved = ""
      reserved.reserveCapacity(100)
      reserved += field.name
      #expect(!reserved.isImmediate)
      let decoded = String(decoding: Array(field.name.utf8), as: UTF8.self)
      for name in [field.name, reserved, decoded] {
        #expect(type.position(of: name) == position)
        #expect(object[name] == .string(field.name))
        #expect(few.position(of: name) == (position < 20 ? position : nil))
        #expect(few.value(of: name, near: position) == (position < 20 ? .string(field.name) : nil))
        #expect(type.position(of: name + "x") == nil && few.position(of: "x" + name) == nil)
      }
    }
    var own = JSONObject()
    var key = ""
    key.reserveCapacity(64)
    key += "app"
    own[key] = 1
    #expect(own["app"] == 1)
    own["app"] = 2
    #expect(own.count == 1)
  }

  @Test func stringsAreQuotedWhateverTheirLength() throws {
    for length in 0..<40 {
      let plain = String(repeating: "ä", count: length / 2) + String(repeating: "x", count: length % 2)
      #expect(JSONValue.string(plain).jsonText == "\"\(plain)\"")
      for position in 0..<length {
        for escaped in ["\"", "\\", "\n", "\u{1}"] {
          let (before, after) = (
            String(repeating: "y", count: position), String(repeating: "z", count: length - position)
          )
          let text = before + escaped + after
          let json = JSONValue.string(text).jsonText
          #expect(try JSONParser.parse(json) == .string(text))
          #expect(json.utf8.count > text.utf8.count + 2)
        }
      }
    }
  }
}
