/// How to decode one field: what ``Field`` says, as a few bytes without references to count.
struct DecodingStep {
  enum Operation: UInt8 {
    case string, bool, int32, int64, double, bytes, any, time, microTime, duration, quantity, intOrString
    case object, list, map, schemaOrBool, schemaOrArray, schemaOrStrings
  }

  let operation: Operation
  /// Of the elements of a list or map.
  let element: Operation
  /// The elements are lists or maps themselves; the field's type says the rest.
  let isNested: Bool
  /// Go has a pointer there: null is kept apart from zero.
  let isPointer: Bool
  let omitsEmpty: Bool
  let omitsZero: Bool
  let isGated: Bool
  let roundsUpToMilli: Bool
  /// Written also when the object hasn't it.
  let isAlwaysWritten: Bool
  /// The type of the value or of its elements. It is held by the field this step belongs to.
  private let reference: Unmanaged<ObjectType>?

  /// Whether the value is what decoding it gives, and is written: what most members are.
  @inline(__always)
  func takesAsIs(_ value: JSONValue) -> Bool {
    if isGated { return false }
    switch (operation, value) {
    case (.string, .string(let text)): return isPointer || isAlwaysWritten || !text.isEmpty
    case (.bool, .bool(let flag)): return isPointer || isAlwaysWritten || flag
    case (.int32, .integer(let number)):
      return Int32(exactly: number) != nil && (isPointer || isAlwaysWritten || number != 0)
    case (.int64, .integer(let number)): return isPointer || isAlwaysWritten || number != 0
    default: return false
    }
  }

  /// There can be something in the value that was decoded before.
  var isContainer: Bool { operation == .object || operation == .list || operation == .map }

  var object: ObjectType? { reference?.takeUnretainedValue() }

  init(_ field: Field) {
    var reference: Unmanaged<ObjectType>?
    operation = Self.operation(of: field.type, &reference)
    var element = Operation.any
    switch field.type {
    case .list(let type), .map(let type): element = Self.operation(of: type, &reference)
    default: break
    }
    self.element = element
    isNested = element == .list || element == .map
    if isNested, case .object(let type)? = field.type.innermost { reference = .passUnretained(type) }
    self.reference = reference
    var canBeNil = false
    switch operation {
    case .list, .map, .bytes, .any: canBeNil = true
    default: break
    }
    isPointer = field.isOptional && !canBeNil
    omitsEmpty = field.omitsEmpty
    omitsZero = field.omitsZero
    isGated = !field.featureGates.isEmpty
    roundsUpToMilli = field.roundsUpToMilli
    // Go never takes a struct for empty, times and quantities included.
    var isStruct = false
    switch operation {
    case .object, .time, .microTime, .quantity, .intOrString: isStruct = !isPointer && !field.omitsZero
    default: break
    }
    isAlwaysWritten = !field.omitsEmpty || isStruct
  }

  private static func operation(of type: ValueType, _ reference: inout Unmanaged<ObjectType>?) -> Operation {
    switch type {
    case .string: return .string
    case .bool: return .bool
    case .int32: return .int32
    case .int64: return .int64
    case .double: return .double
    case .bytes: return .bytes
    // Values of custom resources are decoded from the schema of the whole object.
    case .any, .rawExtension, .fieldsV1, .structural: return .any
    case .time: return .time
    case .microTime: return .microTime
    case .duration: return .duration
    case .quantity: return .quantity
    case .intOrString: return .intOrString
    case .list: return .list
    case .map: return .map
    case .object(let object):
      reference = .passUnretained(object)
      return .object
    case .schemaOrBool(let object):
      reference = .passUnretained(object)
      return .schemaOrBool
    case .schemaOrArray(let object):
      reference = .passUnretained(object)
      return .schemaOrArray
    case .schemaOrStrings(let object):
      reference = .passUnretained(object)
      return .schemaOrStrings
    }
  }
}

extension ValueType {
  /// The type at the bottom of lists and maps.
  var innermost: ValueType? {
    switch self {
    case .list(let element), .map(let element): element.innermost
    default: self
    }
  }

  /// As Go prints the type, which messages show.
  func goName(enumeration: String = "", roundsUp: Bool = false) -> String {
    switch self {
    case .string: enumeration.isEmpty ? "string" : Self.goName(of: enumeration)
    case .bool: "bool"
    case .int32, .intOrString: "int32"
    case .int64: "int64"
    case .double: "float64"
    case .bytes: "[]uint8"
    case .any: "v1.JSON"
    case .structural: "interface {}"
    case .rawExtension: "runtime.RawExtension"
    case .fieldsV1: "v1.FieldsV1"
    case .time, .microTime, .duration: "string"
    case .quantity: "resource.Quantity"
    case .list(let element): "[]\(element.goName(enumeration: enumeration))"
    case .map(let element): roundsUp ? "v1.ResourceList" : "map[string]\(element.goName(enumeration: enumeration))"
    case .object(let type), .schemaOrBool(let type), .schemaOrArray(let type), .schemaOrStrings(let type):
      Self.goName(of: type.name)
    }
  }

  /// `v1.Pod` of `core/v1.Pod`: Go's packages are called as the version.
  private static func goName(of name: String) -> String {
    name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
  }
}
