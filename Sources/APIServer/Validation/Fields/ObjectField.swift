import APIMachinery

/// A member of an object together with the way to it, so that a rule can look at the one and name the other.
///
/// Absent members can be asked for as well: they have a path, and Go's zero as value.
struct ObjectField {
  let value: JSONValue?
  let path: FieldPath

  init(_ value: JSONValue?, at path: FieldPath) {
    if case .null? = value { self.value = nil } else { self.value = value }
    self.path = path
  }

  /// What has members or elements gets a path that they can share.
  private init(_ value: JSONValue?, below path: FieldPath) {
    switch value {
    case .object?, .array?: self.init(value, at: path.linked)
    default: self.init(value, at: path)
    }
  }

  /// A member of an object's top level.
  init(_ object: JSONValue, _ name: String) {
    self.init(object[name], below: FieldPath(name))
  }

  subscript(name: String) -> ObjectField { ObjectField(value?[name], below: path.child(name)) }

  /// A member some levels down.
  subscript(first: String, second: String) -> ObjectField { self[first][second] }
  subscript(first: String, second: String, third: String) -> ObjectField { self[first][second][third] }

  /// Whether there is a member of this name, for loops over many that are mostly absent.
  func has(_ name: String) -> Bool {
    guard case .object(let members) = value, let position = members.position(of: name) else { return false }
    return !members[position: position].isNull
  }

  /// The elements of a list.
  var elements: [ObjectField] {
    guard case .array(let values) = value, !values.isEmpty else { return [] }
    let path = path.linked
    return values.indices.map { ObjectField(values[$0], below: path.index($0)) }
  }

  /// The entries of a map.
  var entries: [(key: String, field: ObjectField)] {
    guard case .object(let members) = value, !members.isEmpty else { return [] }
    let path = path.linked
    return members.map { ($0.key, ObjectField($0.value, below: path.key($0.key))) }
  }

  var isPresent: Bool { value != nil }

  /// Whether there is nothing here that Go would count: no member, or an empty text, list or map.
  var isEmpty: Bool {
    switch value {
    case nil: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  var count: Int {
    switch value {
    case .array(let elements): elements.count
    case .object(let members): members.count
    default: 0
    }
  }

  var string: String { value?.stringValue ?? "" }
  var strings: [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
  var integer: Int64? { value?.integerValue }
  var bool: Bool { value?.boolValue ?? false }
  var quantity: Quantity? { value.flatMap { try? Quantity(json: $0) } }
}

extension ObjectField {
  func required(_ detail: String = "") -> FieldError { .required(path, detail) }
  func forbidden(_ detail: String) -> FieldError { .forbidden(path, detail) }
  func invalid(_ detail: String) -> FieldError { .invalid(path, value ?? "", detail) }
  /// For members that are there to be complained about as a whole, whose value upstream doesn't show.
  func invalid(showing shown: JSONValue?, _ detail: String) -> FieldError { .invalid(path, shown ?? .null, detail) }
  func duplicate(_ shown: JSONValue? = nil) -> FieldError { .duplicate(path, shown ?? value ?? "") }
  func notFound() -> FieldError { .notFound(path, value ?? "") }
  func notSupported(_ supported: [String]) -> FieldError {
    .notSupported(path, value ?? "", supported: supported)
  }
  func tooLong(_ maximumBytes: Int) -> FieldError { .tooLong(path, maximumBytes: maximumBytes) }
  func tooMany(_ maximum: Int) -> FieldError { .tooMany(path, count: count, maximum: maximum) }
}
