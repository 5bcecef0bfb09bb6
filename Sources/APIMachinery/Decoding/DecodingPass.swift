/// One walk of ``ObjectDecoder`` through a document.
struct DecodingPass {
  let gates: FeatureGates
  let collectsUnknown: Bool
  let nullsEmptyLists: Bool
  /// The paths of members that the types don't have, as seen from the value being decoded.
  private(set) var unknown: [String] = []
  /// There is a list or map that is written though it has no elements.
  private(set) var hasEmptyLists = false

  /// A custom resource: its metadata, and then what its schema says.
  mutating func customResource(_ value: inout JSONValue, _ type: StructuralType) throws(DecodingFailure) {
    guard case .object(var object) = value else { return }
    value = .null  // Releases our reference, so that the object is changed in place.
    defer { value = .object(object) }
    if let position = object.position(of: "metadata"), let metadata = SchemaRegistry.builtIn.objectMeta {
      try self.object(&object[position: position], metadata)
      prefixUnknown(from: 0, with: "metadata")
    }
    var pass = StructuralPass(DecodingPass(gates: gates, collectsUnknown: collectsUnknown))
    try pass.resource(&object, type)
    unknown += pass.unknown.sorted() + pass.unknownMetadata.sorted()
  }

  init(gates: FeatureGates, collectsUnknown: Bool, nullsEmptyLists: Bool = false) {
    self.gates = gates
    self.collectsUnknown = collectsUnknown
    self.nullsEmptyLists = nullsEmptyLists
  }

  // MARK: Objects

  /// - Parameter known: What went through this before: parts that `value` still shares with it are left alone.
  mutating func object(
    _ value: inout JSONValue, _ type: ObjectType, since known: JSONObject? = nil
  ) throws(DecodingFailure) {
    if let structural = type.structural { return try customResource(&value, structural) }
    guard case .object(var object) = value else {
      guard case .null = value else { throw DecodingFailure(value, isNo: .object(type)) }
      value = .object(JSONObject())
      return try self.object(&value, type)
    }
    if let known, object.isIdentical(to: known) { return }
    value = .null  // Releases our reference, so that the object is changed in place.
    defer { value = .object(object) }
    try object.rewrite { (members) throws(DecodingFailure) in try self.members(&members, type, since: known) }
  }

  private mutating func members(
    _ members: inout [JSONObject.Member], _ type: ObjectType, since known: JSONObject?
  ) throws(DecodingFailure) {
    if type.preservesUnknownFields { return try keepingUnknown(&members, type) }
    let isArranged = try members.withUnsafeMutableBufferPointer { buffer throws(DecodingFailure) in
      try values(of: buffer, type, since: known)
    }
    if !isArranged { try arrange(&members, type) }
  }

  /// Decodes the values of an object. Returns whether its members are those that should be there, in order.
  private mutating func values(
    of members: UnsafeMutableBufferPointer<JSONObject.Member>, _ type: ObjectType, since known: JSONObject?
  ) throws(DecodingFailure) -> Bool {
    var last = -1
    var isArranged = true
    var always = 0
    let steps = type.storage.pointee.steps
    for index in members.indices {
      guard let position = type.position(of: members[index].key) else {
        noteUnknown(members[index].key)
        isArranged = false
        continue
      }
      if position <= last { isArranged = false }
      last = position
      if !steps[position].takesAsIs(members[index].value) {
        guard try member(&members[index], at: index, type, position, since: known) else {
          isArranged = false
          continue
        }
      }
      if steps[position].isAlwaysWritten { always += 1 }
    }
    return isArranged && always == type.storage.pointee.alwaysWritten
  }

  /// Decodes one value. Returns whether the member stays.
  private mutating func member(
    _ member: inout JSONObject.Member, at index: Int, _ type: ObjectType, _ position: Int, since known: JSONObject?
  ) throws(DecodingFailure) -> Bool {
    let step = type.storage.pointee.steps[position]
    if step.isGated, isOff(step, type, position) {
      member.value = .null
      return false
    }
    let before = unknown.count
    do throws(DecodingFailure) {
      let known = step.isContainer ? known?.value(of: member.key, near: index) : nil
      try field(&member.value, step, type, position, since: known)
    } catch {
      throw error.inside(member.key, of: type)
    }
    if unknown.count > before { prefixUnknown(from: before, with: member.key) }
    return !isLeftOut(member.value, step)
  }

