/// Lists of distinct elements and lists keyed by members: what occurs twice
/// (`pkg/apiserver/schema/listtype` of apiextensions-apiserver).
public enum DistinctElements {
  /// One for each element of a set or map list that stands in it before.
  public static func errors(_ value: JSONValue, _ type: StructuralType) -> [FieldError] {
    guard type.contents.contains(.distinctElements) else { return [] }
    var errors: [FieldError] = []
    check(value, type, .root, &errors)
    return errors
  }

  private static func check(_ value: JSONValue, _ type: StructuralType, _ path: FieldPath, _ errors: inout [FieldError])
  {
    guard type.contents.contains(.distinctElements) else { return }
    switch value {
    case .array(let elements):
      switch type.topology {
      case .set:
        for index in repeated(elements) { errors.append(.duplicate(path.index(index), elements[index])) }
      case .keyed(let keys): checkKeyed(elements, keys, path, &errors)
      case .granular, .atomic: break
      }
      guard let items = type.items else { return }
      for (index, element) in elements.enumerated() { check(element, items, path.index(index), &errors) }
    case .object(let object):
      for member in object.members {
        if let declared = type.member(member.key) {
          check(member.value, declared, path.child(member.key), &errors)
        } else if let additional = type.additional {
          check(member.value, additional, path.key(member.key), &errors)
        }
      }
    default: return
    }
  }

  private static func checkKeyed(
    _ elements: [JSONValue], _ keys: [String], _ path: FieldPath, _ errors: inout [FieldError]
  ) {
    for (index, element) in elements.enumerated() where element.objectValue == nil && !element.isNull {
      errors.append(.invalid(path.index(index), element, "must be an object for an array of list-type map"))
      return
    }
    let identities = elements.map { element in
      var identity = JSONObject()
      for key in keys { identity[key] = element[key] }
      return JSONValue.object(identity)
    }
    for index in repeated(identities) { errors.append(.duplicate(path.index(index), identities[index])) }
  }

  /// The second appearance of each value that occurs more than once.
  private static func repeated(_ elements: [JSONValue]) -> [Int] {
    guard elements.count > 1 else { return [] }
    var counts: [String: Int] = [:]
    counts.reserveCapacity(elements.count)
    var found: [Int] = []
    for (index, element) in elements.enumerated() {
      let count = counts[element.canonicalText, default: 0] + 1
      counts[element.canonicalText] = count
      if count == 2 { found.append(index) }
    }
    return found
  }
}

extension JSONValue {
  /// The same text for equal values: members are sorted.
  fileprivate var canonicalText: String { sortedByKey.jsonText }

  private var sortedByKey: JSONValue {
    switch self {
    case .array(let elements): .array(elements.map(\.sortedByKey))
    case .object(let object):
      .object(
        JSONObject(uniqueMembers: object.members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sortedByKey) }))
    default: self
    }
  }
}
