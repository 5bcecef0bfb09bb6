/// The name of an object within its resource.
public struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Empty for cluster-wide objects.
  public var namespace: String
  public var name: String

  /// Names an object.
  public init(namespace: String = "", name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// `namespace/name`, or only the name of a cluster-wide object.
  public var description: String { namespace.isEmpty ? name : namespace + "/" + name }

  public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}
