extension StrategicMergePatch {
  /// The patch that makes `modified` of `original`.
  public static func createTwoWay(
    original: JSONObject, modified: JSONObject, type: ObjectType?
  ) throws(APIError) -> JSONObject {
    do {
      let options = DiffOptions(additions: true, deletions: true, order: true)
      return try diff(original, modified, MergeSchema(type), options)
    } catch {
      throw error.apiError
    }
  }

  /// The patch that brings what changed from `original` (the last applied configuration) to `modified` into
  /// `current`: what was removed is removed, what is there is set, what others added stays. As `kubectl apply` makes
  /// it, overwriting what others changed.
  public static func createThreeWay(
    original: JSONObject, modified: JSONObject, current: JSONObject, type: ObjectType?
  ) throws(APIError) -> JSONObject {
    let schema = MergeSchema(type)
    do {
      let changes = try diff(
        current, modified, schema, DiffOptions(additions: true, deletions: false, order: true))
      let deletions = try diff(
        original, modified, schema, DiffOptions(additions: false, deletions: true, order: true))
      return try StrategicMergePatch(appliesDirectives: false).merge(changes, into: deletions, schema)
    } catch {
      throw error.apiError
    }
  }

  struct DiffOptions {
    var additions: Bool
    var deletions: Bool
    var order: Bool
    /// Set while the object itself is one whose members are retained by name.
    var retainsKeys = false
  }

  private static func diff(
    _ original: JSONObject, _ modified: JSONObject, _ schema: MergeSchema, _ options: DiffOptions
  ) throws(Failure) -> JSONObject {
    var patch = JSONObject()
    for (key, value) in modified {
      let member = schema.member(key)
      switch (original[key], value) {
      case (nil, _):
        if options.additions { patch[key] = value }
      case (.object(let before)?, .object(let after)) where !member.strategy.replaces:
        var inner = options
        inner.retainsKeys = member.strategy.retainsKeys
        let changes = try diff(before, after, member.schema, inner)
        if !changes.isEmpty { patch[key] = .object(changes) }
      case (.array(let before)?, .array(let after)) where member.strategy.merges:
        var inner = options
        inner.retainsKeys = member.strategy.retainsKeys
        try diff(key, before, after, member, inner, into: &patch)
      case (let before?, _):
        if options.additions, before != value { patch[key] = value }
      }
    }
    if options.deletions {
      for key in original.keys where modified[key] == nil { patch[key] = .null }
    }
    if options.retainsKeys {
      let names = modified.members.filter { !$0.value.isNull }.map(\.key).sorted()
      let hasMore = original.keys.contains { modified[$0] == nil }
      if !names.isEmpty, !patch.isEmpty || hasMore { patch[retainKeys] = .array(names.map(JSONValue.string)) }
    }
    return patch
  }

  /// Puts what changed in a merged list into `patch`, with the directives for deletions and order.
  private static func diff(
    _ key: String, _ original: [JSONValue], _ modified: [JSONValue],
    _ member: (schema: MergeSchema, strategy: PatchStrategy), _ options: DiffOptions, into patch: inout JSONObject
  ) throws(Failure) {
    if original.isEmpty {
      if !modified.isEmpty, options.additions { patch[key] = .array(modified) }
      return
    }
    if try elementsAreObjects(original, modified) {
      guard let mergeKey = member.strategy.mergeKey else {
        throw .other("cannot merge lists without merge key for list")
      }
      let (changes, isReordered) = try diffObjects(original, modified, member.schema.element, mergeKey, options)
      if !changes.isEmpty { patch[key] = .array(changes) }
      let needsOrder =
        (options.additions && (!changes.isEmpty || isReordered)) || (options.deletions && !changes.isEmpty)
      if options.order, needsOrder, !modified.isEmpty {
        patch[orderPrefix + key] = .array(
          modified.map { .object(JSONObject(uniqueMembers: [(mergeKey, $0[mergeKey] ?? .null)])) })
      }
      return
    }
    let before = Set(original.map(\.jsonText))
    let after = Set(modified.map(\.jsonText))
    var added: [JSONValue] = []
    var deleted: [JSONValue] = []
    if options.additions { added = modified.filter { !before.contains($0.jsonText) } }
    if options.deletions { deleted = original.filter { !after.contains($0.jsonText) } }
    if !added.isEmpty { patch[key] = .array(added) }
    if !deleted.isEmpty { patch[deletePrefix + key] = .array(deleted.sorted { $0.jsonText < $1.jsonText }) }
    let needsOrder = (options.deletions && !deleted.isEmpty) || (options.additions && original != modified)
    if options.order, needsOrder, !modified.isEmpty { patch[orderPrefix + key] = .array(modified) }
  }

  /// Changed and added elements in the order of `modified`, then the deletions.
  private static func diffObjects(
    _ original: [JSONValue], _ modified: [JSONValue], _ schema: MergeSchema, _ mergeKey: String,
    _ options: DiffOptions
  ) throws(Failure) -> (changes: [JSONValue], isReordered: Bool) {
    var before: [String: JSONValue] = [:]
    var beforeOrder: [String] = []
    for element in original {
      let identity = try identity(element, mergeKey)
      if before.updateValue(element, forKey: identity) == nil { beforeOrder.append(identity) }
    }
    var changes: [JSONValue] = []
    var afterOrder: [String] = []
    for element in modified {
      let identity = try identity(element, mergeKey)
      afterOrder.append(identity)
      guard case .object(let after) = element else { continue }
      if case .object(let previous)? = before[identity] {
        var change = try diff(previous, after, schema, options)
        if !change.isEmpty {
          change[mergeKey] = after[mergeKey]
          changes.append(.object(change))
        }
      } else if options.additions {
        changes.append(element)
      }
    }
    if options.deletions {
      let remaining = Set(afterOrder)
      for identity in beforeOrder.sorted() where !remaining.contains(identity) {
        let value = before[identity]?[mergeKey] ?? .null
        changes.append(.object(JSONObject(uniqueMembers: [(directive, "delete"), (mergeKey, value)])))
      }
    }
    return (changes, beforeOrder != afterOrder)
  }
}
