public import APIMachinery

// Until the generated structs are here, which replace this file.

/// An object of the API with a name and metadata.
public protocol APIObject: Sendable {
  static var gvk: GroupVersionKind { get }
  static var resource: GroupVersionResource { get }
  static var isNamespaced: Bool { get }
  var metadata: ObjectMeta { get set }
  init(json: JSONValue) throws
  var json: JSONValue { get }
}

/// What every object has.
public struct ObjectMeta: Sendable {
  public var name = ""
  public var namespace = ""
  public var uid = ""
  public var resourceVersion = ""
}
