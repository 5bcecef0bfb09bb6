public import APIMachinery

/// What a request is about, read from its method, path and query alone (upstream's `RequestInfoFactory`).
public struct RequestInfo: Sendable, Equatable {
  public var isResourceRequest = false
  /// Percent-decoded.
  public var path = ""
  /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection` or `proxy` for resources;
  /// the HTTP method in lower case otherwise.
  public var verb = ""
  /// `api` or `apis`.
  public var apiPrefix = ""
  public var apiGroup = ""
  public var apiVersion = ""
  public var namespace = ""
  /// The plural name, such as `pods`.
  public var resource = ""
  public var subresource = ""
  public var name = ""
  /// As it was written; empty where there is none.
  public var fieldSelector = ""
  /// As it was written; empty where there is none.
  public var labelSelector = ""
  /// Everything after the namespace: resource, name, subresource and, for proxies, the rest of the path.
  public var parts: [String] = []

  public init() {}
}

extension RequestInfo {
  private static let namespaceSubresources: Set<String> = ["status", "finalize"]

  public init(_ request: APIRequest) {
    path = PercentEncoding.decode(request.path)
    verb = request.method.lowercased()
    var rest = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).map { String($0) ?? "" }
    guard rest.count >= 3, let prefix = rest.first, prefix == "api" || prefix == "apis" else { return }
    rest.removeFirst()
    var group = ""
    if prefix == "apis" {
      guard rest.count >= 3 else { return }
      group = rest.removeFirst()
    }
    isResourceRequest = true
    apiPrefix = prefix
    apiGroup = group
    apiVersion = rest.removeFirst()

    var isWatchPath = false
    if rest.first == "watch" || rest.first == "proxy" {
      guard rest.count >= 2 else { return }
      isWatchPath = rest.removeFirst() == "watch"
      verb = isWatchPath ? "watch" : "proxy"
    } else {
      verb = Self.verb(of: request.method)
    }
    readParts(rest)
    refineVerb(request)
    // Paths that name their verb know no selectors: there are those of one object among them.
    if !isWatchPath, selectsObjects {
      fieldSelector = request.query("fieldSelector") ?? ""
      labelSelector = request.query("labelSelector") ?? ""
    }
  }

  private static func verb(of method: String) -> String {
    switch method {
    case "POST": "create"
    case "GET", "HEAD": "get"
    case "PUT": "update"
    case "PATCH": "patch"
    case "DELETE": "delete"
    default: ""
    }
  }

  private mutating func readParts(_ rest: [String]) {
    var rest = rest
    if rest.first == "namespaces" {
      if rest.count > 1 {
        namespace = rest[1]
        if rest.count > 2, !Self.namespaceSubresources.contains(rest[2]) { rest.removeFirst(2) }
      }
    }
    parts = rest
    if rest.count >= 1 { resource = rest[0] }
    if rest.count >= 2 { name = rest[1] }
    if rest.count >= 3, !(verb == "proxy") { subresource = rest[2] }
  }

  /// A read without a name is a list or a watch, a deletion without one is of the collection.
  private mutating func refineVerb(_ request: APIRequest) {
    guard name.isEmpty else { return }
    switch verb {
    case "get":
      verb = Self.isTrue(request.query("watch")) ? "watch" : "list"
      name = Self.nameSelected(by: request) ?? ""
    case "delete": verb = "deletecollection"
    default: break
    }
  }

  /// Query parameters that are present count as true unless they say `false` or `0`.
  static func isTrue(_ value: String?) -> Bool {
    guard let value else { return false }
    return value != "0" && value.lowercased() != "false"
  }

  /// `metadata.name=x` among the field selectors lets authorizers treat a list as one object's, where the options can be
  /// read at all.
  private static func nameSelected(by request: APIRequest) -> String? {
    guard let text = request.query("fieldSelector"), text.contains("metadata.name") else { return nil }
    do throws(APIError) {
      let name = try ListOptions(reading: request).fields?.requiredValue(of: "metadata.name")
      guard let name, name != ".", name != "..", !name.contains(where: { $0 == "/" || $0 == "%" }) else { return nil }
      return name
    } catch {
      return nil
    }
  }

  /// Whether selectors have a say in what the request is about.
  var selectsObjects: Bool { verb == "list" || verb == "watch" || verb == "deletecollection" }

  /// Whether the request may last: watches, followed logs, streams to a kubelet. Such requests have no deadline
  /// and are not counted by flow control.
  public var isLongRunning: Bool {
    if verb == "watch" || verb == "proxy" { return true }
    return isResourceRequest && ["attach", "exec", "log", "portforward", "proxy"].contains(subresource)
  }
}
