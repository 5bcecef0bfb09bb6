public import APIMachinery
public import KubernetesAPI

/// What an ``Informer`` lists and watches, and how it reads the objects.
public struct ListWatch<Object: Sendable>: Sendable {
  /// Where the objects are.
  public var path: ResourcePath
  /// Which of them; `resourceVersion` and paging are the informer's.
  public var options: ListOptions
  /// Makes the object that is kept; nil leaves it out of the cache.
  public var decode: @Sendable (JSONValue) throws -> Object?

  /// Lists and watches objects that `decode` reads.
  public init(
    _ path: ResourcePath, _ options: ListOptions = ListOptions(),
    decode: @escaping @Sendable (JSONValue) throws -> Object?
  ) {
    self.path = path
    self.options = options
    self.decode = decode
  }
}

extension ListWatch where Object: APIObject {
  /// Lists and watches the objects of a generated type. `metadata.managedFields` is dropped, and whatever
  /// `transform` takes away, so that the cache holds only what is used.
  public init(
    namespace: String? = nil, _ options: ListOptions = ListOptions(),
    transform: (@Sendable (inout JSONValue) -> Void)? = nil
  ) {
    self.init(ResourcePath(Object.resource, namespace: namespace), options) { json in
      var json = json
      json["metadata"]?["managedFields"] = nil
      transform?(&json)
      return try Object(json: json)
    }
  }
}
