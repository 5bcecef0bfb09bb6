/// Replaces `$(NAME)` by the value of a variable, as upstream's `k8s.io/kubernetes/third_party/forked/golang/expansion`:
/// `$$` stands for `$`, and what names no variable is left as it is.
struct EnvironmentExpansion {
  var variables: [String: String]

  func expand(_ text: String) -> String { replace(in: text).text }

  /// The same where every variable must be there: the first that isn't is thrown.
  func expandStrictly(_ text: String) throws(MissingVariable) -> String {
    let (result, missing) = replace(in: text)
    if let missing { throw MissingVariable(name: missing) }
    return result
  }

  struct MissingVariable: Error { var name: String }

  private func replace(in text: String) -> (text: String, missing: String?) {
    var missing: String?
    guard text.contains("$") else { return (text, nil) }
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      switch rest.first {
      case "$":
        result += "$"
        rest = rest.dropFirst()
      case "(":
        guard let end = rest.firstIndex(of: ")") else {
          result += "$("
          rest = rest.dropFirst()
          continue
        }
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        if variables[name] == nil { missing = missing ?? name }
        result += variables[name] ?? "$(\(name))"
        rest = rest[rest.index(after: end)...]
      default:
        result += "$"
      }
    }
    return (result + rest, missing)
  }
}
