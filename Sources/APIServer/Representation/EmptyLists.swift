import APIMachinery

/// Lists whose default stands in only for one that isn't there, as where upstream's defaulting asks for nil and not for
/// a length: an empty list is the client's will, and the validator's to judge. Decoding and defaulting don't tell the
/// two apart, so that the few such lists are remembered around them.
struct EmptyLists {
  private static let paths: [String: [[String]]] = [
    "autoscaling/v2.HorizontalPodAutoscaler": [
      ["spec", "behavior", "scaleUp", "policies"], ["spec", "behavior", "scaleDown", "policies"],
    ]
  ]

  private let empty: [[String]]

  /// - Parameter object: As the client wrote it.
  init(in object: JSONValue, _ type: ObjectType) {
    empty = (Self.paths[type.name] ?? []).filter { path in
      path.reduce(Optional(object)) { $0?[$1] }?.arrayValue?.isEmpty == true
    }
  }

  /// Takes away again what was filled in for lists that were empty.
  func restore(in object: inout JSONValue) {
    for path in empty { object.set(path, to: .array([])) }
  }
}
