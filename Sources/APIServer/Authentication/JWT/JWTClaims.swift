import APIMachinery
import CEL

/// Makes a user of the claims of a token whose signature is good.
struct JWTClaims {
  let claims: JSONValue
  let issuer: AuthenticationConfiguration.Issuer
  let expressions: JWTExpressions

  func user() throws(AuthenticationFailure) -> UserInfo {
    var user = UserInfo(name: try username(), groups: try groups())
    user.uid = try uid()
    user.extra = try extra()
    try checkClaims()
    try checkUser(user)
    return user
  }

  private var activation: CELActivation {
    let members = claims.objectValue ?? JSONObject()
    return ["claims": .map(.json(members, .any))]
  }

  // MARK: Mappings

  private func username() throws(AuthenticationFailure) -> String {
    if let expression = expressions.username {
      guard case .string(let name) = try evaluate(expression, "username claim") else {
        throw AuthenticationFailure(
          "oidc: error evaluating username claim expression: username claim expression must return a string")
      }
      guard !name.isEmpty else {
        throw AuthenticationFailure("oidc: empty username via CEL expression is not allowed")
      }
      return name
    }
    guard let name = claims[issuer.username.claim]?.stringValue else {
      throw AuthenticationFailure("oidc: parse username claims \(quoted(issuer.username.claim)): claim not present")
    }
    if issuer.username.claim == "email", let verified = claims["email_verified"] {
      guard verified.boolValue == true else { throw AuthenticationFailure("oidc: email not verified") }
    }
    return (issuer.username.prefix ?? "") + name
  }

  private func groups() throws(AuthenticationFailure) -> [String] {
    if let expression = expressions.groups {
      return try strings(try evaluate(expression, "group claim"), "group claim")
    }
    guard !issuer.groups.claim.isEmpty, let value = claims[issuer.groups.claim], !value.isNull else { return [] }
    let prefix = issuer.groups.prefix ?? ""
    // One group may stand there without a list.
    if let group = value.stringValue { return [prefix + group] }
    guard let list = value.arrayValue, list.allSatisfy({ $0.stringValue != nil }) else {
      throw AuthenticationFailure("oidc: parse groups claim \(quoted(issuer.groups.claim)): not a list of strings")
    }
    return list.map { prefix + ($0.stringValue ?? "") }
  }

  private func uid() throws(AuthenticationFailure) -> String {
    if let expression = expressions.uid {
      guard case .string(let uid) = try evaluate(expression, "uid claim") else {
        throw AuthenticationFailure(
          "oidc: error evaluating uid claim expression: uid claim expression must return a string")
      }
      return uid
    }
    guard !issuer.uid.claim.isEmpty else { return "" }
    guard let uid = claims[issuer.uid.claim]?.stringValue else {
      throw AuthenticationFailure("oidc: parse uid claim \(quoted(issuer.uid.claim)): claim not present")
    }
    return uid
  }

  private func extra() throws(AuthenticationFailure) -> [String: [String]] {
    var extra: [String: [String]] = [:]
    if let identifier = claims["jti"]?.stringValue, !identifier.isEmpty {
      extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(identifier)"]
    }
    for (key, expression) in expressions.extra {
      let values = try strings(try evaluate(expression, "extra claim"), "extra claim")
      if !values.isEmpty { extra[key] = values }
    }
    return extra
  }

  // MARK: Rules

  private func checkClaims() throws(AuthenticationFailure) {
    for rule in issuer.claimRules where !rule.claim.isEmpty {
      guard let value = claims[rule.claim] else {
        throw AuthenticationFailure("oidc: required claim \(rule.claim) not present in ID token")
      }
      guard let text = value.stringValue else {
        throw AuthenticationFailure("oidc: parse claim \(rule.claim): not a string")
      }
      guard text == rule.requiredValue else {
        throw AuthenticationFailure(
          "oidc: required claim \(rule.claim) value does not match. Got = \(text), want = \(rule.requiredValue)")
      }
    }
    try check(expressions.claimRules, activation, "claim validation expression")
  }

  private func checkUser(_ user: UserInfo) throws(AuthenticationFailure) {
    guard !expressions.userRules.isEmpty else { return }
    let texts = { (values: [String]) in JSONValue.array(values.map(JSONValue.string)) }
    let members: [(String, JSONValue)] = [
      ("username", .string(user.name)), ("uid", .string(user.uid)), ("groups", texts(user.groups)),
      ("extra", .object(JSONObject(user.extra.sorted { $0.key < $1.key }.map { ($0.key, texts($0.value)) }))),
    ]
    try check(
      expressions.userRules, ["user": .object(.json(JSONObject(members), JWTExpressions.userType))],
      "user info validation rule")
  }

  private func check(
    _ rules: [JWTExpressions.Rule], _ activation: CELActivation, _ what: String
  ) throws(AuthenticationFailure) {
    for rule in rules {
      let value: CELValue
      do {
        value = try rule.expression.evaluate(activation)
      } catch {
        throw AuthenticationFailure("oidc: error evaluating \(what): \(error)")
      }
      guard value.boolValue == true else {
        let message = rule.message.isEmpty ? "" : ": \(rule.message)"
        throw AuthenticationFailure(
          "oidc: error evaluating \(what): validation expression '\(rule.expression.source)' failed\(message)")
      }
    }
  }

  // MARK: Values

  private func evaluate(
    _ expression: ConfigurationExpression, _ what: String
  ) throws(AuthenticationFailure) -> CELValue {
    do {
      return try expression.evaluate(activation)
    } catch {
      throw AuthenticationFailure("oidc: error evaluating \(what) expression: \(error)")
    }
  }

  /// Text, or lists of it; empty text counts as none.
  private func strings(_ value: CELValue, _ what: String) throws(AuthenticationFailure) -> [String] {
    switch value {
    case .string(let text): return text.isEmpty ? [] : [text]
    case .null: return []
    case .list(let list):
      var texts: [String] = []
      for element in list.elements { texts += try strings(element, what) }
      return texts
    default:
      throw AuthenticationFailure(
        "oidc: error evaluating \(what) expression: unsupported type for CEL value: \(value.type)")
    }
  }
}
