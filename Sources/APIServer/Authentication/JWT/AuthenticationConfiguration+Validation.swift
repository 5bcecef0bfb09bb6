import APIMachinery
import CEL
import PKI

extension AuthenticationConfiguration {
  /// As upstream.
  static let issuersMax = 64

  /// What is wrong with it, in upstream's words (`ValidateAuthenticationConfiguration`).
  ///
  /// - Parameter disallowed: Issuers that have authenticators of their own.
  func problems(disallowed: Set<String>) -> FieldErrorList {
    let root = FieldPath("jwt")
    guard issuers.count <= Self.issuersMax else {
      return [.tooMany(root, count: issuers.count, maximum: Self.issuersMax)]
    }
    var errors: FieldErrorList = []
    var (urls, discoveryURLs): (Set<String>, Set<String>) = ([], [])
    for (index, issuer) in issuers.enumerated() {
      let path = root.index(index)
      errors += IssuerCompiler(issuer, path, disallowed: disallowed).errors
      if !urls.insert(issuer.url).inserted {
        errors.append(.duplicate(path.child("issuer", "url"), .string(issuer.url)))
      }
      if !issuer.discoveryURL.isEmpty, !discoveryURLs.insert(issuer.discoveryURL).inserted {
        errors.append(.duplicate(path.child("issuer", "discoveryURL"), .string(issuer.discoveryURL)))
      }
    }
    if let anonymous, !anonymous.isEnabled, !anonymous.paths.isEmpty {
      errors.append(
        .invalid(
          FieldPath("anonymous", "conditions"), .array(anonymous.paths.map { ["path": .string($0)] }),
          "enabled should be set to true when conditions are defined"))
    }
    return errors
  }
}

/// Checks one issuer and compiles its expressions on the way.
struct IssuerCompiler {
  private(set) var errors: FieldErrorList = []
  private(set) var expressions = JWTExpressions()
  private var usesEmail = false
  private var usesEmailVerified = false

  init(_ issuer: AuthenticationConfiguration.Issuer, _ path: FieldPath, disallowed: Set<String>) {
    checkIssuer(issuer, path.child("issuer"), disallowed)
    checkClaimRules(issuer.claimRules, path.child("claimValidationRules"))
    checkMappings(issuer, path.child("claimMappings"))
    checkUserRules(issuer.userRules, path.child("userValidationRules"))
  }

  private mutating func add(_ error: FieldError) { errors.append(error) }

  // MARK: Issuer

  private mutating func checkIssuer(
    _ issuer: AuthenticationConfiguration.Issuer, _ path: FieldPath, _ disallowed: Set<String>
  ) {
    if issuer.url.isEmpty {
      add(.required(path.child("url")))
    } else {
      checkURL(issuer.url, path.child("url"), disallowed)
    }
    if !issuer.discoveryURL.isEmpty {
      let discovery = path.child("discoveryURL")
      if !issuer.url.isEmpty, Self.withoutSlashes(issuer.url) == Self.withoutSlashes(issuer.discoveryURL) {
        add(.invalid(discovery, .string(issuer.discoveryURL), "discoveryURL must be different from URL"))
      }
      checkURL(issuer.discoveryURL, discovery, [])
    }
    checkAudiences(issuer, path)
    if !issuer.certificateAuthority.isEmpty,
      (try? CertificatePool(pem: Array(issuer.certificateAuthority.utf8))) == nil
    {
      add(
        .invalid(
          path.child("certificateAuthority"), "<omitted>", "data does not contain any valid RSA or ECDSA certificates"))
    }
    if !issuer.egressSelectorType.isEmpty {
      add(
        .invalid(
          path.child("egressSelectorType"), .string(issuer.egressSelectorType), "egress selectors are not supported"))
    }
  }

  private static func withoutSlashes(_ url: String) -> String {
    String(url.reversed().drop { $0 == "/" }.reversed())
  }

