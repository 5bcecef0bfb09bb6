import APIMachinery
import HTTPTransport

/// Connects to where a proxy request goes; tests send it elsewhere.
struct ProxyDialer: Sendable {
  /// What stands for an address.
  var resolve: @Sendable (Endpoint) -> Endpoint = { $0 }

  /// For one request: what is behind a proxy is of many kinds, and few of them are asked often.
  func client(_ location: ProxyLocator.Location) throws(APIError) -> HTTPClient {
    let endpoint = resolve(.tcp(host: location.host, port: location.port))
    guard location.isSecure else { return HTTPClient(endpoint: endpoint) }
    do {
      // As upstream: pods make their own certificates.
      return HTTPClient(
        endpoint: endpoint, configuration: HTTPClientConfiguration(tls: try ClientTLS(trust: .anything)))
    } catch {
      throw .internalError("\(error)")
    }
  }
}

/// `pods/NAME/proxy/…`, `services/NAME/proxy/…` and `nodes/NAME/proxy/…`: whatever is served there, with any method.
struct ProxyHandler: ResourceHandler {
  enum Kind: String, Sendable { case pods, services, nodes }

  let kind: Kind
  let kubelets: KubeletClients?
  let dialer: ProxyDialer

  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let options = ["pods": "PodProxyOptions", "services": "ServiceProxyOptions"][kind.rawValue] ?? "NodeProxyOptions"
    try await request.admitConnection(options: options)
    let target = try client(request)
    let original = request.context.request
    let prefix = Self.prefix(of: original.path)
    let path = String(original.path.dropFirst(prefix.count))
    if path.isEmpty, original.headers["Upgrade"] == nil, original.method == "GET" || original.method == "HEAD" {
      return Self.redirect(original)
    }
    // Kubelets are asked in the server's own name, and rewriting their pages is of no use.
    let isRewritten = kind != .nodes
    var response = try await ProxiedRequest(client: target.client).send(
      original, path: path.isEmpty ? "/" : path, query: original.query,
      added: isRewritten ? [("X-Forwarded-Uri", original.path)] : [])
    if isRewritten {
      await ProxiedPage(prefix: prefix, hosts: [target.host, original.headers["Host"] ?? ""]).rewrite(&response)
    }
    return response
  }

  private func client(_ request: HandlerRequest) throws(APIError) -> (client: HTTPClient, host: String) {
    let name = request.info.name
    let locator = ProxyLocator(reader: request.server.objects, random: request.server.random)
    let location: ProxyLocator.Location
    switch kind {
    case .pods: location = try locator.pod(name, namespace: request.info.namespace)
    case .services: location = try locator.service(name, namespace: request.info.namespace)
    case .nodes:
      guard let target = ProxyTarget(name) else { throw .badRequest("invalid node request \(quoted(name))") }
      guard let node = request.server.objects.object(GroupResource("nodes"), namespace: "", name: target.name) else {
        throw .notFound(GroupResource("nodes"), target.name)
      }
      guard case .tcp(let host, let port)? = KubeletClients.endpoint(of: node), let kubelets else {
        throw .internalError("node \(target.name) reports no address of its kubelet")
      }
      if target.port.isEmpty || target.port == "\(port)" {
        return (kubelets.client(.tcp(host: host, port: port)), "\(host):\(port)")
      }
      guard let other = Int(target.port), (1...65_535).contains(other) else {
        throw .badRequest("invalid node request \(quoted(name))")
      }
      try ProxyLocator.checkAllowed(host)
      location = ProxyLocator.Location(isSecure: target.scheme == "https", host: host, port: other)
    }
    return (try dialer.client(location), "\(Endpoint.tcp(host: location.host, port: location.port))")
  }

  /// Everything up to `/proxy`.
  static func prefix(of path: String) -> Substring {
    // The group, the namespace and the name stand before it, so that the first one after a name is meant.
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isNode = parts.count > 3 && parts[3] == "nodes"
    let index = isNode ? 5 : 7
    guard parts.count > index else { return path[...] }
    return path[..<parts[index].endIndex]
  }

  /// Relative links of a page need its address to end with a slash.
  private static func redirect(_ request: APIRequest) -> APIResponse {
    let query = request.query.map { "\(PercentEncoding.encodePath($0.name))=\(PercentEncoding.encodePath($0.value))" }
      .joined(separator: "&")
    return APIResponse(
      status: 301, headers: Headers([("Location", request.path + "/" + (query.isEmpty ? "" : "?" + query))]))
  }
}

/// An answer from behind the proxy, whose references to its own server are made to lead through the proxy again.
struct ProxiedPage {
  /// Such as `/api/v1/namespaces/n/pods/p/proxy`.
  let prefix: Substring
  /// Names of the server, with port.
  let hosts: [String]

  /// Pages larger than this are passed on as they are.
  private static let bytesMax = 4 << 20

  func rewrite(_ response: inout APIResponse) async {
    if let location = response.headers["Location"] {
      response.headers["Location"] = rewritten(location)
      return
    }
    let type = response.headers["Content-Type"]?.prefix { $0 != ";" }.filter { $0 != " " } ?? ""
    guard type == "text/html", response.headers["Content-Encoding"] == nil, case .bytes(let bytes) = response.body,
      bytes.count <= Self.bytesMax
    else { return }
    response.body = .bytes(rewritten(page: bytes))
  }

  /// A reference to the same server by an absolute path, with the prefix in front.
  func rewritten(_ reference: String) -> String {
    var path = reference[...]
    for scheme in ["http://", "https://", "//"] where path.hasPrefix(scheme) {
      let rest = path.dropFirst(scheme.count)
      let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      guard hosts.contains(String(host)) else { return reference }
      path = rest.dropFirst(host.count)
      if path.isEmpty { path = "/" }
      break
    }
    guard path.hasPrefix("/") else { return reference }
    return path.hasPrefix(prefix) ? String(path) : String(prefix) + path
  }

  private static let attributes: Set<String> = [
    "href", "src", "action", "cite", "background", "data", "formaction", "longdesc", "usemap", "code", "codebase",
    "manifest", "poster", "classid", "profile",
  ]

  /// The page with the values of attributes that are references rewritten; all else stays byte for byte.
  private func rewritten(page: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(page.count + 256)
    var index = 0
    var isInTag = false
    while index < page.count {
      let byte = page[index]
      if byte == UInt8(ascii: "<") { isInTag = true }
      if byte == UInt8(ascii: ">") { isInTag = false }
      result.append(byte)
      index += 1
      guard isInTag, byte == UInt8(ascii: "="), index < page.count,
        page[index] == UInt8(ascii: "\"") || page[index] == UInt8(ascii: "'"),
        let end = page[(index + 1)...].firstIndex(of: page[index]), Self.attributes.contains(Self.name(before: result))
      else { continue }
      result.append(page[index])
      result += rewritten(String(decoding: page[(index + 1)..<end], as: UTF8.self)).utf8
      result.append(page[index])
      index = end + 1
    }
    return result
  }

  /// The attribute whose `=` was copied last.
  private static func name(before bytes: [UInt8]) -> String {
    let name = bytes.dropLast().reversed().prefix { (0x61...0x7A).contains($0 | 0x20) }
    return String(decoding: name.reversed(), as: UTF8.self).lowercased()
  }
}
