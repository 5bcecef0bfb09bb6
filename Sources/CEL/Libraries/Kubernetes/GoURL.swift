import APIMachinery

/// A URL as Go's `net/url` takes it apart.
struct GoURL: Sendable, Equatable {
  private(set) var scheme = ""
  /// With the port, without user information.
  private(set) var host = ""
  private(set) var rawPath = ""
  private(set) var rawQuery = ""
  private(set) var text: String

  /// Takes what `url.ParseRequestURI` takes, and leaves out a fragment.
  init(request text: String) throws(CELError) {
    self.text = text
    func failure(_ detail: String) -> CELError { CELError("parse \(GoFormat.quoted(text)): \(detail)") }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw failure("net/url: invalid control character in URL")
    }
    if text.isEmpty { throw failure("empty url") }
    if text == "*" {
      rawPath = "*"
      return
    }
    var rest = text[...]
    let candidate = rest.prefix { $0 != ":" && $0 != "/" && $0 != "?" && $0 != "#" }
    if candidate.endIndex < rest.endIndex, rest[candidate.endIndex] == ":" {
      if candidate.isEmpty { throw failure("missing protocol scheme") }
      if Self.isScheme(candidate) {
        scheme = candidate.lowercased()
        rest = rest[candidate.endIndex...].dropFirst()
      }
    }
    if let mark = rest.firstIndex(of: "?") {
      rawQuery = String(rest[mark...].dropFirst().prefix { $0 != "#" })
      rest = rest[..<mark]
    }
    guard rest.hasPrefix("/") else {
      // An opaque URL such as `mailto:x`.
      if !scheme.isEmpty { return }
      throw failure("invalid URI for request")
    }
    if !scheme.isEmpty, rest.hasPrefix("//") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      rest = rest.dropFirst(2).dropFirst(authority.count)
      do throws(CELError) {
        host = try Self.host(authority)
      } catch {
        throw failure(error.message)
      }
    }
    rawPath = String(rest.prefix { $0 != "#" })
    if let bad = Self.badEscape(rawPath) { throw failure("invalid URL escape \(GoFormat.quoted(bad))") }
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, (0x41...0x5A).contains(first & 0xDF) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
      default: false
      }
    }
  }

  private static func host(_ authority: Substring) throws(CELError) -> String {
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    if host.hasPrefix("[") {
      guard let end = host.lastIndex(of: "]") else { throw CELError("missing ']' in host") }
      try checkPort(host[host.index(after: end)...])
      return String(host)
    }
    if let colon = host.lastIndex(of: ":") { try checkPort(host[colon...]) }
    for scalar in host.unicodeScalars where " \"<>\\^`{|}#".unicodeScalars.contains(scalar) {
      throw CELError("invalid character \(GoFormat.quoted(String(scalar))) in host name")
    }
    return String(host)
  }

  private static func checkPort(_ text: Substring) throws(CELError) {
    guard !text.isEmpty else { return }
    guard text.hasPrefix(":"), text.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw CELError("invalid port \(GoFormat.quoted(String(text))) after host")
    }
  }

  /// The first `%` that two digits don't follow, with what does.
  private static func badEscape(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
      let digits = bytes[(index + 1)...].prefix(2)
      if digits.count < 2 || !digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) {
        return String(decoding: bytes[index...].prefix(3), as: UTF8.self)
      }
    }
    return nil
  }

  var hostname: String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[..<end].dropFirst()) }
    return host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
  }

  var port: String {
    let rest = host.hasPrefix("[") ? host.firstIndex(of: "]").map { host[$0...] } ?? "" : host[...]
    return rest.lastIndex(of: ":").map { String(rest[$0...].dropFirst()) } ?? ""
  }

  /// The path with everything escaped that must be.
  var escapedPath: String {
    var result = ""
    for byte in rawPath.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        if "-_.~$&+,/:;=@!'()*[]%".utf8.contains(byte) {
          result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
          result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
      }
    }
    return result
  }

  /// Values by key; keys in their order, values too. What can't be decoded is left out.
  var query: [(key: String, values: [String])] {
    var result: [(key: String, values: [String])] = []
    for pair in rawQuery.split(separator: "&") where !pair.contains(";") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else { continue }
      if let known = result.firstIndex(where: { $0.key == key }) {
        result[known].values.append(value)
      } else {
        result.append((key, [value]))
      }
    }
    return result
  }

  private static func decode(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
