import APIMachinery

extension CELLibrary {
  /// `text.find(pattern)` and `text.findAll(pattern)`.
  public static let regex: CELLibrary = {
    var library = CELLibrary()
    library.functions = [
      CELFunction(
        "find",
        [
          .member("string_find_string", "string, string -> string") { text, pattern throws(CELError) in
            .string(try matches(try text.text(), try pattern.text(), limit: 1).first ?? "")
          }
        ]),
      CELFunction(
        "findAll",
        [
          .member("string_find_all_string", "string, string -> list(string)") { text, pattern throws(CELError) in
            .list(try matches(try text.text(), try pattern.text(), limit: -1).map(CELValue.string))
          },
          .memberN("string_find_all_string_int", "string, string, int -> list(string)") { values throws(CELError) in
            let limit = Int(clamping: try values[2].integer())
            return .list(try matches(try values[0].text(), try values[1].text(), limit: limit).map(CELValue.string))
          },
        ]),
    ]
    return library
  }()

  private static func matches(_ text: String, _ pattern: String, limit: Int) throws(CELError) -> [String] {
    let regex: LinearRegex
    do throws(CELError) {
      regex = try PatternCache.shared.regex(pattern)
    } catch {
      throw CELError("Illegal regex: \(error.message)")
    }
    let bytes = Array(text.utf8)
    return regex.allMatches(in: text, limit: limit).map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }
}
