import APIClient
import APIMachinery
import HTTPTransport
import PKI
import Synchronization

/// Who may do what on the kubelet's server: client certificates of the cluster's authority and bearer tokens name the
/// user, the API server decides (`TokenReview`, `SubjectAccessReview`), as upstream's delegated authentication.
final class KubeletAccess: Sendable {
  struct User: Sendable, Hashable {
    var name: String
    var uid = ""
    var groups: [String] = []
  }

  private struct Question: Hashable {
    var user: User
    var verb: String
    var subresource: String
  }

  private struct Answer<Value: Sendable>: Sendable {
    var value: Value
    var until: Timestamp
  }

  private let client: APIClient
  private let authorities: CertificatePool?
  private let nodeName: String
  private let time: any TimeSource
  private let decisions = Mutex<[Question: Answer<Bool>]>([:])
  private let users = Mutex<[String: Answer<User>]>([:])

  /// As upstream's defaults: allowed answers are kept for 5 minutes, others for 30 s, tokens for 2 minutes.
  private static let allowedLife: Duration = .seconds(300)
  private static let deniedLife: Duration = .seconds(30)
  private static let tokenLife: Duration = .seconds(120)
  private static let cacheMax = 1000

  init(client: APIClient, authorities: CertificatePool?, nodeName: String, time: any TimeSource) {
    self.client = client
    self.authorities = authorities
    self.nodeName = nodeName
    self.time = time
  }

  /// Nil when the request may go on, else the answer that ends it.
  func refusal(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse? {
    let user: User?
    do {
      user = try await self.user(of: request, connection)
    } catch {
      // As upstream: who can't be told who he is is nobody.
      user = nil
    }
    guard let user else { return .text("Unauthorized", status: 401) }
    do {
      let verb = Self.verb(of: request.method)
      let subresources = Self.subresources(of: request.path)
      for subresource in subresources {
        if try await isAllowed(Question(user: user, verb: verb, subresource: subresource)) { return nil }
      }
      let asked = subresources.joined(separator: " ")
      return .text(
        "Forbidden (user=\(user.name), verb=\(verb), resource=nodes, subresource(s)=[\(asked)])", status: 403)
    } catch {
      return .text("the API server could not be asked: \(error)", status: 500)
    }
  }

  private func user(of request: APIRequest, _ connection: ConnectionInfo) async throws -> User? {
    if let authorities, !connection.clientCertificateChain.isEmpty,
      let details = try? authorities.verifyClient(chain: connection.clientCertificateChain, at: time.now())
    {
      return User(name: details.commonName, groups: details.organizations + ["system:authenticated"])
    }
    guard let header = request.headers["Authorization"], header.lowercased().hasPrefix("bearer ") else { return nil }
    let token = String(header.dropFirst("bearer ".count)).filter { $0 != " " }
    return token.isEmpty ? nil : try await user(ofToken: token)
  }

  private func user(ofToken token: String) async throws -> User? {
    let now = time.now()
    if let known = users.withLock({ $0[token] }), known.until > now { return known.value }
    let review: JSONValue = [
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": ["token": .string(token)],
    ]
    let path = ResourcePath(
      GroupVersionResource(group: "authentication.k8s.io", version: "v1", resource: "tokenreviews"))
    let status = try await client.create(path, review)["status"] ?? .null
    guard status.bool("authenticated"), let info = status["user"] else { return nil }
    let user = User(name: info.string("username"), uid: info.string("uid"), groups: info.strings("groups"))
    users.withLock { users in
      if users.count >= Self.cacheMax { users = [:] }
      users[token] = Answer(value: user, until: now + Self.tokenLife)
    }
    return user
  }

  private func isAllowed(_ question: Question) async throws -> Bool {
    let now = time.now()
    if let known = decisions.withLock({ $0[question] }), known.until > now { return known.value }
    let review: JSONValue = [
      "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
      "spec": [
        "user": .string(question.user.name), "uid": .string(question.user.uid),
        "groups": .strings(question.user.groups),
        "resourceAttributes": [
          "verb": .string(question.verb), "version": "v1", "resource": "nodes",
          "subresource": .string(question.subresource), "name": .string(nodeName),
        ],
      ],
    ]
    let path = ResourcePath(
      GroupVersionResource(group: "authorization.k8s.io", version: "v1", resource: "subjectaccessreviews"))
    let isAllowed = try await client.create(path, review)["status"]?.bool("allowed") ?? false
    decisions.withLock { decisions in
      if decisions.count >= Self.cacheMax { decisions = [:] }
      decisions[question] = Answer(value: isAllowed, until: now + (isAllowed ? Self.allowedLife : Self.deniedLife))
    }
    return isAllowed
  }

  private static func verb(of method: String) -> String {
    switch method {
    case "POST": "create"
    case "PUT": "update"
    case "PATCH": "patch"
    case "DELETE": "delete"
    default: "get"
    }
  }

  /// What has to be allowed, one of them: the fine-grained subresource first, then `proxy`.
  static func subresources(of path: String) -> [String] {
    switch path.split(separator: "/").first ?? "" {
    case "stats": ["stats"]
    case "metrics": ["metrics"]
    case "logs": ["log"]
    case "spec": ["spec"]
    case "checkpoint": ["checkpoint"]
    case "healthz": ["healthz", "proxy"]
    case "pods", "runningpods": ["pods", "proxy"]
    case "configz": ["configz", "proxy"]
    default: ["proxy"]
    }
  }
}

extension APIResponse {
  static func text(_ text: String, status: Int = 200) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
      body: .bytes(Array("\(text)\n".utf8)))
  }

  static func json(_ value: JSONValue) -> APIResponse {
    APIResponse(status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(value.encoded()))
  }
}
