internal import APIMachinery

/// Names for the values of strings, such as `PodPhase.running`. The fields themselves stay strings: the API
/// grows, and a client must pass on values it doesn't know.
enum EnumerationCode {
  static func file(for selection: TypeSelection) -> String {
    var seen: Set<String> = Set(selection.types.map { TypeSelection.swiftName(of: $0) })
    var text = """
      // swift-format-ignore-file
      // Generated from the files under Schema by `swift run generate-types`. Change the schema instead.

      """
    for groupVersion in TypeSelection.groupVersions {
      for enumeration in SchemaRegistry.builtIn.enumerations(in: groupVersion) {
        // Versions of a group and some groups share enums; the first one stands for all.
        guard seen.insert(enumeration.name).inserted else { continue }
        text += "\n" + code(for: enumeration)
      }
    }
    return text
  }

  private static func code(for enumeration: SchemaRegistry.Enumeration) -> String {
    let documentation = enumeration.documentation.text
    var text = "/// \(documentation.isEmpty ? "Values of `\(enumeration.name)`." : documentation)\n"
    text += "public enum \(enumeration.name) {\n"
    var names: Set<String> = []
    for value in enumeration.values where !value.isEmpty {
      let name = identifier(for: value)
      guard names.insert(name).inserted else { continue }
      text += "  public static let \(FieldCode.escaped(name)) = \"\(value)\"\n"
    }
    return text + "}\n"
  }

  /// `clusterFirst` of `ClusterFirst`, `tls` of `kubernetes.io/tls`, `http` of `HTTP`.
  static func identifier(for value: String) -> String {
    if value == "*" { return "any" }
    let last = value.split(separator: "/").last.map(String.init) ?? value
    let words = last.split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first else { return value }
    return words.dropFirst().reduce(lowerFirst(String(first))) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  /// Lowers the capitals a word starts with: `csiDriver` of `CSIDriver`, `ipv4` of `IPv4`.
  private static func lowerFirst(_ word: String) -> String {
    let capitals = word.prefix { $0.isUppercase }
    let rest = word.dropFirst(capitals.count)
    if capitals.count <= 1 || rest.isEmpty || !(rest.first?.isLetter ?? false) || word.hasPrefix("IPv") {
      return capitals.lowercased() + rest
    }
    return capitals.dropLast().lowercased() + word.dropFirst(capitals.count - 1)
  }
}
