import APIMachinery

/// What a request is about, read from its path.
struct FakeTarget {
  var resource: FakeResource
  var namespace: String?
  var name: String?
  var subresource: String?

  /// nil where the path is no resource the fake knows.
  init?(path: String) {
    var parts = path.split(separator: "/").map { PercentEncoding.decode(String($0)) }[...]
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
}
