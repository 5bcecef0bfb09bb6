/// One clause of an Accept header, or a Content-Type.
struct MediaType: Sendable, Equatable {
  /// `application/json`, in lower case.
  var essence: String
  /// Parameter names in lower case.
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

  /// The clauses of an Accept header, best first; equals stay in order.
  static func accepted(_ header: String) -> [MediaType] {
    header.split(separator: ",").compactMap { MediaType($0) }.enumerated()
      .sorted { ($0.element.quality, -$0.offset) > ($1.element.quality, -$1.offset) }
      .map(\.element)
  }
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
