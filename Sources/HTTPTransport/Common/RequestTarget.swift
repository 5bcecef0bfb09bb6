public import APIMachinery

/// The path and query of a request, between the form on the wire and the decoded one.
public enum RequestTarget {
  /// Splits what follows the method on the request line. The path stays percent-encoded; of an absolute
  /// URI (`http://host/path`), scheme and host are dropped.
  public static func parse(_ target: String) -> (path: String, query: [QueryItem]) {
    let bytes = target.utf8
    var start = bytes.startIndex
    if bytes.first != UInt8(ascii: "/"), let slashes = schemeEnd(bytes) {
      start = bytes[slashes...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
    }
    guard let mark = bytes[start...].firstIndex(of: UInt8(ascii: "?")) else {
      let path = start == bytes.startIndex ? target : String(target[start...])
      return (path.isEmpty ? "/" : path, [])
    }
    let path = String(target[start..<mark])
    return (path.isEmpty ? "/" : path, parseQuery(target[bytes.index(after: mark)...]))
  }

  /// Decodes `a=1&b=x%20y`. Pairs that are not valid percent-encoding, or have a `;` in them, are left out, as
  /// Go's `url.ParseQuery` with errors ignored does.
  public static func parseQuery(_ query: Substring) -> [QueryItem] {
    var items: [QueryItem] = []
    for pair in query.utf8.split(separator: UInt8(ascii: "&")) where !pair.contains(UInt8(ascii: ";")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let rest = equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
      guard let name = unescape(pair[..<equals], plusIsSpace: true), let value = unescape(rest, plusIsSpace: true)
      else {
        continue
      }
      items.append(QueryItem(name, value))
    }
    return items
  }

  /// Percent-decodes one segment of a path; nil when it is not valid percent-encoding.
  public static func decodeSegment(_ segment: Substring) -> String? {
    unescape(segment.utf8[...], plusIsSpace: false)
  }

  /// The form on the wire of a path, which is taken as it is, and a query, which is percent-encoded.
  public static func format(path: String, query: [QueryItem]) -> String {
    guard !query.isEmpty else { return path.isEmpty ? "/" : path }
    var bytes = Array(path.utf8)
    if bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
    var separator = UInt8(ascii: "?")
    for item in query {
      bytes.append(separator)
      separator = UInt8(ascii: "&")
      escape(item.name, into: &bytes)
      bytes.append(UInt8(ascii: "="))
      escape(item.value, into: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Percent-encodes one segment of a path.
  public static func encodeSegment(_ segment: String) -> String {
    var bytes: [UInt8] = []
    escape(segment, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func schemeEnd(_ bytes: String.UTF8View) -> String.Index? {
    for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
      return bytes.index(bytes.startIndex, offsetBy: scheme.utf8.count)
    }
    return nil
  }

  private static func escape(_ text: String, into bytes: inout [UInt8]) {
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
    }
  }

  private static func unescape(_ text: Substring.UTF8View, plusIsSpace: Bool) -> String? {
    guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(Substring(text))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index != text.endIndex {
      let byte = text[index]
      text.formIndex(after: &index)
      if byte == UInt8(ascii: "%") {
        guard index != text.endIndex, let high = hexValue(text[index]) else { return nil }
        text.formIndex(after: &index)
        guard index != text.endIndex, let low = hexValue(text[index]) else { return nil }
        text.formIndex(after: &index)
        bytes.append(high << 4 | low)
      } else if byte == UInt8(ascii: "+"), plusIsSpace {
        bytes.append(UInt8(ascii: " "))
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
