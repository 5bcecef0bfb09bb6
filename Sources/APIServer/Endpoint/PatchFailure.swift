import APIMachinery

/// A patch that makes something of an object that its type can't be, and the answer to it: 422, which shows the patch
/// or what came of it the way upstream does.
struct PatchFailure {
  let kind: PatchKind
  let patch: JSONValue
  let current: JSONValue
  let changed: JSONValue

  /// - Parameter failure: What decoding the patched object says; anything but a bad request stays as it is.
  func error(_ failure: APIError, type: ObjectType, _ server: APIServer) -> APIError {
    guard failure.code == 400 else { return failure }
    var detail = failure.message
    if let range = detail.firstRange(of: "cannot be handled as a "),
      let colon = detail[range.upperBound...].firstRange(of: ": ")
    {
      detail = String(detail[colon.upperBound...])
    }
    let shown: String
    if kind == .strategic {
      shown = GoFormat.plain(patch)
      detail = UnstructuredConversion.message(for: detail)
    } else {
      var model = current
      server.decoding.complete(&model, type: type)
      shown = touched(Self.arranged(changed, like: model)).jsonText
    }
    return .invalid(GroupKind(kind: ""), "", [.invalid(FieldPath("patch"), .string(shown), detail)])
  }

  /// Members in the order they have in the object as it was, new ones behind.
  private static func arranged(_ value: JSONValue, like model: JSONValue) -> JSONValue {
    if case .array(let elements) = value, case .array(let models) = model {
      return .array(
        elements.enumerated().map {
          $0.offset < models.count ? arranged($0.element, like: models[$0.offset]) : $0.element
        })
    }
    guard case .object(let members) = value, case .object(let order) = model else { return value }
    var result = JSONObject()
    for member in order.members {
      guard let found = members[member.key] else { continue }
      result[member.key] = member.key == "fieldsV1" ? deeplySorted(found) : arranged(found, like: member.value)
    }
    for member in members.members where result[member.key] == nil { result[member.key] = member.value }
    return .object(result)
  }

  /// Sets of fields are kept sorted upstream.
  private static func deeplySorted(_ value: JSONValue) -> JSONValue {
    guard case .object(let members) = sorted(value) else { return value }
    return .object(JSONObject(members.members.map { ($0.key, deeplySorted($0.value)) }))
  }

  /// Upstream's patch libraries write the objects they looked into with sorted members and leave the rest as it was.
  private func touched(_ value: JSONValue) -> JSONValue {
    if kind == .merge { return Self.sorted(value, by: patch) }
    var result = Self.sorted(value)
    for operation in patch.arrayValue ?? [] {
      for member in ["path", "from"] {
        guard let pointer = operation[member]?.stringValue else { continue }
        let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { step in
          String(step).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        result = Self.sorted(result, along: steps.dropLast())
      }
    }
    return result
  }

  private static func sorted(_ value: JSONValue, by patch: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch, case .object(var members) = sorted(value) else { return value }
    for change in changes.members {
      if let inner = members[change.key] { members[change.key] = sorted(inner, by: change.value) }
    }
    return .object(members)
  }

  private static func sorted(_ value: JSONValue, along steps: ArraySlice<String>) -> JSONValue {
    let value = sorted(value)
    guard let step = steps.first else { return value }
    switch value {
    case .object(var members):
      guard let inner = members[step] else { return value }
      members[step] = sorted(inner, along: steps.dropFirst())
      return .object(members)
    case .array(var elements):
      guard let index = Int(step), elements.indices.contains(index) else { return value }
      elements[index] = sorted(elements[index], along: steps.dropFirst())
      return .array(elements)
    default: return value
    }
  }

  private static func sorted(_ value: JSONValue) -> JSONValue {
    guard case .object(let members) = value else { return value }
    return .object(JSONObject(members.members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }
}

/// Strategic merge patches go through another of upstream's decoders (`DefaultUnstructuredConverter`), which has other
/// words for values of the wrong type than the one for bodies.
enum UnstructuredConversion {
  /// - Parameter message: Of the decoder for bodies, such as `json: cannot unmarshal string into Go struct field
  ///   DeploymentSpec.spec.replicas of type int32`; returned as it is where it says something else.
  static func message(for message: String) -> String {
    let prefix = "json: cannot unmarshal "
    guard message.hasPrefix(prefix), let into = message.firstRange(of: " into Go "),
      let of = message.firstRange(of: " of type ")
    else { return message }
    let given = message[message.index(message.startIndex, offsetBy: prefix.count)..<into.lowerBound]
    let wanted = message[of.upperBound...]
    let source =
      switch given.prefix(while: { $0 != " " }) {
      case "number": "int64"
      case "object": "map"
      case "array": "slice"
      case let other: String(other)
      }
    if wanted.hasPrefix("[]") { return "cannot restore slice from \(source)" }
    if wanted.hasPrefix("map[") { return "cannot restore map from \(source)" }
    if wanted.contains(".") { return "cannot restore struct from: \(source)" }
    if wanted == "string", source == "int64" { return "cannot convert int64 to string" }
    return "unrecognized type: \(wanted)"
  }
}
