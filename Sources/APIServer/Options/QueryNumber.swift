import APIMachinery

/// Numbers in a query, with the errors of upstream's parameter codec (Go's `strconv`).
enum QueryNumber {
  /// Nil where the parameter isn't there; one that is empty is no number.
  static func integer(_ text: String?) throws(APIError) -> Int64? {
    guard let text else { return nil }
    if let value = Int64(text) { return value }
    throw .badRequest(problem(text, parsing: "ParseInt"))
  }

  /// What is wrong with a text that is no number, or one that is too large.
  static func problem(_ text: String, parsing function: String) -> String {
    let digits = function == "ParseInt" && (text.hasPrefix("-") || text.hasPrefix("+")) ? text.dropFirst() : text[...]
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return "strconv.\(function): parsing \(quoted(text)): \(isNumber ? "value out of range" : "invalid syntax")"
  }
}
