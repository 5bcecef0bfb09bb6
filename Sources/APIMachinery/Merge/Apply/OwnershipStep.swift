/// How the creator of an object owns one field: what ``CreatedFields`` needs of ``Field``, made once for each type.
struct OwnershipStep {
  /// What stands at a place in the zero object.
  enum Zero {
    case absent
    /// A zero struct, or null, or the zero of a scalar.
    case present
  }

  /// As in `fieldsV1`: `f:name`.
  let key: String
  let schema: TypedSchema
  /// Whether the value is owned as one, whatever it is.
  let isLeaf: Bool
  /// What stands there in the zero value of the type.
  let zero: Zero

  init(_ field: Field) {
    key = "f:" + field.name
    schema = TypedSchema(field)
    isLeaf = schema.isLeaf
    zero = Self.zero(of: field)
  }

  private static func zero(of field: Field) -> Zero {
    switch field.type {
    case .object, .time, .microTime, .duration, .quantity, .intOrString, .rawExtension:
      // Structs in Go, which `omitempty` doesn't leave out.
      if !field.isOptional { return field.omitsZero ? .absent : .present }
    default: break
    }
    return field.omitsEmpty || field.omitsZero ? .absent : .present
  }
}
