import APIMachinery

/// The URL of a webhook, taken apart as Go's `url.Parse` does.
struct WebhookURL {
  private(set) var scheme = ""
  private(set) var user: String?
  private(set) var host = ""
  private(set) var query = ""
  private(set) var fragment = ""

  /// Why a text is no URL.
  struct Problem: Error {
    let message: String
  }

  init(_ text: String) throws(Problem) {
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    fragment = parts.count > 1 ? parts[1] : ""
    do throws(Problem) {
      try parse(parts[0])
    } catch {
      throw Problem(message: "parse \(GoFormat.quoted(parts[0])): \(error.message)")
    }
  }

  private mutating func parse(_ text: String) throws(Problem) {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw Problem(message: "net/url: invalid control character in URL")
    }
    var rest = text[...]
    let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    if word.endIndex < rest.endIndex, rest[word.endIndex] == ":", word.first?.isLetter ?? true {
      if word.isEmpty { throw Problem(message: "missing protocol scheme") }
      scheme = word.lowercased()
      rest = rest[word.endIndex...].dropFirst()
    }
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[mark...].dropFirst())
      rest = rest[..<mark]
    }
    guard rest.hasPrefix("/") else {
      // Such as `mailto:x`.
      if !scheme.isEmpty { return }
      guard !rest.prefix(while: { $0 != "/" }).contains(":") else {
        throw Problem(message: "first path segment in URL cannot contain colon")
      }
      return
    }
    if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      rest = rest[authority.endIndex...]
      try takeAuthority(authority)
    }
    try Self.checkEscapes(rest)
  }

  private mutating func takeAuthority(_ authority: Substring) throws(Problem) {
    var name = authority
    if let mark = authority.lastIndex(of: "@") {
      user = String(authority[..<mark])
      name = authority[mark...].dropFirst()
    }
    let port: Substring
    if name.hasPrefix("[") {
      guard let end = name.lastIndex(of: "]") else { throw Problem(message: "missing ']' in host") }
      port = name[end...].dropFirst()
    } else {
      port = name.lastIndex(of: ":").map { name[$0...] } ?? ""
    }
    guard port.isEmpty || port.hasPrefix(":") && port.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Problem(message: "invalid port \(GoFormat.quoted(String(port))) after host")
    }
    if let wrong = name.first(where: { " \\^`{|}@".contains($0) }) {
      throw Problem(message: "invalid character \(GoFormat.quoted(String(wrong))) in host name")
    }
    host = String(name)
  }

  /// Two digits follow each `%`.
  private static func checkEscapes(_ path: Substring) throws(Problem) {
    var rest = path
    while let mark = rest.firstIndex(of: "%") {
      let escape = rest[mark...].prefix(3)
      guard escape.count == 3, escape.dropFirst().allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
        throw Problem(message: "invalid URL escape \(GoFormat.quoted(String(escape)))")
      }
      rest = rest[mark...].dropFirst(3)
    }
  }
}
