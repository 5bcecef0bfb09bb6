import APIMachinery

/// The limits that a schema states, checked in the words of upstream's declarative validation
/// (`k8s.io/apimachinery/pkg/api/validate`), for kinds whose rules upstream writes as markers of their types.
struct DeclarativeValidation {
  let type: ObjectType

  /// - Parameter name: Of a type such as `scheduling.k8s.io/v1alpha2.PodGroup`.
  init?(_ name: String) {
    guard let type = SchemaRegistry.builtIn.type(named: name) else { return nil }
    self.type = type
  }

  /// What is wrong with one member of the object, `spec` or `status`, and everything below it.
  ///
  /// - Parameter old: The object before; nil for a new one.
  func errors(in member: String, of object: JSONValue, old: JSONValue?) -> [FieldError] {
    guard let field = type.fields.first(where: { $0.name == member }) else { return [] }
    return Self.check(ObjectField(object, member), old.map { ObjectField($0, member) }, field)
  }

  private static func check(_ value: ObjectField, _ old: ObjectField?, _ field: Field) -> [FieldError] {
    // What was stored as it is isn't looked at again.
    if let old, SemanticEquality.areEqual(value.value, old.value) { return [] }
    if let old, field.constraints.contains(.immutable) { return value.mustEqual(old) }
    guard !value.isEmpty else {
      // A struct is never empty: what it needs is missing.
      if case .object(let type) = field.type, !field.isOptional { return members(of: value, old, type) }
      return field.isRequired && !field.type.isNumber ? [value.required()] : []
    }
    var errors = field.constraints.flatMap { limit($0, value) }
    if !errors.isEmpty, value.value?.arrayValue != nil { return errors }
    errors += values(value, field)
    if case .keyed(let keys) = field.topology { errors += duplicates(value, keys) }
    return errors + inside(value, old, field.type, field)
  }

  private static func inside(_ value: ObjectField, _ old: ObjectField?, _ type: ValueType, _ field: Field)
    -> [FieldError]
  {
    switch type {
    case .object(let type): return members(of: value, old, type)
    case .list(.object(let type)):
      var keys: [String] = []
      if case .keyed(let names) = field.topology { keys = names }
      return value.elements.flatMap { element in
        let before = old?.elements.first { candidate in
          !keys.isEmpty && keys.allSatisfy { candidate[$0].value == element[$0].value }
        }
        return members(of: element, before, type)
      }
    default: return []
    }
  }

  private static func members(of value: ObjectField, _ old: ObjectField?, _ type: ObjectType) -> [FieldError] {
    unions(value, old, type) + type.fields.flatMap { check(value[$0.name], old?[$0.name], $0) }
  }

  // MARK: Single limits

  private static func limit(_ constraint: Constraint, _ value: ObjectField) -> [FieldError] {
    switch constraint {
    case .minimum(let minimum):
      guard let number = value.integer, number < minimum else { return [] }
      return [value.invalid("must be greater than or equal to \(minimum)")]
    case .maximum(let maximum):
      guard let number = value.integer, number > maximum else { return [] }
      return [value.invalid("must be less than or equal to \(maximum)")]
    case .maximumLength(let maximum), .maximumBytes(let maximum):
      return value.string.utf8.count > maximum ? [value.tooLong(maximum)] : []
    case .maximumItems(let maximum): return value.count > maximum ? [value.tooMany(maximum)] : []
    case .format(let name): return formats[name].map(value.mustMatch) ?? []
    case .minimumLength, .immutable, .oneOf, .zeroOrOneOf, .discriminator: return []
    }
  }

  private static let formats: [String: @Sendable (String) -> [String]] = [
    "k8s-short-name": { NameValidation.dns1123Label($0) },
    "k8s-long-name": { NameValidation.dns1123Subdomain($0) },
    "k8s-long-name-caseless": { NameValidation.dns1123Subdomain($0.lowercased()) },
    "k8s-path-segment-name": { NameValidation.pathSegmentName($0) },
    "k8s-label-key": { NameValidation.qualifiedName($0) },
    "k8s-resource-pool-name": { pool in
      pool.split(separator: "/", omittingEmptySubsequences: false).flatMap {
        NameValidation.dns1123Subdomain(String($0))
      }
    },
  ]

  private static func values(_ value: ObjectField, _ field: Field) -> [FieldError] {
    guard field.valuesAreClosed, case .string = field.type else { return [] }
    return value.mustBeOne(of: field.values.sorted())
  }

  private static func duplicates(_ list: ObjectField, _ keys: [String]) -> [FieldError] {
    var seen: [[JSONValue?]] = []
    return list.elements.compactMap { element in
      let key = keys.map { element[$0].value }
      guard seen.contains(key) else {
        seen.append(key)
        return nil
      }
      return element.duplicate(.object(JSONObject(uniqueMembers: zip(keys, key).map { ($0, $1 ?? .null) })))
    }
  }

  // MARK: Unions

  private static func unions(_ value: ObjectField, _ old: ObjectField?, _ type: ObjectType) -> [FieldError] {
    var unions: [(name: String, needsOne: Bool, members: [String])] = []
    for field in type.fields {
      for constraint in field.constraints {
        let (name, needsOne): (String, Bool)
        switch constraint {
        case .oneOf(let union): (name, needsOne) = (union, true)
        case .zeroOrOneOf(let union): (name, needsOne) = (union, false)
        default: continue
        }
        if let index = unions.firstIndex(where: { $0.name == name }) {
          unions[index].members.append(field.name)
        } else {
          unions.append((name, needsOne, [field.name]))
        }
      }
    }
    return unions.flatMap { union -> [FieldError] in
      let set = union.members.filter { value[$0].isPresent }
      if let old, union.members.filter({ old[$0].isPresent }) == set { return [] }
      let all = union.members.map { "`\($0)`" }.joined(separator: ", ")
      if set.count > 1 {
        return [
          value.invalid(
            showing: .string("{\(set.joined(separator: ", "))}"),
            union.needsOne ? "must specify exactly one of: \(all)" : "must specify at most one of: \(all)")
        ]
      }
      return set.isEmpty && union.needsOne ? [value.invalid(showing: "", "must specify one of: \(all)")] : []
    }
  }
}

extension ValueType {
  /// Zero can be meant.
  fileprivate var isNumber: Bool {
    switch self {
    case .int32, .int64, .double: true
    default: false
    }
  }
}
