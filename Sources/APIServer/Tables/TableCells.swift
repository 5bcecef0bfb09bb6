import APIMachinery

/// What the printers share: times, selectors, containers, as cells show them.
enum TableCells {
  static func name(_ object: JSONValue) -> JSONValue { .string(object[path: "metadata", "name"]?.stringValue ?? "") }

  /// Since when it exists, such as `5m`.
  static func age(_ object: JSONValue, _ now: TableClock) -> JSONValue {
    since(object[path: "metadata", "creationTimestamp"], now)
  }

  static func since(_ time: JSONValue?, _ now: TableClock, unknown: String = "<unknown>") -> JSONValue {
    guard let text = time?.stringValue,
      let start = (try? Timestamp(rfc3339: text)) ?? (try? Timestamp(rfc3339Micro: text))
    else {
      return .string(unknown)
    }
    return .string(now.age(of: start))
  }

  static func text(_ object: JSONValue?, or fallback: String = "") -> JSONValue {
    guard let value = object?.stringValue, !value.isEmpty else { return .string(fallback) }
    return .string(value)
  }

  static func count(_ value: JSONValue?) -> JSONValue { .integer(value?.integerValue ?? 0) }

  /// Names and images of a pod template's containers.
  static func containers(_ podSpec: JSONValue?) -> [JSONValue] {
    let containers = podSpec?["containers"]?.arrayValue ?? []
    return ["name", "image"].map { member in
      .string(containers.map { $0[member]?.stringValue ?? "" }.joined(separator: ","))
    }
  }

  /// A map of labels as a selector.
  static func labels(_ map: JSONValue?, or fallback: String = "<none>") -> JSONValue {
    let members = map?.objectValue?.members ?? []
    guard !members.isEmpty else { return .string(fallback) }
    return .string(
      members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ","))
  }

  /// A `metav1.LabelSelector` in one line.
  static func selector(_ selector: JSONValue?) -> JSONValue {
    guard let selector, !selector.isNull else { return "<none>" }
    var terms = (selector["matchLabels"]?.objectValue?.members ?? []).map {
      ($0.key, "\($0.key)=\($0.value.stringValue ?? "")")
    }
    for expression in selector["matchExpressions"]?.arrayValue ?? [] {
      let key = expression["key"]?.stringValue ?? ""
      let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue).sorted().joined(separator: ",")
      switch expression["operator"]?.stringValue {
      case "In": terms.append((key, "\(key) in (\(values))"))
      case "NotIn": terms.append((key, "\(key) notin (\(values))"))
      case "Exists": terms.append((key, key))
      default: terms.append((key, "!\(key)"))
      }
    }
    guard !terms.isEmpty else { return "<none>" }
    return .string(terms.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: ","))
  }

  static func joined(_ list: JSONValue?, or fallback: String = "") -> JSONValue {
    let values = (list?.arrayValue ?? []).compactMap(\.stringValue)
    return .string(values.isEmpty ? fallback : values.joined(separator: ","))
  }

  static let accessModes = [
    "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
  ]

  static func modes(_ list: JSONValue?) -> JSONValue {
    .string((list?.arrayValue ?? []).compactMap { $0.stringValue.map { accessModes[$0] ?? $0 } }.joined(separator: ","))
  }
}
