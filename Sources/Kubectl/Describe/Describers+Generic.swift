import APIMachinery

/// Kinds without a description of their own: every member, by name.
extension Describers {
  static func generic(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    var rest = object.objectValue ?? JSONObject()
    rest["metadata"] = .object(hidden(object["metadata"]?.objectValue ?? JSONObject()))
    members(rest, level: 0, into: &text)
    await context.addEvents(to: &text)
  }

  /// What stands above already is left out.
  private static func hidden(_ metadata: JSONObject) -> JSONObject {
    var metadata = metadata
    for name in ["name", "namespace", "labels", "annotations", "managedFields", "selfLink"] { metadata[name] = nil }
    return metadata
  }

  private static func members(_ object: JSONObject, level: Int, into text: inout DescribeText) {
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      let title = title(name)
      switch value {
      case .object(let inner):
        text.line(level, "\(title):")
        members(inner, level: level + 1, into: &text)
      case .array(let elements):
        text.line(level, "\(title):")
        for element in elements {
          if case .object(let inner) = element {
            members(inner, level: level + 1, into: &text)
          } else {
            text.line(level + 1, GoText.value(element))
          }
        }
      default: text.field(level, title, GoText.value(value))
      }
    }
  }

  /// `clusterIP` → `Cluster IP`, `podCIDRs` → `Pod CIDRs`; names with words all in capitals stay.
  static func title(_ name: String) -> String {
    if name == "openAPIV3Schema" { return name }
    // What isn't a name of the API's kind is shown as it is.
    guard let first = name.first, first.isLetter,
      name.allSatisfy({ $0.isLetter || $0.isNumber || ($0 == "-" && name.hasPrefix("x-kubernetes-")) })
    else { return name.prefix(1).uppercased() + name.dropFirst() }
    if name.contains("-") {
      return name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " - ")
    }
    var words: [String] = []
    var word = ""
    let letters = Array(name)
    for (index, letter) in letters.enumerated() {
      let startsWord =
        letter.isUppercase && !word.isEmpty
        && (!(word.last?.isUppercase ?? false)
          || (index + 1 < letters.count && letters[index + 1].isLowercase && word.count > 1))
      if startsWord {
        words.append(word)
        word = ""
      }
      word.append(letter)
    }
    words.append(word)
    // Abbreviations that are one word of a name are capitals.
    return words.map { word in
      ["api", "url", "uid"].contains(word.lowercased())
        ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
    }.joined(separator: " ")
  }
}
