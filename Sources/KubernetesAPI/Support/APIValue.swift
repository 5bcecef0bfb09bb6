public import APIMachinery

/// A typed view of a JSON value of the API.
///
/// Reading takes what the type has and drops what it hasn't; members that are missing or null get Go's
/// zero value. Writing leaves out what Go's encoder leaves out. Two values are equal when they are written
/// equally.
public protocol APIValue: Sendable, Equatable {
  init()
  init(json: JSONValue) throws(DecodingFailure)
  var json: JSONValue { get }
}

extension APIValue {
  public static func == (left: Self, right: Self) -> Bool { left.json == right.json }
}

/// An object of the API with a name and metadata.
public protocol APIObject: APIValue {
  static var gvk: GroupVersionKind { get }
  /// The collection it belongs to.
  static var resource: GroupVersionResource { get }
  static var isNamespaced: Bool { get }
  var metadata: ObjectMeta { get set }
}

extension APIObject {
  /// `namespace/name`, or the name alone of an object outside of namespaces.
  public var namespacedName: String {
    metadata.namespace.isEmpty ? metadata.name : "\(metadata.namespace)/\(metadata.name)"
  }
}

/// A member that isn't of the type it should be.
public struct DecodingFailure: Error, Sendable, CustomStringConvertible {
  /// Where, such as `spec.containers[0].ports`; empty for the value itself.
  public private(set) var path: String
  public let expected: String

  public init(path: String = "", expected: String) {
    self.path = path
    self.expected = expected
  }

  public var description: String { "\(path.isEmpty ? "the value" : path) is no \(expected)" }

  /// The same failure seen from the value around it.
  func inside(_ parent: String) -> DecodingFailure {
    var failure = self
    failure.path = path.isEmpty ? parent : path.hasPrefix("[") ? parent + path : "\(parent).\(path)"
    return failure
  }
}
