import APIMachinery

/// What a request is about, read from its path.
struct FakeTarget {
  var resource: FakeResource
  var namespace: String?
  var name: String?
  var subresource: String?

  /// nil where the path is no resource the fake knows.
  init?(path: String) {
    var parts = path.split(separator: "/").map { Self.decoded($0) }[...]
    guard let root = parts.popFirst(), let first = parts.popFirst() else { return nil }
    var apiVersion = first
    if root == "apis" {
      guard let version = parts.popFirst() else { return nil }
      apiVersion += "/" + version
    } else if root != "api" {
      return nil
    }
    if parts.count >= 3, parts.first == "namespaces", let second = parts.dropFirst(2).first,
      FakeResource.byPath[apiVersion + "/" + second] != nil
    {
      namespace = parts[parts.startIndex + 1]
      parts = parts.dropFirst(2)
    }
    guard let plural = parts.popFirst(), let resource = FakeResource.byPath[apiVersion + "/" + plural] else {
      return nil
    }
    self.resource = resource
    name = parts.popFirst()
    subresource = parts.popFirst()
  }

  private static func decoded(_ segment: Substring) -> String {
    guard segment.contains("%") else { return String(segment) }
    var bytes: [UInt8] = []
    var rest = Array(segment.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
