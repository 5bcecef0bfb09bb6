/// A Content-Type, or one clause of an Accept header.
struct MediaType: Sendable, Equatable {
  /// `application/json`; a Content-Type's in lower case.
  var essence: String
  /// A Content-Type's names in lower case.
  var parameters: [String: String]
  /// Relative quality, 1 when absent.
  var quality: Double = 1

  /// nil for text that is no media type.
  init?(_ text: some StringProtocol) {
    let pieces = text.split(separator: ";", omittingEmptySubsequences: false)
    guard let first = pieces.first else { return nil }
    essence = first.trimmed.lowercased()
    guard !essence.isEmpty else { return nil }
    parameters = [:]
    for piece in pieces.dropFirst() {
      let pair = piece.split(separator: "=", maxSplits: 1)
      guard let key = pair.first else { continue }
      var value = pair.count > 1 ? pair[1].trimmed : ""
      if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = String(value.dropFirst().dropLast()) }
      parameters[key.trimmed.lowercased()] = value
    }
    if let text = parameters.removeValue(forKey: "q"), let value = Double(text) { quality = value }
  }

  /// From an Accept header (see ``AcceptHeader``).
  init(type: String, subtype: String) {
    essence = "\(type)/\(subtype)"
    parameters = [:]
  }

  /// What is before the slash.
  var type: Substring { essence.prefix { $0 != "/" } }
  /// What is after it.
  var subtype: Substring { essence.drop { $0 != "/" }.dropFirst() }
}

extension StringProtocol {
  /// Without white space around it.
  var trimmed: String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    var rest = self[...]
    while let first = rest.first, isSpace(first) { rest = rest.dropFirst() }
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