  /// Puts the members in the order of the schema, without those that are left out and with those that are missing.
  private mutating func arrange(_ members: inout [JSONObject.Member], _ type: ObjectType) throws(DecodingFailure) {
    let count = type.storage.pointee.fields.count
    var arranged: [JSONObject.Member] = []
    arranged.reserveCapacity(members.count + type.storage.pointee.alwaysWritten)
    try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(count, 1)) {
      (places: UnsafeMutableBufferPointer<UInt32>) throws(DecodingFailure) in
      try arrange(&members, into: &arranged, type, places)
    }
    members = arranged
  }

  private mutating func arrange(
    _ members: inout [JSONObject.Member], into arranged: inout [JSONObject.Member], _ type: ObjectType,
    _ places: UnsafeMutableBufferPointer<UInt32>
  ) throws(DecodingFailure) {
    // Position + 1 in `members` of each field, 0 where it is missing.
    places.initialize(repeating: 0)
    for index in members.indices {
      if let position = type.position(of: members[index].key) { places[position] = UInt32(index + 1) }
    }
    for position in type.storage.pointee.steps.indices {
      let step = type.storage.pointee.steps[position]
      if places[position] == 0, !step.isAlwaysWritten { continue }
      if isOff(step, type, position) { continue }
      if places[position] > 0 {
        var member = JSONObject.Member("", .null)
        swap(&member, &members[Int(places[position]) - 1])
        if !isLeftOut(member.value, step) {
          arranged.append(member)
          continue
        }
      }
      if step.isAlwaysWritten {
        arranged.append(JSONObject.Member(type.storage.pointee.fields[position].name, try zero(step)))
      }
    }
  }

  private func isOff(_ step: DecodingStep, _ type: ObjectType, _ position: Int) -> Bool {
    step.isGated && !type.storage.pointee.fields[position].featureGates.allSatisfy(gates.isEnabled)
  }

  /// Custom resources whose schema allows members it doesn't name: only known ones are decoded, order stays.
  private mutating func keepingUnknown(
    _ members: inout [JSONObject.Member], _ type: ObjectType
  ) throws(DecodingFailure) {
    for index in members.indices {
      guard let position = type.position(of: members[index].key) else { continue }
      do throws(DecodingFailure) {
        try field(&members[index].value, type.storage.pointee.steps[position], type, position)
      } catch {
        throw error.inside(members[index].key, of: type)
      }
    }
  }

  private mutating func noteUnknown(_ name: String) {
    guard collectsUnknown, unknown.count < ObjectDecoder.problemsMaximum else { return }
    unknown.append(name)
  }

  private mutating func prefixUnknown(from start: Int, with name: String) {
    for index in start..<unknown.count {
      unknown[index] = unknown[index].hasPrefix("[") ? name + unknown[index] : "\(name).\(unknown[index])"
    }
  }

  // MARK: Zero values

  /// Go's `omitempty`, or null where null says nothing.
  private func isLeftOut(_ value: JSONValue, _ step: DecodingStep) -> Bool {
    if step.isPointer {
      guard case .null = value else { return false }
      return step.omitsEmpty
    }
    if step.isAlwaysWritten { return false }
    switch value {
    case .null: return true
    case .bool(let value): return !value
    case .integer(let value): return value == 0
    case .number(let value): return value == 0
    case .string(let text): return text.isEmpty
    case .array(let elements): return elements.isEmpty && step.operation == .list
    case .object(let object): return object.isEmpty && step.operation == .map
    }
  }

  private mutating func zero(_ step: DecodingStep) throws(DecodingFailure) -> JSONValue {
    if step.isPointer { return .null }
    switch step.operation {
    case .string: return ""
    case .bool: return false
    case .int32, .int64, .double, .intOrString: return 0
    case .duration: return "0s"
    case .quantity: return "0"
    case .object:
      guard let type = step.object else { return .null }
      var value = JSONValue.object(JSONObject())
      try object(&value, type)
      return value
    default: return .null
    }
  }

  // MARK: Values

  private mutating func field(
    _ value: inout JSONValue, _ step: DecodingStep, _ type: ObjectType, _ position: Int, since known: JSONValue? = nil
  ) throws(DecodingFailure) {
    if case .null = value {
      if !step.isPointer, step.isAlwaysWritten { value = try zero(step) }
      return
    }
    switch step.operation {
    case .object:
      guard let inner = step.object else { return }
      guard case .object = value else { throw mismatch(value, type, position) }
      try object(&value, inner, since: known?.objectValue)
    case .list:
      guard case .array(var elements) = value else { throw mismatch(value, type, position) }
      let known = known?.arrayValue ?? []
      if !known.isEmpty, elements.isIdentical(to: known) { return }
      value = .null
      if elements.isEmpty, isEmpty(step) { return }
      defer { value = .array(elements) }
      for index in elements.indices {
        let before = unknown.count
        try element(
          &elements[index], step, type, position, since: index < known.count ? known[index].objectValue : nil)
        if unknown.count > before { prefixUnknown(from: before, with: "[\(index)]") }
      }
    case .map:
      guard case .object(var object) = value else { throw mismatch(value, type, position) }
      if case .object(let known)? = known, !known.isEmpty, object.isIdentical(to: known) { return }
      value = .null
      if object.isEmpty, isEmpty(step) { return }
      defer { value = .object(object) }
      try object.rewrite { (members) throws(DecodingFailure) in
        try map(&members, step, type, position)
      }
    default:
      guard try Scalar.decode(&value, step.operation, roundsUp: false) else {
        try alternatives(&value, step.operation, step, type, position)
        return
      }
    }
  }

  /// Notes a list or map without elements. Returns whether it becomes null.
  private mutating func isEmpty(_ step: DecodingStep) -> Bool {
    guard !step.isPointer else { return false }
    if step.isAlwaysWritten { hasEmptyLists = true }
    return nullsEmptyLists
  }

  private mutating func map(
    _ members: inout [JSONObject.Member], _ step: DecodingStep, _ type: ObjectType, _ position: Int
  ) throws(DecodingFailure) {
    var isSorted = true
    for index in members.indices {
      let before = unknown.count
      try element(&members[index].value, step, type, position)
      if unknown.count > before { prefixUnknown(from: before, with: members[index].key) }
      if index > 0, members[index].key < members[index - 1].key { isSorted = false }
    }
    if !isSorted { members.sort { $0.key < $1.key } }
  }

  private mutating func element(
    _ value: inout JSONValue, _ step: DecodingStep, _ type: ObjectType, _ position: Int,
    since known: JSONObject? = nil
  ) throws(DecodingFailure) {
    if case .null = value {
      switch step.element {
      case .object:
        guard let inner = step.object else { return }
        try object(&value, inner)
      case .string: value = ""
      case .bool: value = false
      case .int32, .int64, .double, .intOrString: value = 0
      case .quantity: value = "0"
      default: break
      }
      return
    }
    if step.isNested { return try nested(&value, type.storage.pointee.fields[position], type) }
    if step.element == .object, let inner = step.object {
      guard case .object = value else { throw elementMismatch(value, type, position) }
      return try object(&value, inner, since: known)
    }
    guard try Scalar.decode(&value, step.element, roundsUp: step.roundsUpToMilli) else {
      return try alternatives(&value, step.element, step, type, position)
    }
  }

  /// Lists of lists and maps of lists, of which the API has a handful.
  private mutating func nested(_ value: inout JSONValue, _ field: Field, _ type: ObjectType) throws(DecodingFailure) {
    switch field.type {
    case .list(let inner), .map(let inner):
      var copy = field
      copy.type = inner
      let step = DecodingStep(copy)
      let carrier = ObjectType(name: type.name)
      carrier.complete(fields: [copy], wire: [])
      try self.field(&value, step, carrier, 0)
    default: break
    }
  }

  private func mismatch(_ value: JSONValue, _ type: ObjectType, _ position: Int) -> DecodingFailure {
    let field = type.storage.pointee.fields[position]
    return DecodingFailure(value, isNo: field.type, enumeration: field.enumeration, roundsUp: field.roundsUpToMilli)
  }

  private func elementMismatch(_ value: JSONValue, _ type: ObjectType, _ position: Int) -> DecodingFailure {
    let field = type.storage.pointee.fields[position]
    switch field.type {
    case .list(let element), .map(let element):
      return DecodingFailure(value, isNo: element, enumeration: field.enumeration)
    default: return DecodingFailure(value, isNo: field.type, enumeration: field.enumeration)
    }
  }

  // MARK: A schema or something else

  private mutating func alternatives(
    _ value: inout JSONValue, _ operation: DecodingStep.Operation, _ step: DecodingStep, _ type: ObjectType,
    _ position: Int
  ) throws(DecodingFailure) {
    switch (operation, value) {
    case (.schemaOrBool, .bool): return
    case (.schemaOrBool, .object), (.schemaOrArray, .object), (.schemaOrStrings, .object):
      if let inner = step.object { try object(&value, inner) }
    case (.schemaOrArray, .array(var elements)):
      guard let inner = step.object else { return }
      value = .null
      defer { value = .array(elements) }
      for index in elements.indices { try object(&elements[index], inner) }
    case (.schemaOrStrings, .array(let elements)):
      for element in elements where element.stringValue == nil {
        throw DecodingFailure(element, isNo: .string)
      }
    case (.schemaOrBool, _):
      throw DecodingFailure(ParseError("boolean or JSON schema expected"))
    case (.schemaOrArray, _), (.schemaOrStrings, _):
      throw DecodingFailure(value, isNo: type.storage.pointee.fields[position].type)
    default:
      throw operation == step.operation
        ? mismatch(value, type, position) : elementMismatch(value, type, position)
    }
  }
}
