extension StrategicMergePatch {
  /// What tells an element from others of its list: the value of its merge key, or the scalar itself.
  static func identity(_ element: JSONValue, _ mergeKey: String?) throws(Failure) -> String {
    guard let mergeKey else { return element.jsonText }
    guard case .object(let object) = element else {
      throw .wrongKind(expected: "map[string]interface {}", element)
    }
    guard let value = object[mergeKey] else { throw .noMergeKey(element, mergeKey) }
    return value.jsonText
  }

  /// The first position of each element.
  private static func positions(_ elements: [JSONValue], _ mergeKey: String?) throws(Failure) -> [String: Int] {
    var positions: [String: Int] = [:]
    positions.reserveCapacity(elements.count)
    for (position, element) in elements.enumerated() {
      let identity = try identity(element, mergeKey)
      if positions[identity] == nil { positions[identity] = position }
    }
    return positions
  }

  /// Whether the elements are objects; throws when they are lists or of different kinds.
  static func elementsAreObjects(_ lists: [JSONValue]...) throws(Failure) -> Bool {
    var areObjects: Bool?
    for list in lists {
      for element in list {
        if case .array = element { throw .listOfLists }
        let isObject = element.objectValue != nil
        if let areObjects, areObjects != isObject {
          throw .other("list element types are not identical: \(element.goKind)")
        }
        areObjects = isObject
      }
    }
    return areObjects ?? false
  }

  private static func isDeletion(_ element: JSONValue) -> Bool { element[directive] == "delete" }

  // MARK: Merging

  func merge(
    _ patch: [JSONValue], into original: [JSONValue], _ schema: MergeSchema, key mergeKey: String?, isDeletion: Bool
  ) throws(Failure) -> [JSONValue] {
    if original.isEmpty && patch.isEmpty { return original }
    guard try Self.elementsAreObjects(original, patch) else {
      if appliesDirectives, isDeletion {
        let deleted = Set(patch.map(\.jsonText))
        return original.filter { !deleted.contains($0.jsonText) }
      }
      var seen: Set<String> = []
      let merged = (original + patch).filter { seen.insert($0.jsonText).inserted }
      return try Self.ordered(merged, by: patch, liveOrder: original, nil)
    }
    guard let mergeKey else { throw .other("cannot merge lists without merge key for list") }
    var original = original
    let changes = try applySpecialElements(of: patch, to: &original, mergeKey)
    var positions = try Self.positions(original, mergeKey)
    // Added elements have no place in the live order: they come before what follows.
    let liveOrder = original
    for change in changes {
      let identity = try Self.identity(change, mergeKey)
      if let position = positions[identity] {
        guard case .object(let before) = original[position], case .object(let patch) = change else { continue }
        original[position] = .object(try merge(patch, into: before, schema))
      } else {
        positions[identity] = original.count
        original.append(change)
      }
    }
    return try Self.ordered(original, by: changes, liveOrder: liveOrder, mergeKey)
  }

  /// Handles `$patch: delete` and `$patch: replace` among the elements, and returns the others.
  private func applySpecialElements(
    of patch: [JSONValue], to original: inout [JSONValue], _ mergeKey: String
  ) throws(Failure) -> [JSONValue] {
    var others: [JSONValue] = []
    var deleted: Set<String> = []
    var replaces = false
    for element in patch {
      guard let directive = element[Self.directive] else {
        others.append(element)
        continue
      }
      switch directive {
      case "delete": deleted.insert(try Self.identity(element, mergeKey))
      case "replace": replaces = true
      case "merge": throw .other("merging lists cannot yet be specified in the patch")
      default: throw .unknownDirective(directive, element)
      }
    }
    if replaces {
      original = others
      return []
    }
    if !deleted.isEmpty {
      var kept: [JSONValue] = []
      for element in original where !deleted.contains(try Self.identity(element, mergeKey)) { kept.append(element) }
      original = kept
    }
    return others
  }

  // MARK: Order

  /// `$setElementOrder/list` puts the elements it names in that order; others stay where they were among them.
  func applyOrder(
    _ key: String, from patch: inout JSONObject, to original: inout JSONObject, _ schema: MergeSchema
  ) throws(Failure) {
    guard let order = patch[key] else { return }
    if !appliesDirectives {
      if let before = original[key] {
        guard before == order else { throw .order }
      } else {
        original[key] = order
      }
    }
    patch[key] = nil
    guard case .array(let order) = order else { throw .wrongKind(expected: "[]interface {}", order) }
    let listKey = String(key.dropFirst(Self.orderPrefix.count))
    let member = schema.member(listKey)
    let mergeKey = member.strategy.mergeKey
    let live = try Self.list(original[listKey])
    let changes = try Self.list(patch[listKey])
    try Self.check(changes ?? [], follows: order, mergeKey)
    let merged: [JSONValue]
    switch (live, changes) {
    case (nil, nil): return
    case (let live?, nil): merged = live
    case (nil, let changes?): merged = changes.compactMap(Self.withoutDirectives)
    case (let live?, let changes?):
      merged =
        member.strategy.merges
        ? try merge(changes, into: live, member.schema.element, key: mergeKey, isDeletion: false) : changes
    }
    original[listKey] = .array(try Self.ordered(merged, by: order, liveOrder: live ?? [], mergeKey))
    patch[listKey] = nil
  }

  private static func list(_ value: JSONValue?) throws(Failure) -> [JSONValue]? {
    guard let value else { return nil }
    guard case .array(let elements) = value else { throw .wrongKind(expected: "[]interface {}", value) }
    return elements
  }

  /// The elements of a patch must come in the order that the patch itself demands.
  private static func check(
    _ changes: [JSONValue], follows order: [JSONValue], _ mergeKey: String?
  ) throws(Failure) {
    guard !changes.isEmpty, !order.isEmpty else { return }
    var position = 0
    for change in changes where change[directive] == nil {
      let wanted = try identity(change, mergeKey)
      while true {
        guard position < order.count else {
          throw .other(
            "The order in patch list:\n\(GoFormat.plain(.array(changes)))\n doesn't match $setElementOrder list:\n"
              + "\(GoFormat.plain(.array(order)))\n")
        }
        position += 1
        if try identity(order[position - 1], mergeKey) == wanted { break }
      }
    }
  }

  /// The elements named by `order` in that order, with the others put between them as they were in the live list.
  private static func ordered(
    _ elements: [JSONValue], by order: [JSONValue], liveOrder: [JSONValue], _ mergeKey: String?
  ) throws(Failure) -> [JSONValue] {
    let wanted = try positions(order, mergeKey)
    let live = try positions(liveOrder, mergeKey)
    var named: [(rank: Int, live: Int?, element: JSONValue)] = []
    var others: [(rank: Int, live: Int?, element: JSONValue)] = []
    var deletions: [JSONValue] = []
    for element in elements {
      let identity = try identity(element, mergeKey)
      let place = live[identity]
      if let rank = wanted[identity] {
        named.append((rank, place, element))
      } else if isDeletion(element) {
        deletions.append(element)
      } else {
        others.append((place ?? .max, place, element))
      }
    }
    // Swift's sort keeps the order of equal elements.
    named.sort { $0.rank < $1.rank }
    others.sort { $0.rank < $1.rank }
    var result: [JSONValue] = []
    result.reserveCapacity(elements.count)
    var next = 0
    for item in named {
      while next < others.count, let other = others[next].live, let here = item.live, other < here {
        result.append(others[next].element)
        next += 1
      }
      result.append(item.element)
    }
    return result + others[next...].map(\.element) + deletions
  }
}
