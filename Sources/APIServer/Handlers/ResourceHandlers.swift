import APIMachinery

/// Which resources and subresources are answered by a ``ResourceHandler`` instead of the store.
public struct ResourceHandlers: Sendable {
  private struct Key: Hashable {
    var resource: GroupResource
    var subresource: String
  }

  private var handlers: [Key: any ResourceHandler] = [:]

  public init() {}

  /// `subresource` empty: the resource itself.
  public mutating func register(
    _ handler: any ResourceHandler, for resource: String, group: String = "", subresource: String = ""
  ) {
    handlers[Key(resource: GroupResource(resource, group: group), subresource: subresource)] = handler
  }

  func handler(for resource: GroupResource, subresource: String) -> (any ResourceHandler)? {
    handlers[Key(resource: resource, subresource: subresource)]
  }
}
