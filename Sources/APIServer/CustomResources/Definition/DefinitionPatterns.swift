import APIMachinery

/// The regular expressions of schemas, in the syntax of Go's `regexp`.
enum DefinitionPatterns {
  /// What is wrong with an expression, in Go's words; nil for one that is right.
  static func problem(_ pattern: String) -> String? {
    do throws(RegexError) {
      _ = try LinearRegex(pattern)
      return nil
    } catch {
      return error.description
    }
  }
}
