import APIMachinery
import ArgumentParser
import HTTPTransport

/// `kubectl proxy`: the API server on a port of this machine, with the kubeconfig's credentials.
struct Proxy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make the API server reachable on this machine.")
  @OptionGroup var global: GlobalFlags
  @Option(name: [.customShort("p", allowingJoined: true), .long], help: "Port to listen on; 0 for any free one.")
  var port = 8001
  @Option(help: ArgumentHelp("Address to listen on.", valueName: "address")) var address = "127.0.0.1"
  @Option(
    name: [.customShort("u", allowingJoined: true), .customLong("unix-socket")],
    help: ArgumentHelp("Socket to listen on instead.", valueName: "path")) var unixSocket: String?
  @Option(name: .customLong("api-prefix"), help: ArgumentHelp("Where the API is.", valueName: "path"))
  var apiPrefix = "/"
  @Option(
    name: [.customShort("w", allowingJoined: true), .customLong("www")],
    help: ArgumentHelp("Folder with files to serve, too.", valueName: "folder")) var www: String?
  @Option(
    name: [.customShort("P", allowingJoined: true), .customLong("www-prefix")],
    help: ArgumentHelp("Where the files are.", valueName: "path")) var wwwPrefix = "/static/"
  @Option(name: .customLong("accept-paths"), help: ArgumentHelp("Paths to pass on.", valueName: "patterns"))
  var acceptPaths = "^.*"
  @Option(name: .customLong("reject-paths"), help: ArgumentHelp("Paths to refuse.", valueName: "patterns"))
  var rejectPaths = "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach"
  @Option(name: .customLong("accept-hosts"), help: ArgumentHelp("Hosts that may be asked for.", valueName: "patterns"))
  var acceptHosts = "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$"
  @Option(name: .customLong("reject-methods"), help: ArgumentHelp("Methods to refuse.", valueName: "patterns"))
  var rejectMethods = "^$"
  @Flag(name: .customLong("disable-filter"), help: "Refuse nothing.") var disableFilter = false

  func run() async throws {
    let session = try global.session()
    if disableFilter, unixSocket == nil {
      Terminal.warn("Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious")
    }
    let filter = try ProxyFilter(
      acceptedPaths: acceptPaths, rejectedPaths: rejectPaths, acceptedHosts: acceptHosts,
      rejectedMethods: rejectMethods, isOff: disableFilter)
    var prefix = apiPrefix.hasPrefix("/") ? apiPrefix : "/" + apiPrefix
    if !prefix.hasSuffix("/") { prefix += "/" }
    let files = www.map { StaticFiles(folder: $0, prefix: wwwPrefix) }
    let transport = session.transport
    let server = HTTPServer(
      handler: FunctionHandler { [prefix] request, _ in
        if let file = files?.answer(request) { return file }
        guard filter.allows(request) else { return Self.plain(403, "Forbidden\n") }
        guard request.path.hasPrefix(prefix) || request.path + "/" == prefix else {
          return Self.plain(404, "404 page not found\n")
        }
        return await Self.forward(request, prefix: prefix, over: transport)
      })
    let endpoint: Endpoint = unixSocket.map { .unix(path: $0) } ?? .tcp(host: address, port: port)
    switch try await server.listen(on: endpoint) {
    case .tcp(let host, let port): Terminal.print("Starting to serve on \(host):\(port)")
    case .unix(let path): Terminal.print("Starting to serve on \(path)")
    }
    // Until the process is told to end.
    while true { try await session.time.sleep(for: .seconds(3600)) }
  }

  private static func plain(_ status: Int, _ text: String) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
      body: .bytes(Array(text.utf8)))
  }

  /// What belongs to one connection, and who the caller says to be, isn't passed on.
  private static let hopHeaders = [
    "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
    "Transfer-Encoding", "Host", "Content-Length", "Authorization",
  ]

  private static func forward(
    _ request: APIRequest, prefix: String, over transport: any APITransport
  ) async -> APIResponse {
    var request = request
    request.path = "/" + request.path.dropFirst(prefix.count)
    for name in hopHeaders { request.headers[name] = nil }
    do {
      var response = try await transport.send(request)
      for name in ["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"] { response.headers[name] = nil }
      return response
    } catch {
      return plain(502, "\(error)\n")
    }
  }
}

/// What a proxy lets through: pages of other sites must not be able to talk to the cluster.
struct ProxyFilter: Sendable {
  private let acceptedPaths: [LinearRegex]
  private let rejectedPaths: [LinearRegex]
  private let acceptedHosts: [LinearRegex]
  private let rejectedMethods: [LinearRegex]
  private let isOff: Bool

  /// - Parameters: Patterns, separated by commas.
  init(
    acceptedPaths: String, rejectedPaths: String, acceptedHosts: String, rejectedMethods: String, isOff: Bool = false
  ) throws {
    func patterns(_ text: String) throws -> [LinearRegex] {
      try text.split(separator: ",").map { word in
        do {
          return try LinearRegex(String(word))
        } catch {
          throw KubectlError("error: \(word) is no regular expression: \(error)")
        }
      }
    }
    self.acceptedPaths = try patterns(acceptedPaths)
    self.rejectedPaths = try patterns(rejectedPaths)
    self.acceptedHosts = try patterns(acceptedHosts)
    self.rejectedMethods = try patterns(rejectedMethods)
    self.isOff = isOff
  }

  func allows(_ request: APIRequest) -> Bool {
    if isOff { return true }
    let path = PercentEncoding.decode(request.path)
    let host = Self.name(ofHost: request.headers["Host"] ?? "")
    return !rejectedPaths.contains { $0.matches(path) } && !rejectedMethods.contains { $0.matches(request.method) }
      && acceptedPaths.contains { $0.matches(path) } && acceptedHosts.contains { $0.matches(host) }
  }

  /// A host without its port.
  private static func name(ofHost host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }
}

/// Files of a folder under a path.
struct StaticFiles: Sendable {
  let folder: String
  let prefix: String

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "svg": "image/svg+xml", "png": "image/png", "txt": "text/plain; charset=utf-8",
  ]

  /// Nil where the path isn't below the prefix.
  func answer(_ request: APIRequest) -> APIResponse? {
    guard request.path.hasPrefix(prefix) else { return nil }
    let root = KustomizePath.absolute(folder)
    var path = KustomizePath.absolute(PercentEncoding.decode(String(request.path.dropFirst(prefix.count))), in: root)
    if LocalFiles.isDirectory(path) { path += "/index.html" }
    guard path.hasPrefix(root + "/"), let content = try? LocalFiles.read(path) else {
      return APIResponse(status: 404, body: .bytes(Array("404 page not found\n".utf8)))
    }
    let type = Self.types[path.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
    return APIResponse(status: 200, headers: Headers([("Content-Type", type)]), body: .bytes(content))
  }
}
