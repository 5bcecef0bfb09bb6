/// One entry of `managedFields`.
struct Manager: Sendable {
  enum Operation: String, Sendable {
    case apply = "Apply"
    case update = "Update"
  }

  /// The fields, kept as they came until someone changes them.
  enum Content: Sendable {
    case encoded(JSONValue)
    case set(FieldSet)
  }

  var name: String
  var operation: Operation
  var apiVersion: String
  var subresource: String
  var time: String?
  var content: Content

  /// What tells managers apart: appliers are the same whatever version they use. The text is upstream's, which
  /// conflicts are sorted by.
  var identifier: String {
    var object = JSONObject()
    if !name.isEmpty { object["manager"] = .string(name) }
    object["operation"] = .string(operation.rawValue)
    if operation == .update { object["apiVersion"] = .string(apiVersion) }
    if !subresource.isEmpty { object["subresource"] = .string(subresource) }
    return JSONValue.object(object).jsonText
  }

  /// Throws when the entry's fields are malformed.
  func fields() throws(ParseError) -> FieldSet {
    switch content {
    case .encoded(let json): try FieldSet(fieldsV1: json)
    case .set(let set): set
    }
  }

  init(
    name: String, operation: Operation, apiVersion: String, subresource: String, time: String?, content: Content
  ) {
    self.name = name.isEmpty ? ManagedFields.unknownManager : name
    self.operation = operation
    self.apiVersion = apiVersion
    self.subresource = subresource
    self.time = time
    self.content = content
  }

  init(json: JSONValue, index: Int) throws(ParseError) {
    guard let operation = Operation(rawValue: json["operation"]?.stringValue ?? "") else {
      throw ParseError("operation must be `Apply` or `Update`")
    }
    guard let apiVersion = json["apiVersion"]?.stringValue, !apiVersion.isEmpty else {
      throw ParseError("apiVersion must not be empty")
    }
    switch json["fieldsType"]?.stringValue ?? "" {
    case "FieldsV1": break
    case "": throw ParseError("missing fieldsType in managed fields entry \(index)")
    case let other: throw ParseError("invalid fieldsType \(GoFormat.quoted(other)) in managed fields entry \(index)")
    }
    name = json["manager"]?.stringValue ?? ""
    self.operation = operation
    self.apiVersion = apiVersion
    subresource = json["subresource"]?.stringValue ?? ""
    time = json["time"]?.stringValue
    content = .encoded(json["fieldsV1"] ?? .object(JSONObject()))
  }

  var json: JSONValue {
    var members: [JSONObject.Member] = []
    if !name.isEmpty { members.append(JSONObject.Member("manager", .string(name))) }
    members.append(JSONObject.Member("operation", .string(operation.rawValue)))
    members.append(JSONObject.Member("apiVersion", .string(apiVersion)))
    if let time { members.append(JSONObject.Member("time", .string(time))) }
    members.append(JSONObject.Member("fieldsType", "FieldsV1"))
    switch content {
    case .encoded(let json): members.append(JSONObject.Member("fieldsV1", json))
    case .set(let set): members.append(JSONObject.Member("fieldsV1", set.fieldsV1))
    }
    if !subresource.isEmpty { members.append(JSONObject.Member("subresource", .string(subresource))) }
    return .object(JSONObject(uniqueMembers: members))
  }
}

/// The managers of an object.
struct Managers: Sendable {
  private(set) var entries: [Manager] = []

  init() {}

