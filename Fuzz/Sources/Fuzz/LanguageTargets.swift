import APIMachinery
import CEL

extension FuzzTarget {
  /// An expression over a variable of every shape; evaluating it stops at its cost limit.
  static let cel = FuzzTarget(name: "cel") { bytes in
    guard let program = try? environment.compile(String(decoding: bytes, as: UTF8.self)) else { return }
    let outcome = program.evaluate(["self": CELValue(sample), "other": CELValue(sample)], limit: 100_000)
    if case .success(let value) = outcome.result { _ = try? value.json() }
  }

  private static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.declare("self", .dyn)
    environment.declare("other", .dyn)
    return environment
  }()

  private static let sample: JSONValue = [
    "name": "web-1", "size": 3, "ratio": 0.5, "on": true, "none": .null, "list": [1, 2, 3], "names": ["a", "b"],
    "map": ["a": 1, "b": 2], "objects": [["name": "x", "value": 1], ["name": "y", "value": 2]],
  ]

  /// The first line is a pattern, the rest the text to search.
  static let regex = FuzzTarget(name: "regex") { bytes in
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    guard let pattern = try? LinearRegex(String(decoding: bytes[..<end], as: UTF8.self)) else { return }
    let text = String(decoding: bytes[end...], as: UTF8.self)
    expect(pattern.matches(text) == (pattern.firstMatch(in: text) != nil), "a text matches when there is a match")
    _ = pattern.allMatches(in: text, limit: 100)
  }

  /// Label and field selectors, which mean the same after they were written.
  static let selector = FuzzTarget(name: "selector") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let selector = try? LabelSelector.parse(text) {
      let written = selector.description
      guard let again = try? LabelSelector.parse(written) else {
        return expect(false, "a written label selector can be read")
      }
      expect(again.description == written, "a label selector stays the same")
      _ = selector.matches(["a": "b", "app": "web", "n": "3"])
    }
    if let selector = try? FieldSelector.parse(text) {
      guard let again = try? FieldSelector.parse(selector.description),
        let third = try? FieldSelector.parse(again.description)
      else { return expect(false, "a written field selector can be read") }
      // Terms are sorted as they were written, so the first time their order may change.
      expect(third.description == again.description, "a field selector stays the same")
    }
    if let value = try? JSONParser.parse(bytes) { _ = try? LabelSelector(object: value) }
  }

  /// The small languages of values: quantities, times, durations, addresses.
  static let values = FuzzTarget(name: "values") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let quantity = try? Quantity(parsing: text) {
      guard let again = try? Quantity(parsing: quantity.canonical) else {
        return expect(false, "a canonical quantity can be read")
      }
      expect(again == quantity, "a canonical quantity is the same")
      _ = (quantity + again).canonical
      _ = (quantity.value, quantity.milliValue)
    }
    _ = try? Timestamp(rfc3339: text)
    _ = try? GoDuration(parsing: text)
    _ = try? Base64.decode(text)
    _ = IPAddress(text)
    _ = CIDR(text)
    _ = PercentEncoding.decode(text)
  }

  /// A token as it comes in a header: nothing of it is trusted before its signature is checked, so that all of this is
  /// done for everybody.
  static let jwt = FuzzTarget(name: "jwt") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = try? Base64URL.decode(text) {
      expect((try? Base64URL.decode(Base64URL.encode(decoded))) == decoded, "written base64url can be read")
    }
    guard let token = ParsedToken(text) else { return }
    expect(token.content.count < text.utf8.count, "what is signed is a part of the token")
    _ = (token.issuer, token.audiences)
  }
}