  private mutating func checkURL(_ url: String, _ path: FieldPath, _ disallowed: Set<String>) {
    let value = JSONValue.string(url)
    if disallowed.contains(url) {
      add(
        .invalid(
          path, value,
          "URL must not overlap with disallowed issuers: [\(disallowed.sorted().joined(separator: " "))]"))
    }
    if !url.hasPrefix("https://") { add(.invalid(path, value, "URL scheme must be https")) }
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    if rest.prefix(while: { $0 != "/" && $0 != "?" && $0 != "#" }).contains("@") {
      add(.invalid(path, value, "URL must not contain a username or password"))
    }
    let beforeFragment = rest.prefix { $0 != "#" }
    if let mark = beforeFragment.firstIndex(of: "?"), beforeFragment.index(after: mark) != beforeFragment.endIndex {
      add(.invalid(path, value, "URL must not contain a query"))
    }
    if rest.dropFirst(beforeFragment.count + 1).isEmpty == false {
      add(.invalid(path, value, "URL must not contain a fragment"))
    }
  }

  private mutating func checkAudiences(_ issuer: AuthenticationConfiguration.Issuer, _ path: FieldPath) {
    let audiences = path.child("audiences")
    guard !issuer.audiences.isEmpty else {
      add(.required(audiences, "at least one \(audiences) is required"))
      return
    }
    var seen: Set<String> = []
    for (index, audience) in issuer.audiences.enumerated() {
      if audience.isEmpty { add(.required(audiences.index(index))) }
      if !seen.insert(audience).inserted { add(.duplicate(audiences.index(index), .string(audience))) }
    }
    let policy = issuer.audienceMatchPolicy
    let policyPath = path.child("audienceMatchPolicy")
    if issuer.audiences.count > 1, policy != "MatchAny" {
      add(.invalid(policyPath, .string(policy), "audienceMatchPolicy must be MatchAny for multiple audiences"))
    }
    if issuer.audiences.count == 1, !policy.isEmpty, policy != "MatchAny" {
      add(
        .invalid(policyPath, .string(policy), "audienceMatchPolicy must be empty or MatchAny for single audience"))
    }
  }

  // MARK: Rules

  private mutating func checkClaimRules(_ rules: [AuthenticationConfiguration.ClaimRule], _ path: FieldPath) {
    var (claims, sources): (Set<String>, Set<String>) = ([], [])
    for (index, rule) in rules.enumerated() {
      let path = path.index(index)
      switch (rule.claim.isEmpty, rule.expression.isEmpty) {
      case (false, false): add(.invalid(path, .string(rule.claim), "claim and expression can't both be set"))
      case (true, true): add(.required(path, "claim or expression is required"))
      case (false, true):
        if !rule.message.isEmpty {
          add(.invalid(path.child("message"), .string(rule.message), "may not be specified when claim is set"))
        }
        if !claims.insert(rule.claim).inserted { add(.duplicate(path.child("claim"), .string(rule.claim))) }
      case (true, false):
        if !rule.requiredValue.isEmpty {
          add(
            .invalid(
              path.child("requiredValue"), .string(rule.requiredValue), "may not be specified when expression is set"))
        }
        guard sources.insert(rule.expression).inserted else {
          add(.duplicate(path.child("expression"), .string(rule.expression)))
          continue
        }
        guard let compiled = claimExpression(rule.expression, path.child("expression"), isCondition: true) else {
          continue
        }
        expressions.claimRules.append(.init(expression: compiled, message: rule.message))
        noteEmailVerified(rule.expression)
      }
    }
  }

  private mutating func checkUserRules(_ rules: [AuthenticationConfiguration.UserRule], _ path: FieldPath) {
    var sources: Set<String> = []
    for (index, rule) in rules.enumerated() {
      let path = path.index(index).child("expression")
      guard !rule.expression.isEmpty else {
        add(.required(path))
        continue
      }
      guard sources.insert(rule.expression).inserted else {
        add(.duplicate(path, .string(rule.expression)))
        continue
      }
      do {
        let compiled = try ConfigurationExpression(rule.expression, in: JWTExpressions.user, expecting: [.bool])
        expressions.userRules.append(.init(expression: compiled, message: rule.message))
      } catch {
        add(.invalid(path, .string(rule.expression), error.message))
      }
    }
  }

  // MARK: Mappings