  /// Of several entries of one manager the last wins. Throws when an entry is malformed.
  init(json: JSONValue?) throws(ParseError) {
    guard case .array(let list)? = json else { return }
    for (index, value) in list.enumerated() {
      let manager = try Manager(json: value, index: index)
      let identifier = manager.identifier
      if let position = entries.firstIndex(where: { $0.identifier == identifier }) {
        entries[position] = manager
      } else {
        entries.append(manager)
      }
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  func position(of identifier: String) -> Int? {
    entries.firstIndex { $0.identifier == identifier }
  }

  mutating func set(_ manager: Manager) {
    if let position = position(of: manager.identifier) {
      entries[position] = manager
    } else {
      entries.append(manager)
    }
  }

  mutating func remove(_ identifier: String) {
    entries.removeAll { $0.identifier == identifier }
  }

  /// The list as it is stored: appliers first, then by time; nil when there is none.
  var encoded: JSONValue? {
    guard !entries.isEmpty else { return nil }
    return .array(entries.sorted(by: Self.precedes).map(\.json))
  }

  private static func precedes(_ left: Manager, _ right: Manager) -> Bool {
    if left.operation != right.operation { return left.operation.rawValue < right.operation.rawValue }
    if left.time != right.time { return (left.time ?? "") < (right.time ?? "") }
    if left.name != right.name { return left.name < right.name }
    if left.apiVersion != right.apiVersion { return left.apiVersion < right.apiVersion }
    return left.subresource < right.subresource
  }

  /// What never belongs to a manager.
  static let untracked = FieldSet(
    paths: [["apiVersion"], ["kind"], ["metadata"]]
      + [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
        "resourceVersion",
      ].map { ["metadata", $0] })

  // MARK: Changes

  /// A place that another manager owns with another value.
  struct Conflict {
    var manager: Manager
    var fields: FieldSet
  }

  /// Takes from the managers what `comparison` removed, and what it changed, unless that is a conflict to be reported:
  /// then nothing changes.
  /// - Parameter identifier: Of the manager that makes the change.
  mutating func give(
    _ comparison: TypedComparison, to identifier: String?, force: Bool
  ) throws(ParseError) -> [Conflict] {
    let changed = comparison.modified.union(comparison.added)
    guard !changed.isEmpty || !comparison.removed.isEmpty else { return [] }
    var conflicts: [Conflict] = []
    var result: [Manager] = []
    for manager in entries {
      if let identifier, manager.identifier == identifier {
        result.append(manager)
        continue
      }
      let fields = try manager.fields()
      let contested = fields.intersection(changed)
      let remaining = fields.subtracting(contested).subtracting(comparison.removed)
      if !contested.isEmpty { conflicts.append(Conflict(manager: manager, fields: contested)) }
      guard !remaining.isEmpty else { continue }
      var manager = manager
      if remaining != fields { manager.content = .set(remaining) }
      result.append(manager)
    }
    if !force, !conflicts.isEmpty { return conflicts }
    entries = result
    return []
  }

  /// Records that `request` changed the object.
  mutating func recordUpdate(
    from live: JSONValue, to new: JSONValue, type: ObjectType?, _ request: ManagedFields.Request
  ) throws(ParseError) {
    var comparison = try TypedComparison(live, new, TypedSchema(type))
    comparison.exclude(FieldSet(paths: request.excluded))
    let owned = comparison.modified.union(comparison.added).subtracting(Self.untracked)
    var manager = Manager(
      name: request.manager, operation: .update, apiVersion: request.kind.apiVersion,
      subresource: request.subresource, time: request.time?.rfc3339, content: .set(owned))
    let identifier = manager.identifier
    // Most changes are of what the manager has already: then its fields need not be written again.
    var before: (fields: FieldSet, content: Manager.Content)?
    if let position = position(of: identifier) {
      before = (try entries[position].fields(), entries[position].content)
      if let before { entries[position].content = .set(before.fields) }
    }
    _ = try give(comparison, to: nil, force: true)
    let position = position(of: identifier)
    if !owned.isEmpty {
      if let position { manager.content = .set(owned.union(try entries[position].fields())) }
      if let before, try manager.fields() == before.fields { manager.content = before.content }
      set(manager)
    } else if let position, let before, try entries[position].fields() == before.fields {
      entries[position].content = before.content
    }
    try capUpdateManagers()
  }

  /// Merges the oldest managers that update into one for each version when there are too many.
  private mutating func capUpdateManagers() throws(ParseError) {
    let updaters = entries.filter { $0.operation == .update }.sorted { left, right in
      if left.time != right.time { return (left.time ?? "") < (right.time ?? "") }
      return left.identifier < right.identifier
    }
    var count = updaters.count
    var firstOfVersion: [String: Manager] = [:]
    for manager in updaters {
      guard count > ManagedFields.updateManagersMaximum else { return }
      guard let first = firstOfVersion[manager.apiVersion] else {
        firstOfVersion[manager.apiVersion] = manager
        continue
      }
      var bucket = Manager(
        name: ManagedFields.ancientManager, operation: .update, apiVersion: manager.apiVersion, subresource: "",
        time: manager.time, content: .set(try manager.fields()))
      if let position = position(of: bucket.identifier) {
        bucket.content = .set(try manager.fields().union(try entries[position].fields()))
      } else {
        remove(first.identifier)
        bucket.content = .set(try manager.fields().union(try first.fields()))
      }
      remove(manager.identifier)
      set(bucket)
      count -= 1
    }
  }
}
