public import APIMachinery

/// Where the objects of one resource are: `/apis/apps/v1/namespaces/default/deployments`.
public struct ResourcePath: Sendable, Hashable {
  /// The resource in its group and version.
  public var resource: GroupVersionResource
  /// The namespace; nil for cluster-wide resources and for all namespaces.
  public var namespace: String?

  /// Names the objects of `resource` in `namespace`, or everywhere.
  public init(_ resource: GroupVersionResource, namespace: String? = nil) {
    self.resource = resource
    self.namespace = (namespace?.isEmpty ?? true) ? nil : namespace
  }

  /// The URL path of the collection, of one object, or of an object's subresource.
  public func path(name: String? = nil, subresource: String? = nil) -> String {
    var path = resource.group.isEmpty ? "/api/" : "/apis/" + resource.group + "/"
    path += resource.version
    if let namespace { path += "/namespaces/" + Self.encoded(namespace) }
    path += "/" + resource.resource
    if let name { path += "/" + Self.encoded(name) }
    if let subresource { path += "/" + subresource }
    return path
  }

  /// Percent-encodes one path segment: all but RFC 3986's unreserved characters and `:`, `@`.
  static func encoded(_ segment: String) -> String {
    var result: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in segment.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "@"):
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
