public import APIMachinery

/// An object with known fields: a view of a JSON object, or one whose fields are found when asked for.
public enum CELObject: Sendable {
  case json(JSONObject, CELObjectType)
  case lazy(any CELLazyObject)

  public var type: CELObjectType {
    switch self {
    case .json(_, let type): type
    case .lazy(let object): object.type
    }
  }

  /// The value of a field; nil where it is not set.
  func field(_ name: String) throws(CELError) -> CELValue? {
    switch self {
    case .json(let object, let type):
      guard let field = type.field(name) else { throw .noSuchKey(name) }
      return object[field.jsonName].map { CELValue($0, as: field.schema) }
    case .lazy(let object): return try object.field(name)
    }
  }
}

/// An object whose fields are worked out when an expression asks for them.
public protocol CELLazyObject: AnyObject, Sendable {
  var type: CELObjectType { get }
  /// nil where the field is not set.
  func field(_ name: String) throws(CELError) -> CELValue?
}
