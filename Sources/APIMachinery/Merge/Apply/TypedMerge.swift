/// Puts an applied configuration over the live object, and takes fields out of objects.
enum TypedMerge {
  /// The live value with everything that `config` says. Lists keep the order of the live object where `config` doesn't
  /// change it.
  static func merge(_ live: JSONValue, _ config: JSONValue, _ schema: TypedSchema) -> JSONValue {
    let shape = schema.shape(of: config)
    switch (shape, live, config) {
    case (.structure, .object(let left), .object(let right)), (.map, .object(let left), .object(let right)):
      guard !left.isEmpty || !right.isEmpty else { return config }
      var result = left
      for (name, value) in right {
        if let before = left[name] {
          result[name] = merge(before, value, schema.member(name)?.schema ?? .deduced)
        } else {
          result[name] = value
        }
      }
      return .object(result)
    case (.structure, .object(let left), .null), (.map, .object(let left), .null):
      return left.isEmpty ? .null : live
    case (.set, .array(let left), .array(let right)), (.keyed, .array(let left), .array(let right)):
      guard !left.isEmpty || !right.isEmpty else { return config }
      return .array(merge(left, right, shape))
    case (.set, .array(let left), .null), (.keyed, .array(let left), .null):
      return left.isEmpty ? .null : live
    default: return config
    }
  }

  private struct Element {
    var key: String
    var value: JSONValue
    var schema: TypedSchema
  }

  private static func elements(_ list: [JSONValue], _ shape: TypedSchema.Shape) -> [Element] {
    list.compactMap { value in
      guard let (step, schema) = (try? shape.step(to: value)) ?? nil else { return nil }
      return Element(key: step.key, value: value, schema: schema)
    }
  }

  /// Walks both lists in step: elements of one alone keep their place between those that both have.
  private static func merge(_ live: [JSONValue], _ config: [JSONValue], _ shape: TypedSchema.Shape) -> [JSONValue] {
    let left = elements(live, shape)
    let right = elements(config, shape)
    var liveByKey: [String: Element?] = [:]
    // Elements that occur twice are not merged with.
    for element in left { liveByKey[element.key] = liveByKey[element.key] == nil ? element : .some(nil) }
    let configKeys = Set(right.map(\.key))
    var shared = right.map(\.key).filter { liveByKey[$0] != nil }[...]
    var nextShared = shared.popFirst()
    var merged: Set<String> = []
    var result: [JSONValue] = []
    func take(_ element: Element) {
      merged.insert(element.key)
      if let before = liveByKey[element.key] ?? nil {
        result.append(merge(before.value, element.value, element.schema))
      } else {
        result.append(element.value)
      }
    }
    var l = 0
    var r = 0
    while l < left.count || r < right.count {
      if l < left.count, r < right.count {
        let key = left[l].key
        if key == right[r].key {
          take(right[r])
          l += 1
          r += 1
          nextShared = shared.popFirst()
          continue
        }
        if configKeys.contains(key), let wanted = nextShared, wanted != key {
          l += 1
          continue
        }
      }
      if l < left.count {
        let element = left[l]
        if !configKeys.contains(element.key) {
          result.append(element.value)
          l += 1
          continue
        }
        if merged.contains(element.key) { l += 1 }
      }
      if r < right.count {
        take(right[r])
        if nextShared == right[r].key { nextShared = shared.popFirst() }
        r += 1
      }
    }
    return result
  }

  // MARK: Removing

  /// `value` without the fields of `set`; nil when nothing is left of it. What is in it and loses all it has stays as
  /// an empty map or list: it is not what was removed.
  static func remove(_ set: FieldSet, from value: JSONValue, _ schema: TypedSchema) -> JSONValue? {
    guard !set.entries.isEmpty else { return value }
    let shape = schema.shape(of: value)
    switch (shape, value) {
    case (.structure, .object(let object)), (.map, .object(let object)):
      if object.isEmpty { return nil }
      var kept: [JSONObject.Member] = []
      kept.reserveCapacity(object.count)
      for (name, member) in object {
        guard let entry = set.entry("f:" + name) else {
          kept.append(JSONObject.Member(name, member))
          continue
        }
        if entry.isMember { continue }
        let rest = remove(entry.children, from: member, schema.member(name)?.schema ?? .deduced)
        kept.append(JSONObject.Member(name, rest ?? empty(like: member)))
      }
      return kept.isEmpty ? nil : .object(JSONObject(uniqueMembers: kept))
    case (.set, .array(let elements)), (.keyed, .array(let elements)):
      if elements.isEmpty { return nil }
      var kept: [JSONValue] = []
      for element in elements {
        guard let (step, schema) = (try? shape.step(to: element)) ?? nil, let entry = set.entry(step.key) else {
          kept.append(element)
          continue
        }
        if entry.isMember { continue }
        kept.append(remove(entry.children, from: element, schema) ?? empty(like: element))
      }
      return kept.isEmpty ? nil : .array(kept)
    default: return value
    }
  }

  private static func empty(like value: JSONValue) -> JSONValue {
    switch value {
    case .object: .object(JSONObject())
    case .array: .array([])
    default: .null
    }
  }
}