  private mutating func checkMappings(_ issuer: AuthenticationConfiguration.Issuer, _ path: FieldPath) {
    expressions.username = mapping(issuer.username, path.child("username"), isRequired: true)
    if expressions.username != nil {
      usesEmail = Self.fields(issuer.username.expression).contains("email")
      noteEmailVerified(issuer.username.expression)
    }
    expressions.groups = mapping(issuer.groups, path.child("groups"), isRequired: false)
    if !issuer.uid.claim.isEmpty, !issuer.uid.expression.isEmpty {
      add(.invalid(path.child("uid"), "", "claim and expression can't both be set"))
    } else if !issuer.uid.expression.isEmpty {
      expressions.uid = claimExpression(issuer.uid.expression, path.child("uid", "expression"))
    }
    checkExtra(issuer.extra, path.child("extra"))
    guard usesEmail, !usesEmailVerified else { return }
    add(
      .invalid(
        path.child("username", "expression"), .string(issuer.username.expression),
        "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*]"
          + ".valueExpression or claimValidationRules[*].expression when claims.email is used in "
          + "claimMappings.username.expression"))
  }

  private mutating func mapping(
    _ mapping: AuthenticationConfiguration.Mapping, _ path: FieldPath, isRequired: Bool
  ) -> ConfigurationExpression? {
    switch (mapping.claim.isEmpty, mapping.expression.isEmpty) {
    case (false, false): add(.invalid(path, "", "claim and expression can't both be set"))
    case (true, true): if isRequired { add(.required(path, "claim or expression is required")) }
    case (true, false):
      if let prefix = mapping.prefix {
        add(.invalid(path.child("prefix"), .string(prefix), "may not be specified when expression is set"))
      }
      return claimExpression(mapping.expression, path.child("expression"))
    case (false, true):
      if mapping.prefix == nil {
        add(
          .required(
            path.child("prefix"),
            "prefix is required when claim is set. It can be set to an empty string to disable prefixing"))
      }
    }
    return nil
  }

  private mutating func checkExtra(_ extra: [AuthenticationConfiguration.Extra], _ path: FieldPath) {
    var keys: Set<String> = []
    for (index, item) in extra.enumerated() {
      let path = path.index(index)
      let key = JSONValue.string(item.key)
      errors += Self.domainPrefixedPath(item.key, path.child("key"))
      if item.key.lowercased() != item.key { add(.invalid(path.child("key"), key, "must be lowercase")) }
      let domain = item.key.contains("/") ? String(item.key.prefix { $0 != "/" }) : ""
      if ["kubernetes.io", "k8s.io"].contains(where: { domain == $0 || domain.hasSuffix(".\($0)") }) {
        add(
          .invalid(
            path.child("key"), key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"))
      }
      guard keys.insert(item.key).inserted else {
        add(.duplicate(path.child("key"), key))
        continue
      }
      guard !item.valueExpression.isEmpty else {
        add(.required(path.child("valueExpression")))
        continue
      }
      guard let compiled = claimExpression(item.valueExpression, path.child("valueExpression")) else { continue }
      expressions.extra.append((item.key, compiled))
      noteEmailVerified(item.valueExpression)
    }
  }

  /// `example.com/path`.
  private static func domainPrefixedPath(_ key: String, _ path: FieldPath) -> FieldErrorList {
    guard !key.isEmpty else { return [.required(path)] }
    let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      return [.invalid(path, .string(key), "must be a domain-prefixed path (such as \"acme.io/foo\")")]
    }
    return NameValidation.dns1123Subdomain(parts[0]).map { .invalid(path, .string(parts[0]), $0) }
  }

  // MARK: Expressions

  private static func fields(_ expression: String) -> Set<String> {
    JWTExpressions.claims.fields(of: "claims", selectedIn: expression)
  }

  private mutating func noteEmailVerified(_ expression: String) {
    usesEmailVerified = usesEmailVerified || Self.fields(expression).contains("email_verified")
  }

  private mutating func claimExpression(
    _ source: String, _ path: FieldPath, isCondition: Bool = false
  ) -> ConfigurationExpression? {
    do {
      return try ConfigurationExpression(source, in: JWTExpressions.claims, expecting: isCondition ? [.bool] : [])
    } catch {
      add(.invalid(path, .string(source), error.message))
      return nil
    }
  }
}
