import APIMachinery

/// `TokenReview`: whose token is this?
struct TokenReview: Review {
  let tokens: ServiceAccountTokens?

  var kind: GroupVersionKind { GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenReview") }

  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError) {
    let token = object[path: "spec", "token"]?.stringValue ?? ""
    guard !token.isEmpty else { throw .badRequest("token is required for TokenReview in authentication") }
    let wanted = object[path: "spec", "audiences"]?.arrayValue?.compactMap(\.stringValue) ?? []
    var status: JSONValue = [:]
    do throws(AuthenticationFailure) {
      if let (user, audiences) = try await authenticate(token, audiences: wanted, request.server) {
        status["authenticated"] = true
        status["user"] = user.json
        if !audiences.isEmpty { status["audiences"] = .array(audiences.map(JSONValue.string)) }
      } else {
        status["user"] = [:]
        status["error"] = "invalid bearer token"
      }
    } catch {
      status["user"] = [:]
      status["error"] = .string("[invalid bearer token, \(error.message)]")
    }
    object["status"] = status
  }

  private func authenticate(
    _ token: String, audiences: [String], _ server: APIServer
  ) async throws(AuthenticationFailure) -> (UserInfo, [String])? {
    if let tokens {
      let accepted = audiences.isEmpty ? tokens.audiences : audiences
      if let found = try tokens.user(of: token, accepted: accepted, reader: server.objects) {
        var user = found.user
        user.groups.append(UserInfo.Group.authenticated)
        return (user, found.audiences)
      }
    }
    // Other tokens know no audiences: they are meant for this server.
    let own = tokens?.audiences ?? []
    let matching = audiences.isEmpty ? own : audiences.filter(own.contains)
    guard audiences.isEmpty || !matching.isEmpty else { return nil }
    let credentials = Credentials(bearerToken: token)
    var failure: AuthenticationFailure?
    do throws(AuthenticationFailure) {
      if let user = try server.authenticator.authenticate(credentials) { return (user, matching) }
    } catch {
      failure = error
    }
    if server.authenticator.knowsMore(about: credentials),
      let user = try await server.authenticator.authenticateElsewhere(credentials)
    {
      return (user, matching)
    }
    if let failure { throw failure }
    return nil
  }
}

/// `SelfSubjectReview`: who am I?
struct SelfReview: Review {
  var kind: GroupVersionKind {
    GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "SelfSubjectReview")
  }
  var tracksFields: Bool { false }

  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError) {
    object.setMetadata("creationTimestamp", .string(request.context.receivedAt.rfc3339))
    object["status"] = ["userInfo": request.user.json]
  }
}

extension UserInfo {
  /// `authentication.k8s.io/v1.UserInfo`.
  var json: JSONValue {
    var json: JSONValue = [:]
    if !name.isEmpty { json["username"] = .string(name) }
    if !uid.isEmpty { json["uid"] = .string(uid) }
    if !groups.isEmpty { json["groups"] = .array(groups.map(JSONValue.string)) }
    if !extra.isEmpty {
      json["extra"] = .object(
        JSONObject(extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(JSONValue.string))) }))
    }
    return json
  }
}
