import APIMachinery
import APITesting
import Crypto
import HTTPTransport
import Synchronization
import Testing

@testable import APIServer

/// Tokens of OpenID Connect issuers, over real sockets.
@Suite(.timeLimit(.minutes(20))) struct TokenIssuerTests {
  /// An issuer whose keys can change.
  private final class Issuer: Sendable {
    let authority: TestAuthority
    private let key = Mutex(P256.Signing.PrivateKey())
    let url = Mutex("")

    init() throws { authority = try TestAuthority() }

    func changeKey() { key.withLock { $0 = P256.Signing.PrivateKey() } }

    var signingKey: JSONWebToken.SigningKey { .p256(key.withLock { $0 }) }

    /// A token with these claims beside those that every token has.
    func token(_ claims: JSONValue, key: JSONWebToken.SigningKey? = nil, lifetime: Int64 = 600) throws -> String {
      let now = SystemTime().now().seconds
      var all: JSONValue = [
        "iss": .string(url.withLock { $0 }), "aud": "cluster", "exp": .integer(now + lifetime), "sub": "jane",
      ]
      for member in claims.objectValue ?? JSONObject() { all[member.key] = member.value }
      return try JSONWebToken.sign(all, with: key ?? signingKey)
    }

    func server() -> JSONServer {
      JSONServer { [self] request in
        let url = url.withLock { $0 }
        switch request.path {
        case "/.well-known/openid-configuration", "/elsewhere":
          return (200, ["issuer": .string(url), "jwks_uri": .string("\(url)/keys")])
        case "/keys": return (200, ["keys": [signingKey.verifier.jwk]])
        default: return (404, [:])
        }
      }
    }
  }

  /// Runs `body` with an issuer and a server that accepts its tokens as `configure` says.
  private static func with(
    anonymous: AuthenticationConfiguration.Anonymous? = nil,
    _ configure: @escaping @Sendable (inout AuthenticationConfiguration.Issuer) -> Void,
    _ body: @escaping @Sendable (SocketServer, Issuer, JSONServer) async throws -> Void
  ) async throws {
    let issuer = try Issuer()
    let provider = issuer.server()
    try await provider.run(issuer.authority) { url in
      issuer.url.withLock { $0 = url }
      var settings = AuthenticationConfiguration.Issuer()
      settings.url = url
      settings.certificateAuthority = issuer.authority.pem
      settings.audiences = ["cluster"]
      configure(&settings)
      var configuration = AuthenticationConfiguration()
      configuration.issuers = [settings]
      configuration.anonymous = anonymous
      let issuers = try JWTAuthenticators(configuration, disallowedIssuers: [], time: SystemTime())
      try await SocketServer.with(
        parts: { _ in
          var parts = APIServer.Parts()
          parts.authenticators = [issuers]
          parts.tokenIssuers = issuers
          parts.authorizers = [AlwaysAllowAuthorizer()]
          parts.handlers.registerReviews(tokens: nil)
          return parts
        },
        { server in try await body(server, issuer, provider) })
    }
  }

  @Test func mapsClaims() async throws {
    try await Self.with(
      { issuer in
        issuer.username.claim = "sub"
        issuer.username.prefix = "oidc:"
        issuer.groups.claim = "roles"
        issuer.groups.prefix = "oidc:"
        var rule = AuthenticationConfiguration.ClaimRule()
        (rule.claim, rule.requiredValue) = ("hd", "example.com")
        issuer.claimRules = [rule]
      },
      { server, issuer, provider in
        let good: JSONValue = ["hd": "example.com", "roles": ["dev", "ops"], "jti": "7"]
        let user = try await server.user(token: try issuer.token(good))
        #expect(user?["username"] == "oidc:jane")
        #expect(user?["groups"] == ["oidc:dev", "oidc:ops", "system:authenticated"])
        #expect(user?["extra"] == ["authentication.kubernetes.io/credential-id": ["JTI=7"]])
        // A single group needs no list.
        let one = try await server.user(token: try issuer.token(["hd": "example.com", "roles": "dev"]))
        #expect(one?["groups"] == ["oidc:dev", "system:authenticated"])
        // Keys are asked for once.
        #expect(provider.requests.map(\.path) == ["/.well-known/openid-configuration", "/keys"])
        let tokenReview = try await server.call(
          "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
          [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
            "spec": ["token": .string(try issuer.token(good))],
          ], token: try issuer.token(good))
        #expect(tokenReview.body[path: "status", "user", "username"] == "oidc:jane")

        for (wrong, lifetime) in [
          (["hd": "other.com"], 600), (["roles": "dev"], 600), (["hd": "example.com"], -1),
          (["hd": "example.com", "aud": "other"], 600), (["hd": "example.com", "iss": "https://other"], 600),
          (["hd": "example.com", "nbf": .integer(SystemTime().now().seconds + 3600)], 600),
          (["hd": "example.com", "roles": 7], 600),
        ] as [(JSONValue, Int64)] {
          let token = try issuer.token(wrong, lifetime: lifetime)
          #expect(try await server.user(token: token) == nil, "\(wrong)")
        }
        let forged = try issuer.token(good, key: .p256(P256.Signing.PrivateKey()))
        #expect(try await server.user(token: forged) == nil)
      })
  }

  @Test func evaluatesExpressions() async throws {
    try await Self.with(
      { issuer in
        issuer.username.expression = "claims.given + '@' + claims.org"
        issuer.groups.expression = "claims.roles.split(',')"
        issuer.uid.expression = "string(claims.id)"
        issuer.extra = [.init(key: "example.com/team", valueExpression: "claims.?team.orValue('')")]
        var rule = AuthenticationConfiguration.ClaimRule()
        (rule.expression, rule.message) = ("claims.level > 2", "too low")
        issuer.claimRules = [rule]
        issuer.userRules = [.init(expression: "!user.username.startsWith('system:')", message: "reserved")]
      },
      { server, issuer, _ in
        let claims: JSONValue = ["given": "jane", "org": "acme", "roles": "a,b", "id": 12, "team": "red", "level": 3]
        let user = try await server.user(token: try issuer.token(claims))
        #expect(user?["username"] == "jane@acme" && user?["uid"] == "12")
        #expect(user?["groups"] == ["a", "b", "system:authenticated"])
        #expect(user?["extra"] == ["example.com/team": ["red"]])
        for (member, value) in [("level", 1), ("given", "system:x"), ("given", 3)] as [(String, JSONValue)] {
          var wrong = claims
          wrong[member] = value
          #expect(try await server.user(token: try issuer.token(wrong)) == nil, "\(member)")
        }
      })
  }

  @Test func fetchesChangedKeys() async throws {
    try await Self.with(
      { issuer in
        issuer.username.claim = "sub"
        issuer.username.prefix = ""
        issuer.discoveryURL = issuer.url + "/elsewhere"
      },
      { server, issuer, provider in
        #expect(try await server.user(token: try issuer.token([:]))?["username"] == "jane")
        #expect(provider.requests.first?.path == "/elsewhere")
        issuer.changeKey()
        // Not before a moment has passed since the last fetch.
        try await eventually("the new key is known") {
          try await server.user(token: try issuer.token([:]))?["username"] == "jane"
        }
      })
  }

  @Test func limitsWhoMayAskWithoutCredentials() async throws {
    try await Self.with(
      anonymous: .init(isEnabled: true, paths: ["/version"]),
      { issuer in
        issuer.username.claim = "sub"
        issuer.username.prefix = ""
      },
      { server, issuer, _ in
        // There is no handler, but it isn't refused either.
        #expect(try await server.call("GET", "/version").status == 404)
        #expect(try await server.call("GET", "/api/v1/namespaces").status == 401)
        #expect(try await server.call("GET", "/version", token: "wrong").status == 401)
        #expect(try await server.call("GET", "/api/v1/namespaces", token: try issuer.token([:])).status == 200)
        // Browsers show a token as a protocol of a WebSocket.
        let shown = "base64url.bearer.authorization.k8s.io." + Base64URL.encode(Array(try issuer.token([:]).utf8))
        let headers = Headers([("Upgrade", "websocket"), ("Sec-WebSocket-Protocol", "v5.channel.k8s.io, \(shown)")])
        #expect(BearerToken.read(headers).flatMap(ParsedToken.init)?.claims["sub"] == "jane")
      })
  }

  // MARK: Configuration

  private static let file = """
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: https://issuer.example.com
        audiences: [a, b]
        audienceMatchPolicy: MatchAny
      claimMappings:
        username: {expression: "claims.email"}
        extra: [{key: example.com/x, valueExpression: "claims.x"}]
      claimValidationRules:
      - {expression: "claims.email_verified == true"}
    anonymous:
      enabled: true
      conditions: [{path: /healthz}]
    """

  @Test func readsFiles() throws {
    let configuration = try AuthenticationConfiguration(Array(Self.file.utf8))
    #expect(configuration.problems(disallowed: []).isEmpty, "\(configuration.problems(disallowed: []))")
    #expect(configuration.issuers.first?.audiences == ["a", "b"])
    #expect(configuration.anonymous == .init(isEnabled: true, paths: ["/healthz"]))
    #expect(throws: ParseError("strict decoding error: unknown field \"jwt[0].issuer.URL\"")) {
      try AuthenticationConfiguration(Array(Self.file.replacing("url:", with: "URL:").utf8))
    }
  }

  @Test(arguments: [
    (
      "url: https://issuer", "url: http://issuer",
      "jwt[0].issuer.url: Invalid value: \"http://issuer.example.com\": URL scheme must be https"
    ),
    (
      "issuer.example.com", "u@issuer.example.com",
      "jwt[0].issuer.url: Invalid value: \"https://u@issuer.example.com\": URL must not contain a username or password"
    ),
    (
      "issuer.example.com", "issuer.example.com?a=b",
      "jwt[0].issuer.url: Invalid value: \"https://issuer.example.com?a=b\": URL must not contain a query"
    ),
    (
      "audienceMatchPolicy: MatchAny", "audienceMatchPolicy: ''",
      "jwt[0].issuer.audienceMatchPolicy: Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences"
    ),
    (
      "audiences: [a, b]", "audiences: []",
      "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required"
    ),
    ("audiences: [a, b]", "audiences: [a, a]", "jwt[0].issuer.audiences[1]: Duplicate value: \"a\""),
    (
      "{expression: \"claims.email\"}", "{claim: sub}",
      "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"
    ),
    (
      "{expression: \"claims.email\"}", "{}",
      "jwt[0].claimMappings.username: Required value: claim or expression is required"
    ),
    (
      "claims.email_verified == true", "claims.y == true",
      "jwt[0].claimMappings.username.expression: Invalid value: \"claims.email\": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression"
    ),
    (
      "claims.email_verified == true", "claims.email_verified",
      "jwt[0].claimValidationRules[0].expression: Invalid value: \"claims.email_verified\": must evaluate to bool"
    ),
    (
      "example.com/x", "kubernetes.io/x",
      "jwt[0].claimMappings.extra[0].key: Invalid value: \"kubernetes.io/x\": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"
    ),
    ("enabled: true", "enabled: false", "anonymous.conditions: Invalid value"),
  ]) func saysWhatIsWrong(part: String, replacement: String, problem: String) throws {
    let text = Self.file.replacing(part, with: replacement)
    let problems = try AuthenticationConfiguration(Array(text.utf8)).problems(disallowed: [])
    #expect(problems.contains { $0.description.hasPrefix(problem) }, "\(problems)")
  }

  @Test func followsItsFile() async throws {
    let folder = TemporaryFolder()
    folder.write("authentication.yaml", Self.file)
    let time = ManualTime()
    let issuers = try JWTAuthenticators(
      file: WatchedFile(path: folder.file("authentication.yaml"), flag: "--authentication-config", time: time),
      disallowedIssuers: [], time: time)
    #expect(issuers.anonymous?.allows("/healthz") == true && issuers.anonymous?.allows("/livez") == false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await issuers.followFile() }
      defer { group.cancelAll() }
      folder.write("authentication.yaml", Self.file.replacing("/healthz", with: "/livez"))
      try await time.pass("the new file is read", step: .seconds(5)) { issuers.anonymous?.allows("/livez") == true }
      #expect(issuers.anonymous?.allows("/healthz") == false)
      // What can't be used changes nothing.
      folder.write("authentication.yaml", "nonsense")
      for _ in 0..<3 {
        await time.waitForSleepers(1)
        time.advance(by: .seconds(5))
      }
      await time.waitForSleepers(1)
      #expect(issuers.anonymous?.allows("/livez") == true)
    }
    #expect(folder.names == ["authentication.yaml"])
  }
}
