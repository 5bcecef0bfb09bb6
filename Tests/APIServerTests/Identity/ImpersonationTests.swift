import APIMachinery
import HTTPTransport
import PKI
import Testing

@testable import APIServer

/// Who may act as somebody else.
@Suite(.timeLimit(.minutes(20))) struct ImpersonationTests {
  /// Allows what it is given, as `verb group/resource/name`, `*` for any name.
  private struct Rules: Authorizer {
    var allowed: Set<String>

    func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
      let resource =
        attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
      let what = "\(attributes.verb) \(attributes.apiGroup)/\(resource)"
      return allowed.contains("\(what)/\(attributes.name)") || allowed.contains("\(what)/*")
        ? .allow(reason: "") : .noOpinion(reason: "")
    }
  }

  private static let group = "authentication.k8s.io"

  private static func act(
    as headers: [(String, String)], by caller: UserInfo = UserInfo(name: "bob"), may allowed: Set<String>,
    with impersonation: Impersonation = Impersonation()
  ) async throws(APIError) -> UserInfo {
    let request = APIRequest(method: "GET", path: "/api/v1/namespaces/default/pods")
    return try await impersonation.apply(
      to: caller, headers: Headers(headers), info: RequestInfo(request), authorizer: Rules(allowed: allowed))
  }

  @Test func needsTheVerbOnEverythingTakenOn() async throws {
    let headers = [
      ("Impersonate-User", "alice"), ("Impersonate-Group", "dev"), ("Impersonate-Uid", "7"),
      ("Impersonate-Extra-Example.com%2fTeam", "red"),
    ]
    let all: Set<String> = [
      "impersonate /users/alice", "impersonate /groups/dev", "impersonate \(Self.group)/uids/7",
      "impersonate \(Self.group)/userextras/example.com/team/red",
    ]
    let user = try await Self.act(as: headers, may: all)
    #expect(
      user
        == UserInfo(
          name: "alice", uid: "7", groups: ["dev", "system:authenticated"], extra: ["example.com/team": ["red"]]))
    for missing in all {
      await #expect(throws: APIError.self, "\(missing)") {
        try await Self.act(as: headers, may: all.subtracting([missing]))
      }
    }
  }

  @Test func givesGroups() async throws {
    let account = try await Self.act(
      as: [("Impersonate-User", "system:serviceaccount:ns:sa")], may: ["impersonate /serviceaccounts/sa"])
    #expect(account.groups == ["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"])
    let anonymous = try await Self.act(
      as: [("Impersonate-User", "system:anonymous")], may: ["impersonate /users/*"])
    #expect(anonymous.groups == ["system:unauthenticated"])
    let unauthenticated = try await Self.act(
      as: [("Impersonate-User", "x"), ("Impersonate-Group", "system:unauthenticated")],
      may: ["impersonate /users/*", "impersonate /groups/*"])
    #expect(unauthenticated.groups == ["system:unauthenticated"])
  }

  @Test func refusesHeadersWithoutAUser() async throws {
    await #expect(
      throws: APIError.badRequest(
        #"requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, Extra:map[string][]string(nil)} without "#
          + "impersonating a user name")
    ) { try await Self.act(as: [("Impersonate-Group", "g")], may: []) }
  }

  // Constrained impersonation: who it is, and for which request.
  @Test func canBeLimitedToRequests() async throws {
    let user = [("Impersonate-User", "alice")]
    let may: Set<String> = ["impersonate:user-info \(Self.group)/users/alice", "impersonate-on:user-info:list /pods/*"]
    #expect(try await Self.act(as: user, may: may).groups == ["system:authenticated"])
    await #expect(throws: APIError.self) {
      try await Self.act(as: user, may: ["impersonate:user-info \(Self.group)/users/alice"])
    }
    await #expect(throws: APIError.self) {
      try await Self.act(as: user, may: ["impersonate-on:user-info:list /pods/*"])
    }
    // Not to members of system:masters.
    await #expect(throws: APIError.self) {
      try await Self.act(
        as: user + [("Impersonate-Group", "system:masters")],
        may: may.union(["impersonate:user-info \(Self.group)/groups/*"]))
    }
    let node = try await Self.act(
      as: [("Impersonate-User", "system:node:n1")],
      may: ["impersonate:arbitrary-node \(Self.group)/nodes/n1", "impersonate-on:arbitrary-node:list /pods/*"])
    #expect(node.groups == ["system:nodes", "system:authenticated"])
    let agent = UserInfo(
      name: "system:serviceaccount:ns:agent", extra: ["authentication.kubernetes.io/node-name": ["n1"]])
    let associated: Set<String> = [
      "impersonate:associated-node \(Self.group)/nodes/*", "impersonate-on:associated-node:list /pods/*",
    ]
    #expect(
      try await Self.act(as: [("Impersonate-User", "system:node:n1")], by: agent, may: associated).name
        == "system:node:n1")
    await #expect(throws: APIError.self) {
      try await Self.act(as: [("Impersonate-User", "system:node:n2")], by: agent, may: associated)
    }
  }

  @Test func saysWhatTheLastWayLacks() async throws {
    let impersonation = Impersonation()
    func message(_ name: String) async -> String {
      do {
        _ = try await Self.act(as: [("Impersonate-User", name)], may: ["impersonate /users/alice"], with: impersonation)
        return ""
      } catch {
        return error.message
      }
    }
    #expect(await message("carol").contains(#"User "bob" cannot impersonate-on:user-info:list resource "pods""#))
    #expect(await message("alice").isEmpty)
    #expect(
      await message("carol")
        == #"users "carol" is forbidden: User "bob" cannot impersonate resource "users" in API group "" at the cluster "#
        + "scope")
  }

  // A proxy before the server that says who the user is.
  @Test func trustsFrontProxies() async throws {
    let now = SystemTime().now()
    let authority = try TestAuthority()
    let proxies = try CertificatePool(pem: authority.authority.certificatePEM)
    var options = RequestHeaderOptions()
    options.allowedNames = ["proxy"]
    let authenticator = RequestHeaderAuthenticator(options, authorities: proxies, time: SystemTime())
    try await SocketServer.with(
      parts: { _ in
        var parts = APIServer.Parts()
        parts.authenticators = [authenticator]
        parts.authorizers = [AlwaysAllowAuthorizer()]
        parts.handlers.registerReviews(tokens: nil)
        return parts
      },
      { server in
        func client(_ name: String, _ issuer: CertificateAuthority) throws -> HTTPClient {
          let bundle = try issuer.issue(CertificateTemplate(commonName: name, usages: [.client]), now: now)
          let tls = try ClientTLS(
            trust: .anything, certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
          return HTTPClient(endpoint: server.client.endpoint, configuration: HTTPClientConfiguration(tls: tls))
        }
        let headers = [
          ("X-Remote-User", "jane"), ("X-Remote-Uid", "7"), ("X-Remote-Group", "a"), ("X-Remote-Group", "b"),
          ("X-Remote-Extra-Example.com%2fTeam", "red"),
        ]
        let proxy = try client("proxy", authority.authority)
        #expect(
          try await server.user(headers: headers, with: proxy) == [
            "username": "jane", "uid": "7", "groups": ["a", "b", "system:authenticated"],
            "extra": ["example.com/team": ["red"]],
          ])
        // The proxy itself is nobody, and neither is who isn't the proxy.
        #expect(try await server.user(with: proxy) == nil)
        #expect(try await server.user(headers: headers, with: try client("other", authority.authority)) == nil)
        #expect(try await server.user(headers: headers, with: try client("proxy", TestAuthority().authority)) == nil)
        #expect(try await server.user(headers: headers)?["username"] == "system:anonymous")
        proxy.shutDown()
      })
  }
}
