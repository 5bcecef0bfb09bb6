import APIMachinery
import Synchronization

/// Asks a server whose token this is (`--authentication-token-webhook-config-file`).
final class TokenReviewWebhook: Authenticator {
  /// Answers that are remembered; emptied when full.
  private static let knownMax = 4096

  private struct Answer {
    var user: UserInfo?
    var until: Duration
  }

  private let webhook: ReviewWebhook
  private let version: String
  private let audiences: [String]
  private let timeToLive: Duration
  private let time: any TimeSource
  private let known = Mutex<[String: Answer]>([:])

  /// - Parameters:
  ///   - version: Of authentication.k8s.io, `v1` or `v1beta1`.
  ///   - audiences: Those of this server, of which a token must have one where the webhook knows audiences.
  ///   - timeToLive: How long an answer holds.
  init(_ webhook: ReviewWebhook, version: String, audiences: [String], timeToLive: Duration, time: any TimeSource) {
    self.webhook = webhook
    self.version = version
    self.audiences = audiences
    self.timeToLive = timeToLive
    self.time = time
  }

  func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    guard let token = credentials.bearerToken else { return nil }
    return remembered(token)?.user
  }

  func knowsMore(about credentials: Credentials) -> Bool {
    credentials.bearerToken.map { remembered($0) == nil } ?? false
  }

  func authenticateElsewhere(_ credentials: Credentials) async throws(AuthenticationFailure) -> UserInfo? {
    guard let token = credentials.bearerToken else { return nil }
    if let answer = remembered(token) { return answer.user }
    var spec: JSONValue = ["token": .string(token)]
    if !audiences.isEmpty { spec["audiences"] = .array(audiences.map(JSONValue.string)) }
    let review: JSONValue = [
      "kind": "TokenReview", "apiVersion": .string("authentication.k8s.io/\(version)"),
      "metadata": ["creationTimestamp": .null], "spec": spec, "status": ["user": [:]],
    ]
    let status: JSONValue
    do throws(RemoteError) {
      status = try await webhook.post(review)["status"] ?? [:]
    } catch {
      throw AuthenticationFailure("webhook token authenticator: \(error)")
    }
    let user = try user(status)
    known.withLock { known in
      if known.count >= Self.knownMax { known = [:] }
      known[token] = Answer(user: user, until: time.uptime() + timeToLive)
    }
    return user
  }

  private func remembered(_ token: String) -> Answer? {
    let now = time.uptime()
    return known.withLock { $0[token] }.flatMap { now < $0.until ? $0 : nil }
  }

  private func user(_ status: JSONValue) throws(AuthenticationFailure) -> UserInfo? {
    let user = status["user"] ?? [:]
    guard status["authenticated"] == true else {
      let problem = status["error"]?.stringValue ?? ""
      if !problem.isEmpty { throw AuthenticationFailure(problem) }
      return nil
    }
    let given = (status["audiences"]?.arrayValue ?? []).compactMap(\.stringValue)
    // A webhook that says nothing of audiences knows none.
    guard given.isEmpty || given.contains(where: audiences.contains) else { return nil }
    return UserInfo(
      name: user["username"]?.stringValue ?? "", uid: user["uid"]?.stringValue ?? "",
      groups: (user["groups"]?.arrayValue ?? []).compactMap(\.stringValue),
      extra: AccessReview.extra(user["extra"]))
  }
}
