/// Fills in what an object leaves open, as upstream's defaulting functions do, from the defaults of its schema.
///
/// Objects are defaulted after decoding (``ObjectDecoder``), which has put their members in the order of the
/// schema; new members are put where they belong, so the order stays.
public struct Defaulter: Sendable {
  private let gates: FeatureGates

  public init(gates: FeatureGates = FeatureGates()) {
    self.gates = gates
  }

  /// Applies the defaults of `type` and of all types in it to `value`, in place. `now` is for the few members that
  /// default to the current time. Parts that are still the same storage as in `known`, which was defaulted before, are
  /// left alone.
  public func apply(to value: inout JSONValue, as type: ObjectType, now: Timestamp, since known: JSONValue? = nil) {
    if let structural = type.structural {
      StructuralDefaults.apply(to: &value, structural)
      return
    }
    guard type.storage.pointee.hasDefaults else { return }
    object(&value, type, now, since: known?.objectValue)
  }

  private func object(_ value: inout JSONValue, _ type: ObjectType, _ now: Timestamp, since known: JSONObject?) {
    guard case .object(var object) = value else { return }
    if let known, object.isIdentical(to: known) { return }
    value = .null  // Releases our reference, so that the object is changed in place.
    for position in type.storage.pointee.defaulted { setDefault(&object, type, position) }
    if !type.storage.pointee.defaultRules.isEmpty {
      for index in type.storage.pointee.functions.indices {
        if let function = type.storage.pointee.functions[index] {
          guard isOn(type.storage.pointee.defaultRules[index].featureGate) else { continue }
          function(&object, type)
        } else {
          apply(type.storage.pointee.defaultRules[index], to: &object, type, now)
        }
      }
    }
    object.rewrite { members in
      for index in members.indices {
        guard let position = type.position(of: members[index].key) else { continue }
        let step = type.storage.pointee.steps[position]
        guard let inner = step.object, inner.storage.pointee.hasDefaults else { continue }
        descend(
          &members[index].value, step.operation, inner, now,
          since: known?.value(of: members[index].key, near: index))
      }
    }
    value = .object(object)
  }

  private func descend(
    _ value: inout JSONValue, _ operation: DecodingStep.Operation, _ type: ObjectType, _ now: Timestamp,
    since known: JSONValue?
  ) {
    switch operation {
    case .object: object(&value, type, now, since: known?.objectValue)
    case .list:
      guard case .array(var elements) = value else { return }
      let known = known?.arrayValue ?? []
      if elements.isIdentical(to: known) { return }
      value = .null
      for index in elements.indices {
        object(&elements[index], type, now, since: index < known.count ? known[index].objectValue : nil)
      }
      value = .array(elements)
    case .map:
      guard case .object(var map) = value else { return }
      value = .null
      map.rewrite { members in
        for index in members.indices { object(&members[index].value, type, now, since: nil) }
      }
      value = .object(map)
    default: return
    }
  }

  // MARK: Single members

  private func setDefault(_ object: inout JSONObject, _ type: ObjectType, _ position: Int) {
    let name = type.storage.pointee.fields[position].name
    if let index = object.position(of: name) {
      guard Self.isAbsent(object.members[index].value, type.storage.pointee.steps[position]) else { return }
      if let value = type.storage.pointee.fields[position].defaultValue { object[position: index] = value }
    } else if let value = type.storage.pointee.fields[position].defaultValue {
      Self.insert(value, named: name, at: position, into: &object, type)
    }
  }

  /// Puts a new member where the schema has it.
  private static func insert(
    _ value: JSONValue, named name: String, at position: Int, into object: inout JSONObject, _ type: ObjectType
  ) {
    object.rewrite { members in
      var index = members.count
      while index > 0, let before = type.position(of: members[index - 1].key), before > position { index -= 1 }
      members.insert(JSONObject.Member(name, value), at: index)
    }
  }

  /// Null, or the zero value of a member that has no pointer in Go.
  private static func isAbsent(_ value: JSONValue, _ step: DecodingStep) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty && !step.isPointer
    case .integer(let number): number == 0 && !step.isPointer
    case .bool(let flag): !flag && !step.isPointer
    case .number(let number): number == 0 && !step.isPointer
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty && (step.operation == .map || !step.isPointer && step.operation == .object)
    }
  }

  // MARK: Rules

  private func apply(_ rule: DefaultRule, to object: inout JSONObject, _ type: ObjectType, _ now: Timestamp) {
    guard isOn(rule.featureGate) else { return }
    for condition in rule.conditions where !holds(condition, object) { return }
    switch rule.action {
    case .set(let path, let value): Self.set(path[...], to: value, in: &object, type)
    case .setNow(let path): Self.set(path[...], to: .string(now.rfc3339), in: &object, type)
    case .copy(let path, let source):
      guard let value = Self.value(at: source, in: object), !Self.isEmpty(value) else { return }
      Self.set(path[...], to: value, in: &object, type)
    case .clear(let path):
      guard path.count == 1, let name = path.first else { return }
      object[name] = nil
    case .function: return
    }
  }

  private func isOn(_ gate: String?) -> Bool { gate.map { gates.isEnabled($0) } ?? true }

  private static func value(at path: [String], in object: JSONObject) -> JSONValue? {
    guard let first = path.first, var value = object[first] else { return nil }
    for name in path.dropFirst() {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  private static func isEmpty(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    default: false
    }
  }

  private func holds(_ condition: DefaultRule.Condition, _ object: JSONObject) -> Bool {
    switch condition {
    case .isOneOf(let path, let values):
      guard case .string(let text)? = Self.value(at: path, in: object) else { return false }
      return values.contains(text)
    case .isSet(let path):
      switch Self.value(at: path, in: object) {
      case nil, .null?: return false
      case .array(let elements)?: return !elements.isEmpty
      case .string(let text)?: return !text.isEmpty
      default: return true
      }
    case .isAbsent(let path):
      guard let value = Self.value(at: path, in: object) else { return true }
      return Self.isEmpty(value)
    }
  }

  /// Sets the member at the path where it is absent, and makes the structs on the way.
  private static func set(
    _ path: ArraySlice<String>, to value: JSONValue, in object: inout JSONObject, _ type: ObjectType
  ) {
    guard let name = path.first, let position = type.position(of: name) else { return }
    let step = type.storage.pointee.steps[position]
    if path.count == 1 {
      if let index = object.position(of: name) {
        if isAbsent(object.members[index].value, step) { object[position: index] = value }
      } else {
        insert(value, named: name, at: position, into: &object, type)
      }
      return
    }
    guard let inner = step.object else { return }
    if object.position(of: name) == nil {
      insert(.object(JSONObject()), named: name, at: position, into: &object, type)
    }
    guard let index = object.position(of: name) else { return }
    var child = JSONObject()
    if case .object(let present) = object.members[index].value { child = present }
    object[position: index] = .null
    set(path.dropFirst(), to: value, in: &child, inner)
    object[position: index] = .object(child)
  }
}
