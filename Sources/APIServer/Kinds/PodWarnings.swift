import APIMachinery

/// What to tell about a pod, or a template of pods, that is accepted nonetheless.
enum PodWarnings {
  static func of(spec: JSONValue?, at path: String) -> [String] {
    guard let spec else { return [] }
    var warnings: [String] = []
    for (index, constraint) in (spec["topologySpreadConstraints"]?.arrayValue ?? []).enumerated()
    where constraint["labelSelector"] == nil {
      warnings.append(
        "\(path).topologySpreadConstraints[\(index)].labelSelector: a null labelSelector results in matching no pod")
    }
    for (index, secret) in (spec["imagePullSecrets"]?.arrayValue ?? []).enumerated()
    where (secret["name"]?.stringValue ?? "").isEmpty {
      warnings.append("\(path).imagePullSecrets[\(index)].name: invalid empty name \"\"")
    }
    return warnings
  }

  /// Names that make poor host names.
  static func ofName(_ object: JSONValue, used: String) -> [String] {
    let problems = name(object.name)
    guard !problems.isEmpty else { return [] }
    return [
      "metadata.name: this is used in \(used), which can result in surprising behavior; a DNS label is recommended: "
        + "[\(problems.joined(separator: ", "))]"
    ]
  }

  private static func name(_ name: String) -> [String] {
    var problems: [String] = []
    if name.utf8.count > NameValidation.dns1123LabelMaximum {
      problems.append(NameValidation.tooLong(NameValidation.dns1123LabelMaximum))
    }
    if name.contains(".") { problems.append("must not contain dots") }
    return problems
  }
}
