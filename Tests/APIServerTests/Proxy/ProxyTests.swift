import APIMachinery
import HTTPTransport
import Testing

@testable import APIServer

/// Requests through `proxy` subresources, to a real server on this host that stands for the pods.
@Suite(.timeLimit(.minutes(20))) struct ProxyTests {
  /// A server that says what it was asked, and an API server whose pods are all there.
  private func withPods(_ body: (TestServer) async throws -> Void) async throws {
    let pods = HTTPServer(
      handler: FunctionHandler { request, _ in
        switch request.path {
        case "/page":
          APIResponse(
            status: 200, headers: Headers([("Content-Type", "text/html; charset=utf-8")]),
            body: .bytes(Array("<a href=\"/other\">x = \"/y\"</a><img src='rel.png'>".utf8)))
        case "/moved": APIResponse(status: 302, headers: Headers([("Location", "/new?a=b")]))
        default:
          APIResponse(
            status: 203, headers: Headers([("Content-Type", "text/plain"), ("X-Pod", "yes")]),
            body: .bytes(
              Array(
                ("\(request.method) \(request.path)?"
                  + request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
                  + " \(request.headers["Authorization"] ?? "-") \(request.headers["X-Forwarded-Uri"] ?? "-") "
                  + String(decoding: request.body, as: UTF8.self)).utf8)))
        }
      })
    let bound = try await pods.listen(on: .tcp(host: "127.0.0.1", port: 0))
    let server = try await TestServer { handlers, _ in
      // Pods have addresses that can't be reached from here.
      handlers.registerStreams(
        kubelets: nil, dialer: ProxyDialer(resolve: { $0.port == 81 ? .tcp(host: "127.0.0.1", port: 1) : bound }))
    }
    try await Self.makeObjects(server)
    do {
      try await body(server)
    } catch {
      await pods.shutDown(within: .zero)
      throw error
    }
    await pods.shutDown(within: .zero)
  }

  private static func makeObjects(_ server: TestServer) async throws {
    try await server.makeNamespace("n")
    for (name, ip) in [("p", "10.1.2.3"), ("loop", "127.0.0.1")] {
      let made = try await server.call(
        "POST", "/api/v1/namespaces/n/pods",
        [
          "metadata": ["name": .string(name)],
          "spec": ["containers": [["name": "c", "image": "i", "ports": [["containerPort": 8080]]]]],
        ])
      #expect(made.status == 201)
      _ = try await server.call(
        "PATCH", "/api/v1/namespaces/n/pods/\(name)/status",
        ["status": ["podIP": .string(ip), "podIPs": [["ip": .string(ip)]]]],
        contentType: "application/merge-patch+json")
    }
    _ = try await server.call(
      "POST", "/api/v1/namespaces/n/services",
      ["metadata": ["name": "s"], "spec": ["ports": [["name": "web", "port": 80]]]])
    _ = try await server.call(
      "POST", "/api/v1/namespaces/n/services", ["metadata": ["name": "empty"], "spec": ["ports": [["port": 80]]]])
    _ = try await server.call(
      "POST", "/api/v1/namespaces/n/endpoints",
      [
        "metadata": ["name": "s"],
        "subsets": [
          [
            "addresses": [
              ["ip": "10.9.9.9"], ["ip": "10.1.2.3", "targetRef": ["kind": "Pod", "namespace": "n", "name": "p"]],
            ], "ports": [["name": "web", "port": 8080]],
          ]
        ],
      ])
    _ = try await server.call("POST", "/api/v1/namespaces/n/endpoints", ["metadata": ["name": "empty"]])
  }

  private static let root = "/api/v1/namespaces/n"

  @Test func everyMethodReachesThePod() async throws {
    try await withPods { server in
      for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let path = "\(Self.root)/pods/p:8080/proxy/a%20b/c"
        let answer = try await server.call(method, path + "?x=1", method == "GET" ? nil : ["k": 1])
        #expect(answer.status == 203)
        #expect(answer.headers["X-Pod"] == "yes")
        let sent = method == "GET" ? "" : "{\"k\":1}"
        #expect(answer.text.filter { $0 != "\n" } == "\(method) /a%20b/c?x=1 - \(path) \(sent)")
      }
    }
  }

  @Test func aPathWithoutSlashIsMoved() async throws {
    try await withPods { server in
      let answer = try await server.call("GET", "\(Self.root)/pods/p/proxy?a=b%26c")
      #expect(answer.status == 301)
      #expect(answer.headers["Location"]?.hasPrefix("\(Self.root)/pods/p/proxy/?a=") == true)
      #expect(try await server.call("GET", "\(Self.root)/pods/p/proxy/").text.hasPrefix("GET /? "))
    }
  }

  @Test func referencesLeadThroughTheProxy() async throws {
    try await withPods { server in
      let prefix = "\(Self.root)/services/s:web/proxy"
      let page = try await server.call("GET", "\(prefix)/page")
      #expect(page.text == "<a href=\"\(prefix)/other\">x = \"/y\"</a><img src='rel.png'>")
      #expect(try await server.call("GET", "\(prefix)/moved").headers["Location"] == "\(prefix)/new?a=b")
    }
  }

  static let refused: [(path: String, status: Int, message: String)] = [
    ("pods/a:b:c:d/proxy/", 400, "invalid pod request \"a:b:c:d\""),
    ("pods/ftp:p:80/proxy/", 400, "invalid pod request \"ftp:p:80\""),
    ("pods/gone/proxy/", 404, "pods \"gone\" not found"),
    ("pods/loop/proxy/", 400, "address not allowed"),
    ("services/s:81/proxy/", 503, "no service port 81 found for service \"s\""),
    ("services/s:other/proxy/", 503, "no endpoints available for service \"s:other\""),
    ("services/empty/proxy/", 503, "no endpoints available for service \"empty\""),
    ("services/gone/proxy/", 404, "endpoints \"gone\" not found"),
  ]

  @Test func refusalsAreUpstreams() async throws {
    try await withPods { server in
      for (path, status, message) in Self.refused {
        let answer = try await server.call("GET", "\(Self.root)/\(path)")
        #expect(answer.status == status, "\(path)")
        #expect(answer.body["message"]?.stringValue == message, "\(path)")
      }
      let unreachable = try await server.call("GET", "\(Self.root)/pods/p:81/proxy/")
      #expect(unreachable.status == 503)
      #expect(unreachable.body["message"]?.stringValue?.hasPrefix("error trying to reach service: ") == true)
    }
  }

  @Test func onlyThoseWhoMayAreLetThrough() async throws {
    try await withPods { server in
      let alice = UserInfo(name: "alice", groups: [UserInfo.Group.authenticated])
      let path = "\(Self.root)/services/s:80/proxy/"
      #expect(try await server.call("GET", path, as: alice).status == 403)
      _ = try await server.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/n/roles",
        [
          "metadata": ["name": "r"],
          "rules": [["apiGroups": [""], "resources": ["services/proxy"], "verbs": ["get"]]],
        ])
      _ = try await server.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/n/rolebindings",
        [
          "metadata": ["name": "b"], "subjects": [["kind": "User", "name": "alice"]],
          "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"],
        ])
      #expect(try await server.call("GET", path, as: alice).status == 203)
      #expect(try await server.call("POST", path, [:], as: alice).status == 403)
    }
  }

  @Test(arguments: [
    ("p", "", "p", ""), ("p:80", "", "p", "80"), ("https:p:web", "https", "p", "web"), (":p:", "", "p", ""),
  ])
  func targets(text: String, scheme: String, name: String, port: String) throws {
    let target = try #require(ProxyTarget(text))
    #expect(target.scheme == scheme)
    #expect(target.name == name)
    #expect(target.port == port)
  }
}
