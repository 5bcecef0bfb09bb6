/// The type of objects with known fields.
public final class CELObjectType: Sendable {
  public let name: String
  /// Objects in a field must be of the type `name.field`: for types that are made up by their use.
  let namesFollowFields: Bool
  private let lookup: @Sendable (String) -> CELField?

  /// - Parameter lookup: The field of a name as expressions write it. Asked often, so it should be quick, and lazily, so
  ///   types may refer to themselves.
  public init(
    name: String, namesFollowFields: Bool = false, lookup: @escaping @Sendable (String) -> CELField?
  ) {
    self.name = name
    self.namesFollowFields = namesFollowFields
    self.lookup = lookup
  }

  public convenience init(name: String, fields: [String: CELField]) {
    self.init(name: name) { fields[$0] }
  }

  public func field(_ name: String) -> CELField? { lookup(name) }
}

/// A field of an object type.
public struct CELField: Sendable {
  /// The member of the JSON object.
  public let jsonName: String
  /// What its value is.
  public let schema: CELSchema

  public init(jsonName: String, schema: CELSchema) {
    self.jsonName = jsonName
    self.schema = schema
  }
}
