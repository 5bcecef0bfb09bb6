/// The fields that the creator of an object owns, as `fieldsV1` at once: one walk, no sets. It is what a comparison of
/// the object with a zero object of its type would find added or modified.
struct CreatedFields {
  private typealias Zero = OwnershipStep.Zero

  /// Fields that are never anyone's.
  private static let untracked: Set<String> = [
    "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
    "resourceVersion",
  ]

  /// Empty when the object has no field of its own. Throws when elements of a list can't be told apart.
  /// - Parameter excluded: Fields that the request may not set.
  static func of(_ object: JSONObject, _ type: ObjectType?, excluded: FieldSet) throws(ParseError) -> JSONObject {
    var fields = JSONObject()
    let schema = TypedSchema(type)
    for (name, value) in object where name != "apiVersion" && name != "kind" {
      let entry = excluded.entries.isEmpty ? nil : excluded.entry("f:" + name)
      if entry?.isMember == true { continue }
      var value = value
      if name == "metadata", case .object(var metadata) = value {
        metadata.removeAll { untracked.contains($0.key) }
        value = .object(metadata)
      }
      let step = step(name, type, schema)
      guard let owned = try visit(value, step.schema, step.zero, excluded: entry?.children ?? FieldSet()) else {
        continue
      }
      var result = owned
      if name == "metadata" {
        // The object's metadata as a whole is nobody's.
        result["."] = nil
        if result.isEmpty { continue }
      }
      fields[step.key] = .object(result)
    }
    return fields
  }

  private static func step(
    _ name: String, _ type: ObjectType?, _ schema: TypedSchema
  ) -> (key: String, schema: TypedSchema, zero: Zero) {
    if let type, let position = type.position(of: name) {
      let step = type.storage.pointee.ownership[position]
      return (step.key, step.schema, step.zero)
    }
    return ("f:" + name, schema.member(name)?.schema ?? .deduced, .absent)
  }

  private static func isZero(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false), .integer(0), .number(0), .string(""), .string("0"), .string("0s"): true
    case .object(let object): object.isEmpty
    default: false
    }
  }

  /// Nil when neither the value nor anything in it is owned.
  private static func visit(
    _ value: JSONValue, _ schema: TypedSchema, _ zero: Zero, excluded: FieldSet
  ) throws(ParseError) -> JSONObject? {
    let shape = schema.shape(of: value)
    switch (shape, value) {
    case (.structure(let type), .object(let object)):
      if object.isEmpty { break }
      return try members(object, schema, type, zero, excluded: excluded)
    case (.map, .object(let object)):
      if object.isEmpty { break }
      return try members(object, schema, nil, zero, excluded: excluded)
    case (.set, .array(let elements)), (.keyed, .array(let elements)):
      if elements.isEmpty { break }
      return try self.elements(elements, shape, zero)
    default: break
    }
    if zero == .present, isZero(value) { return nil }
    return JSONObject()
  }

  private static func members(
    _ object: JSONObject, _ schema: TypedSchema, _ type: ObjectType?, _ zero: Zero, excluded: FieldSet
  ) throws(ParseError) -> JSONObject? {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(object.count + 1)
    if zero == .absent { members.append(JSONObject.Member(".", .object(JSONObject()))) }
    let isMapOfLeaves = type == nil && schema.mapElement?.isLeaf == true
    for (name, value) in object {
      let entry = excluded.entries.isEmpty ? nil : excluded.entry("f:" + name)
      if entry?.isMember == true { continue }
      if isMapOfLeaves {
        members.append(JSONObject.Member("f:" + name, .object(JSONObject())))
        continue
      }
      if let type, let position = type.position(of: name), type.storage.pointee.ownership[position].isLeaf {
        let isZero = zero == .present && type.storage.pointee.ownership[position].zero == .present && isZero(value)
        guard !isZero else { continue }
        members.append(JSONObject.Member(type.storage.pointee.ownership[position].key, .object(JSONObject())))
        continue
      }
      let step = step(name, type, schema)
      let inZero = zero == .absent ? Zero.absent : step.zero
      if let owned = try visit(value, step.schema, inZero, excluded: entry?.children ?? FieldSet()) {
        members.append(JSONObject.Member(step.key, .object(owned)))
      }
    }
    if members.isEmpty { return nil }
    // A dot says something only where there is more.
    if zero == .absent, members.count == 1 { return JSONObject() }
    return JSONObject(uniqueMembers: members)
  }

  private static func elements(
    _ elements: [JSONValue], _ shape: TypedSchema.Shape, _ zero: Zero
  ) throws(ParseError) -> JSONObject {
    var fields = JSONObject()
    if zero == .absent { fields["."] = .object(JSONObject()) }
    for element in elements {
      guard let (step, schema) = try shape.step(to: element) else { continue }
      let key = step.key
      if fields.position(of: key) != nil {
        // Elements that look the same are owned as one.
        fields[key] = .object(JSONObject())
        continue
      }
      var owned = try visit(element, schema, .absent, excluded: FieldSet()) ?? JSONObject()
      if owned.count == 1, owned["."] != nil { owned = JSONObject() }
      fields[key] = .object(owned)
    }
    return fields
  }
}
