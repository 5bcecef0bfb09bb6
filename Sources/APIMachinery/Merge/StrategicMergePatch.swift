/// Strategic merge patch: a merge patch that knows from the schema which lists are merged element by element, with
/// directives for what that can't say (`k8s.io/apimachinery/pkg/util/strategicpatch`).
public struct StrategicMergePatch {
  static let directive = "$patch"
  static let retainKeys = "$retainKeys"
  static let deletePrefix = "$deleteFromPrimitiveList/"
  static let orderPrefix = "$setElementOrder/"

  /// False while two patches are combined into one: then directives are kept, and null stays null.
  let appliesDirectives: Bool

  /// The object after the patch. Throws what kube-apiserver answers to a patch that is malformed.
  /// - Parameter type: The object's type; without one every list is replaced.
  public static func apply(
    _ patch: JSONValue, to object: JSONValue, type: ObjectType?
  ) throws(APIError) -> JSONValue {
    guard case .object(let changes) = patch else {
      throw .badRequest(
        patch.isNull
          ? "invalid JSON document"
          : "error decoding patch: json: cannot unmarshal \(patch.goKind) into Go value of type map[string]interface {}"
      )
    }
    do {
      let merger = StrategicMergePatch(appliesDirectives: true)
      return .object(try merger.merge(changes, into: object.objectValue ?? JSONObject(), MergeSchema(type)))
    } catch {
      throw error.apiError
    }
  }

  /// Why a patch can't be applied, by the answer it leads to.
  enum Failure: Error {
    case malformed(String)
    case unprocessable(String)
    case other(String)

    static let order = malformed("invalid patch format of setElementOrder list")
    static let primitiveList = malformed("invalid patch format of primitive list")
    static let retainKeys = malformed("invalid patch format of retainKeys")
    static let listOfLists = unprocessable("lists of lists are not supported")

    static func noMergeKey(_ element: JSONValue, _ key: String) -> Failure {
      .other("map: \(GoFormat.plain(element)) does not contain declared merge key: \(key)")
    }

    static func unknownDirective(_ directive: JSONValue, _ object: JSONValue) -> Failure {
      .other("unknown patch type: \(GoFormat.plain(directive)) in map: \(GoFormat.plain(object))")
    }

    static func wrongKind(expected: String, _ value: JSONValue) -> Failure {
      let actual =
        switch value {
        case .object: "map[string]interface {}"
        case .array: "[]interface {}"
        case .integer: "int64"
        case .number: "float64"
        case .null: "%!s(<nil>)"
        case .bool, .string: value.goKind
        }
      return .other("expected a \(expected), but received a \(actual)")
    }

    var apiError: APIError {
      switch self {
      case .malformed(let message): .badRequest(message)
      case .unprocessable:
        APIError(
          code: 422, reason: .invalid, message: "the server rejected our request due to an error in our request",
          details: APIError.Details())
      case .other(let message): APIError(code: 500, reason: .unknown, message: message)
      }
    }
  }

  // MARK: Objects

  func merge(
    _ patch: JSONObject, into original: JSONObject, _ schema: MergeSchema
  ) throws(Failure) -> JSONObject {
    if let directive = patch[Self.directive] {
      switch directive {
      case "replace":
        var replacement = patch
        replacement[Self.directive] = nil
        return replacement
      case "delete": return JSONObject()
      default: throw .unknownDirective(directive, .object(patch))
      }
    }
    var original = original
    var patch = patch
    try applyRetainKeys(from: &patch, to: &original)
    for key in patch.keys where key.hasPrefix(Self.orderPrefix) {
      try applyOrder(key, from: &patch, to: &original, schema)
    }
    for (key, value) in patch { try mergeMember(key, value, into: &original, schema) }
    return original
  }

  private func mergeMember(
    _ key: String, _ value: JSONValue, into original: inout JSONObject, _ schema: MergeSchema
  ) throws(Failure) {
    var key = key
    let isDeletion = key.hasPrefix(Self.deletePrefix)
    if isDeletion {
      guard appliesDirectives else {
        original[key] = value
        return
      }
      key = String(key.dropFirst(Self.deletePrefix.count))
    } else if key.hasPrefix("$deleteFromPrimitiveList") {
      throw .primitiveList
    }
    if value.isNull {
      original[key] = nil
      if appliesDirectives { return }
    }
    let member = schema.member(key)
    switch (original[key], value) {
    case (.object, .object) where member.strategy.replaces: original[key] = value
    case (.object(let before)?, .object(let changes)):
      original[key] = .object(try merge(changes, into: before, member.schema))
    case (.array(let before)?, .array(let changes)):
      if isDeletion || member.strategy.merges {
        original[key] = .array(
          try merge(
            changes, into: before, member.schema.element, key: member.strategy.mergeKey, isDeletion: isDeletion))
      } else {
        original[key] = value
      }
    default:
      if !isDeletion { original[key] = added(value) }
    }
  }

  /// A value where there was none, or one of another kind: without directives and, when applied, without nulls.
  private func added(_ value: JSONValue) -> JSONValue? {
    Self.withoutDirectives(appliesDirectives ? Self.withoutNulls(value) : value)
  }

  private static func withoutNulls(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(
        JSONObject(
          uniqueMembers: object.members.compactMap { $0.value.isNull ? nil : ($0.key, withoutNulls($0.value)) }))
    case .array(let elements): .array(elements.map(withoutNulls))
    default: value
    }
  }

  /// Nil for an object that is a directive.
  static func withoutDirectives(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .object(let object):
      if object[directive] != nil { return nil }
      return .object(
        JSONObject(
          uniqueMembers: object.compactMap { (key, value) in
            withoutDirectives(value).map { (key, $0) }
          }))
    case .array(let elements): return .array(elements.compactMap(withoutDirectives))
    default: return value
    }
  }

  /// `$retainKeys` names the members that stay.
  private func applyRetainKeys(
    from patch: inout JSONObject, to original: inout JSONObject
  ) throws(Failure) {
    guard let retained = patch[Self.retainKeys] else { return }
    patch[Self.retainKeys] = nil
    guard appliesDirectives else {
      if let before = original[Self.retainKeys], before != retained {
        throw .other("\(GoFormat.plain(before)) and \(GoFormat.plain(retained)) are not deep equal")
      }
      original[Self.retainKeys] = retained
      return
    }
    guard case .array(let names) = retained else { throw .retainKeys }
    let kept = Set(names.compactMap(\.stringValue))
    for (key, value) in patch {
      let isDirective = key.hasPrefix("$deleteFromPrimitiveList") || key.hasPrefix("$setElementOrder")
      if !value.isNull, !isDirective, !kept.contains(key) { throw .retainKeys }
    }
    original.removeAll { !kept.contains($0.key) }
  }
}
