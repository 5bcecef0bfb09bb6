import APIMachinery
import Crypto
import Storage
import Testing

@testable import APIServer

/// The behaviours of [sig-auth] in upstream's conformance tests that an API server alone can show.
@Suite(.timeLimit(.minutes(20))) struct AuthConformanceTests {
  private static let key = P256.Signing.PrivateKey().pemRepresentation

  private static func with(
    _ body: @escaping @Sendable (SocketServer, ServiceAccountTokens) async throws -> Void
  ) async throws {
    let tokens = try ServiceAccountTokens(
      issuer: "https://cluster", signingKeyPEM: key, time: SystemTime(), random: SeededRandom(seed: 5))
    let tokenFile = try TokenFileAuthenticator(text: "root-token,root,0,\"system:masters\"\njane-token,jane,1\n")
    try await SocketServer.with(
      parts: { objects in
        var parts = APIServer.Parts()
        parts.authenticators = [tokenFile, ServiceAccountAuthenticator(tokens: tokens, reader: objects)]
        let rbac = RBACAuthorizer(reader: objects)
        parts.authorizers = [rbac]
        parts.handlers.registerReviews(tokens: tokens)
        parts.handlers.registerSubresources()
        parts.paths.register(ServiceAccountIssuerHandler(tokens: tokens), at: "/.well-known/openid-configuration")
        parts.paths.register(ServiceAccountIssuerHandler(tokens: tokens), at: "/openid/v1/jwks")
        parts.paths.register(DiscoveryHandler(), below: "/apis")
        return parts
      },
      { server in try await body(server, tokens) })
  }

  private static let accounts = "/api/v1/namespaces/default/serviceaccounts"

  // ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview.
  @Test func tokensOfServiceAccountsAreRecognised() async throws {
    try await Self.with { server, _ in
      let account = try await server.call(
        "POST", Self.accounts, ["metadata": ["name": "sa"], "automountServiceAccountToken": false], token: "root-token")
      #expect(account.status == 201)
      let request = try await server.call(
        "POST", "\(Self.accounts)/sa/token",
        ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["audiences": ["https://cluster"]]],
        token: "root-token")
      let token = try #require(request.body[path: "status", "token"]?.stringValue)
      #expect(try await server.user(token: token)?["username"] == "system:serviceaccount:default:sa")
      let review = try await server.call(
        "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
        [
          "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "metadata": ["name": "t"],
          "spec": ["token": .string(token)],
        ], token: "root-token")
      #expect(review.body[path: "status", "authenticated"] == true)
      #expect(review.body[path: "status", "error"] == JSONValue?.none)
      _ = try await server.call("DELETE", "\(Self.accounts)/sa", token: "root-token")
      #expect(try await server.user(token: token) == nil)
    }
  }

  // Tokens in Secrets, as they were before bound tokens.
  @Test func tokensInSecretsHoldAsLongAsTheirSecret() async throws {
    try await Self.with { server, _ in
      let account = try await server.call("POST", Self.accounts, ["metadata": ["name": "old"]], token: "root-token")
      let claims: JSONValue = [
        "iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:default:old",
        "kubernetes.io/serviceaccount/namespace": "default", "kubernetes.io/serviceaccount/secret.name": "old-token",
        "kubernetes.io/serviceaccount/service-account.name": "old",
        "kubernetes.io/serviceaccount/service-account.uid": .string(account.body.uid),
      ]
      let token = try JSONWebToken.sign(claims, with: try JSONWebToken.SigningKey(pem: Self.key))
      #expect(try await server.user(token: token) == nil)
      let secrets = "/api/v1/namespaces/default/secrets"
      let made = try await server.call(
        "POST", secrets,
        [
          "metadata": ["name": "old-token", "annotations": ["kubernetes.io/service-account.name": "old"]],
          "type": "kubernetes.io/service-account-token",
          "data": ["token": .string(Base64.encode(Array(token.utf8)))],
        ], token: "root-token")
      #expect(made.status == 201, "\(made.body)")
      let user = try await server.user(token: token)
      #expect(user?["username"] == "system:serviceaccount:default:old")
      #expect(
        user?["groups"] == [
          "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated",
        ])
      _ = try await server.call("DELETE", "\(secrets)/old-token", token: "root-token")
      #expect(try await server.user(token: token) == nil)
    }
  }

  // ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer.
  @Test func theIssuerCanBeDiscovered() async throws {
    try await Self.with { server, tokens in
      let document = try await server.call("GET", "/.well-known/openid-configuration", token: "root-token")
      #expect(document.body["issuer"] == "https://cluster")
      let keys = try await server.call("GET", "/openid/v1/jwks", token: "root-token")
      let set = JSONWebKeySet(keys.body)
      let (token, _) = try tokens.issue(
        namespace: "n", name: "s", uid: "u", audiences: ["a"], lifetimeSeconds: 600, binding: nil)
      let parsed = try #require(ParsedToken(token))
      #expect(
        set.isValid(
          parsed.signature, of: parsed.content, algorithm: parsed.algorithm, identifier: parsed.keyIdentifier))
    }
  }

  // SubjectReview should support SubjectReview API operations.
  @Test func accessCanBeReviewed() async throws {
    try await Self.with { server, _ in
      let base = "/apis/authorization.k8s.io/v1"
      let attributes: JSONValue = [
        "verb": "list", "resource": "configmaps", "namespace": "default", "version": "v1",
      ]
      func review(_ path: String, _ kind: String, _ spec: JSONValue, token: String = "root-token") async throws
        -> JSONValue?
      {
        let answer = try await server.call(
          "POST", "\(base)\(path)", ["apiVersion": "authorization.k8s.io/v1", "kind": .string(kind), "spec": spec],
          token: token)
        #expect(answer.status == 201, "\(answer.body)")
        return answer.body[path: "status", "allowed"]
      }
      let mine: JSONValue = ["resourceAttributes": attributes]
      #expect(try await review("/selfsubjectaccessreviews", "SelfSubjectAccessReview", mine) == true)
      #expect(
        try await review("/selfsubjectaccessreviews", "SelfSubjectAccessReview", mine, token: "jane-token") == false)
      let janes: JSONValue = ["resourceAttributes": attributes, "user": "jane"]
      #expect(try await review("/subjectaccessreviews", "SubjectAccessReview", janes) == false)
      _ = try await server.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
        [
          "metadata": ["name": "jane"],
          "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
          "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
        ], token: "root-token")
      _ = try await server.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        [
          "metadata": ["name": "lister"],
          "rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]]],
        ], token: "root-token")
      _ = try await server.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
        [
          "metadata": ["name": "jane-lists"],
          "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "lister"],
          "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
        ], token: "root-token")
      #expect(try await review("/subjectaccessreviews", "SubjectAccessReview", janes) == true)
      #expect(
        try await review("/namespaces/default/localsubjectaccessreviews", "LocalSubjectAccessReview", janes) == true)
    }
  }
}
