import APIMachinery

/// Whom a certificate signing request is for: the subject of the request, read from its DER.
struct RequestSubject {
  /// The parts of the name by their identifiers, in order.
  private var parts: [(identifier: String, value: String)] = []

  /// - Parameter request: Base64 of PEM, as the API has it. Nil where it is no request.
  init?(request: String) {
    guard let pem = try? Base64.decode(request) else { return nil }
    let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
    guard let bytes = try? Base64.decode(lines.joined()), let whole = DERElement.all(in: bytes[...])?.first,
      let information = DERElement.all(in: whole.content)?.first,
      let members = DERElement.all(in: information.content), members.count > 1,
      let names = DERElement.all(in: members[1].content)
    else { return nil }
    for set in names {
      for pair in DERElement.all(in: set.content) ?? [] {
        guard let both = DERElement.all(in: pair.content), both.count == 2 else { continue }
        parts.append((both[0].identifier, String(decoding: both[1].content, as: UTF8.self)))
      }
    }
  }

  /// The values of a part, such as `2.5.4.3` for the common name, separated by commas.
  func values(_ identifier: String) -> String {
    parts.filter { $0.identifier == identifier }.map(\.value).joined(separator: ",")
  }
}

/// One element of DER: its content by its length.
private struct DERElement {
  var content: ArraySlice<UInt8>

  /// The elements one after another; nil where a length is wrong.
  static func all(in bytes: ArraySlice<UInt8>) -> [DERElement]? {
    var rest = bytes
    var elements: [DERElement] = []
    while rest.popFirst() != nil {
      guard let first = rest.popFirst() else { return nil }
      var length = Int(first)
      if first & 0x80 != 0 {
        let count = Int(first & 0x7F)
        guard (1...4).contains(count), rest.count >= count else { return nil }
        length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
      }
      guard length <= rest.count else { return nil }
      elements.append(DERElement(content: rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return elements
  }

  /// The content as an object identifier.
  var identifier: String {
    guard let first = content.first else { return "" }
    var numbers = [Int(first) / 40, Int(first) % 40]
    var value = 0
    for byte in content.dropFirst() {
      value = (value & 0xFF_FFFF) << 7 | Int(byte & 0x7F)
      if byte & 0x80 == 0 {
        numbers.append(value)
        value = 0
      }
    }
    return numbers.map(String.init).joined(separator: ".")
  }
}
