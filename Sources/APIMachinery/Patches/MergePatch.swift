/// JSON merge patch (RFC 7386), as github.com/evanphx/json-patch applies it for kube-apiserver.
public enum MergePatch {
  /// The document after the patch. Throws upstream's errors for patches that are no object.
  public static func apply(_ patch: JSONValue, to document: JSONValue) throws(APIError) -> JSONValue {
    switch patch {
    case .object(let changes):
      var result = document
      guard case .object = result else { return withoutNulls(patch) }
      merge(changes, into: &result)
      return result
    case .null: throw .badRequest("Invalid JSON Patch")
    default:
      throw .badRequest(
        "error decoding patch: json: cannot unmarshal \(patch.goKind) into Go value of type map[string]interface {}")
    }
  }

  private static func merge(_ changes: JSONObject, into value: inout JSONValue) {
    guard case .object(var object) = value else { return }
    value = .null  // Releases our reference, so that members change in place.
    for (key, change) in changes {
      if change.isNull {
        object[key] = nil
      } else if let position = object.position(of: key), !object.members[position].value.isNull {
        replace(&object[position: position], by: change)
      } else {
        object[key] = withoutNulls(change)
      }
    }
    value = .object(object)
  }

  private static func replace(_ value: inout JSONValue, by change: JSONValue) {
    switch (value, change) {
    case (.object, .object(let changes)): merge(changes, into: &value)
    case (.object, _): value = change
    default: value = withoutNulls(change)
    }
  }

  /// Members that are null mean nothing where there was nothing.
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

  /// The patch that makes `modified` of `original`.
  public static func create(from original: JSONObject, to modified: JSONObject) -> JSONObject {
    var patch = JSONObject()
    for (key, value) in modified {
      guard let before = original[key] else {
        patch[key] = value
        continue
      }
      if case .object(let left) = before, case .object(let right) = value {
        let changes = create(from: left, to: right)
        if !changes.isEmpty { patch[key] = .object(changes) }
      } else if before != value {
        patch[key] = value
      }
    }
    for key in original.keys where modified[key] == nil { patch[key] = .null }
    return patch
  }

  /// The patch that brings what changed from `original` to `modified` into `current`: what was removed is removed,
  /// what is there is set, what others added stays (`kubectl apply` for types without schema).
  public static func createThreeWay(
    original: JSONObject, modified: JSONObject, current: JSONObject
  ) -> JSONObject {
    let changes = filter(create(from: current, to: modified), keepingNulls: false)
    let deletions = filter(create(from: original, to: modified), keepingNulls: true)
    return combine(deletions, changes)
  }

  /// Only the deletions, or everything but them.
  private static func filter(_ patch: JSONObject, keepingNulls: Bool) -> JSONObject {
    var result = JSONObject()
    for (key, value) in patch {
      if case .object(let object) = value {
        let inner = filter(object, keepingNulls: keepingNulls)
        if !inner.isEmpty || (!keepingNulls && object.isEmpty) { result[key] = .object(inner) }
      } else if value.isNull == keepingNulls {
        result[key] = value
      }
    }
    return result
  }

  private static func combine(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
    var result = first
    for (key, value) in second {
      if case .object(let left)? = result[key], case .object(let right) = value {
        result[key] = .object(combine(left, right))
      } else {
        result[key] = value
      }
    }
    return result
  }
}
