/// The fields of an object that selectors may use: a value for each name that has one. All objects of a resource share
/// their names, so that an object costs no more than its values.
public struct ObjectFields: Sendable, Equatable {
  private let names: [String]
  private let values: [String?]

  /// - Parameters:
  ///   - names: The same array for all objects of a resource.
  ///   - values: One for each name, nil where the object has none.
  public init(names: [String], values: [String?]) {
    precondition(names.count == values.count, "a value for each name")
    self.names = names
    self.values = values
  }

  public subscript(name: String) -> String? {
    names.firstIndex(of: name).flatMap { values[$0] }
  }
}

extension ObjectFields: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(names: elements.map(\.0), values: elements.map(\.1))
  }
}
