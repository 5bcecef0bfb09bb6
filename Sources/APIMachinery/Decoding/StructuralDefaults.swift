/// The defaults of custom resources. Unlike those of built-in types they look at nothing but whether a value is there:
/// a zero is a value, null is one only where the schema allows it.
enum StructuralDefaults {
  static func apply(to value: inout JSONValue, _ type: StructuralType) {
    guard type.contents.contains(.defaults) else { return }
    switch value {
    case .object(var object):
      value = .null  // Releases our reference, so that the object is changed in place.
      members(&object, type)
      value = .object(object)
    case .array(var elements):
      guard let items = type.items, items.contents.contains(.defaults) else { return }
      value = .null
      for index in elements.indices { element(&elements[index], items) }
      value = .array(elements)
    default: return
    }
  }

  private static func members(_ object: inout JSONObject, _ type: StructuralType) {
    for (name, member) in type.members where member.contents.contains(.defaults) {
      if let position = object.position(of: name) {
        element(&object[position: position], member)
      } else if var value = member.defaultValue {
        apply(to: &value, member)
        object[name] = value
      }
    }
    guard let additional = type.additional, additional.contents.contains(.defaults) else { return }
    object.rewrite { members in
      for index in members.indices where type.member(members[index].key) == nil {
        element(&members[index].value, additional)
      }
    }
  }

  private static func element(_ value: inout JSONValue, _ type: StructuralType) {
    if case .null = value {
      guard !type.isNullable, let standIn = type.defaultValue else { return }
      value = standIn
    }
    apply(to: &value, type)
  }
}
