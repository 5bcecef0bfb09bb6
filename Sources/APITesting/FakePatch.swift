import APIMachinery

/// The three patch types, as far as parts use them: strategic merge knows the merge keys of the lists that
/// components patch.
enum FakePatch {
  static func apply(_ patch: JSONValue, to object: JSONValue, contentType: String) throws(APIError) -> JSONValue {
    switch contentType {
    case "application/merge-patch+json", "application/apply-patch+yaml":
      return merge(patch, object, listKeys: [:])
    case "application/strategic-merge-patch+json":
      return merge(
        patch, object,
        listKeys: [
          "conditions": "type", "containers": "name", "initContainers": "name", "ports": "containerPort",
          "addresses": "type", "ownerReferences": "uid", "taints": "key", "podIPs": "ip",
        ])
    case "application/json-patch+json": return try operations(patch, object)
    default:
      throw APIError(code: 415, reason: .unsupportedMediaType, message: "unknown patch type \(contentType)")
    }
  }

  private static func merge(_ patch: JSONValue, _ target: JSONValue?, listKeys: [String: String]) -> JSONValue {
    guard case .object(let members) = patch else { return patch }
    var result: JSONValue = target?.objectValue == nil ? [:] : target ?? [:]
    for (name, value) in members {
      if name.hasPrefix("$") { continue }
      if value.isNull {
        result[name] = nil
      } else if name == "finalizers", !listKeys.isEmpty, let new = value.arrayValue {
        let old = result[name]?.arrayValue ?? []
        result[name] = .array(old + new.filter { !old.contains($0) })
      } else if let key = listKeys[name], let new = value.arrayValue {
        result[name] = .array(mergeList(new, result[name]?.arrayValue ?? [], key, listKeys))
      } else {
        result[name] = merge(value, result[name], listKeys: listKeys)
      }
    }
    for (name, value) in members where name.hasPrefix("$deleteFromPrimitiveList/") {
      let list = String(name.dropFirst("$deleteFromPrimitiveList/".count))
      let gone = value.arrayValue ?? []
      result[list] = .array((result[list]?.arrayValue ?? []).filter { !gone.contains($0) })
    }
    return result
  }

  private static func mergeList(
    _ new: [JSONValue], _ old: [JSONValue], _ key: String, _ listKeys: [String: String]
  ) -> [JSONValue] {
    if new.contains(where: { $0["$patch"]?.stringValue == "replace" }) { return new.filter { $0["$patch"] == nil } }
    var result = old
    for element in new {
      let index = result.firstIndex { $0[key] == element[key] }
      if element["$patch"]?.stringValue == "delete" {
        if let index { result.remove(at: index) }
      } else if let index {
        result[index] = merge(element, result[index], listKeys: listKeys)
      } else {
        result.append(element)
      }
    }
    return result
  }

  private static func operations(_ patch: JSONValue, _ object: JSONValue) throws(APIError) -> JSONValue {
    var object = object
    for operation in patch.arrayValue ?? [] {
      let pointer = operation["path"]?.stringValue ?? ""
      let path: [String] = pointer.split(separator: "/").map { step in
        String(step).replacing("~1", with: "/").replacing("~0", with: "~")
      }
      switch operation["op"]?.stringValue {
      case "add", "replace": object = set(operation["value"] ?? .null, path[...], object)
      case "remove": object = set(nil, path[...], object)
      case "test":
        var found: JSONValue? = object
        for step in path {
          if let index = Int(step), found?.arrayValue != nil { found = found?[index] } else { found = found?[step] }
        }
        guard found == operation["value"] else {
          throw APIError(
            code: 422, reason: .invalid, message: "the server rejected our request due to an error in our request")
        }
      default: throw APIError(code: 400, reason: .badRequest, message: "unknown operation")
      }
    }
    return object
  }

  private static func set(_ value: JSONValue?, _ path: ArraySlice<String>, _ target: JSONValue) -> JSONValue {
    guard let step = path.first else { return value ?? .null }
    var target = target
    let rest = path.dropFirst()
    if case .array(var elements) = target {
      if step == "-" {
        if let value { elements.append(value) }
      } else if let index = Int(step), index <= elements.count {
        if !rest.isEmpty, index < elements.count {
          elements[index] = set(value, rest, elements[index])
        } else if let value {
          elements.insert(value, at: index)
        } else if index < elements.count {
          elements.remove(at: index)
        }
      }
      return .array(elements)
    }
    target[step] = rest.isEmpty ? value : set(value, rest, target[step] ?? [:])
    return target
  }
}
