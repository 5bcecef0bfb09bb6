import APIMachinery

/// Allows what a file of policies says (`--authorization-mode=ABAC`, `--authorization-policy-file`): one JSON object a
/// line, of `abac.authorization.kubernetes.io/v1beta1` or of the time before that had a name.
struct ABACAuthorizer: Authorizer {
  fileprivate struct Policy {
    var user = ""
    var group = ""
    var isReadOnly = false
    var apiGroup = ""
    var resource = ""
    var namespace = ""
    var nonResourcePath = ""
  }

  private static let flag = "--authorization-policy-file"
  fileprivate static let reads = ["get", "list", "watch"]

  private let policies: [Policy]

  init(path: String) throws(KubeAPIServerError) {
    try self.init(try ServerFiles.text(path, flag: Self.flag), path: path)
  }

  /// Lines that are empty or begin with `#` say nothing.
  init(_ text: String, path: String) throws(KubeAPIServerError) {
    var policies: [Policy] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      do throws(ParseError) {
        policies.append(try Policy(line: line))
      } catch {
        throw KubeAPIServerError("error reading policy file \(path), line \(index + 1): \(line): \(error.message)")
      }
    }
    self.policies = policies
  }

  func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    policies.contains { $0.allows(attributes) } ? .allow(reason: "") : .noOpinion(reason: "No policy matched.")
  }

  /// What `user` may do in `namespace`, for those who ask for all of it.
  func rules(of user: UserInfo, namespace: String) -> [PolicyRule] {
    var rules: [PolicyRule] = []
    for policy in policies
    where policy.isAbout(user) && (policy.namespace == "*" || policy.namespace == namespace) {
      let verbs = policy.isReadOnly ? Self.reads : ["*"]
      if !policy.resource.isEmpty {
        rules.append(PolicyRule(verbs: verbs, apiGroups: [policy.apiGroup], resources: [policy.resource]))
      }
      if !policy.nonResourcePath.isEmpty {
        rules.append(PolicyRule(verbs: verbs, nonResourceURLs: [policy.nonResourcePath]))
      }
    }
    return rules
  }
}

extension ABACAuthorizer.Policy {
  private static let versions = ["abac.authorization.kubernetes.io/v1beta1", "abac.authorization.kubernetes.io/v0"]

  fileprivate init(line: String) throws(ParseError) {
    let object: JSONValue
    do throws(JSONError) {
      object = try JSONParser.parse(Array(line.utf8))
    } catch {
      throw ParseError("\(error)")
    }
    // Of everything else nothing would be said, which once meant that everything is allowed.
    guard object.objectValue != nil else { throw ParseError("a policy is no object") }
    let version = object["apiVersion"]?.stringValue ?? ""
    switch (version, object["kind"]?.stringValue ?? "") {
    case (Self.versions[0], "Policy"): try self.init(spec: object["spec"] ?? [:])
    case ("", _), (_, ""), (Self.versions[1], "Policy"): try self.init(unversioned: object)
    case (_, let kind): throw ParseError("no kind \(quoted(kind)) is registered for version \(quoted(version))")
    }
    // Everybody who is known, which doesn't mean those who aren't.
    if user == "*" || group == "*" { (user, group) = ("", UserInfo.Group.authenticated) }
  }

  private init(spec: JSONValue) throws(ParseError) {
    user = try Self.text(spec, "user")
    group = try Self.text(spec, "group")
    isReadOnly = try Self.flag(spec, "readonly")
    apiGroup = try Self.text(spec, "apiGroup")
    resource = try Self.text(spec, "resource")
    namespace = try Self.text(spec, "namespace")
    nonResourcePath = try Self.text(spec, "nonResourcePath")
  }

  /// What isn't said means everything, as it did then.
  private init(unversioned policy: JSONValue) throws(ParseError) {
    user = try Self.text(policy, "user")
    group = try Self.text(policy, "group")
    isReadOnly = try Self.flag(policy, "readonly")
    resource = try Self.text(policy, "resource")
    namespace = try Self.text(policy, "namespace")
    if user.isEmpty, group.isEmpty { group = UserInfo.Group.authenticated }
    if resource.isEmpty, namespace.isEmpty { nonResourcePath = "*" }
    if resource.isEmpty { resource = "*" }
    if namespace.isEmpty { namespace = "*" }
    apiGroup = "*"
  }

  private static func text(_ object: JSONValue, _ member: String) throws(ParseError) -> String {
    guard let value = object[member], !value.isNull else { return "" }
    guard let text = value.stringValue else { throw ParseError("\(member) is no string") }
    return text
  }

  private static func flag(_ object: JSONValue, _ member: String) throws(ParseError) -> Bool {
    guard let value = object[member], !value.isNull else { return false }
    guard let flag = value.boolValue else { throw ParseError("\(member) is neither true nor false") }
    return flag
  }

  fileprivate func allows(_ attributes: AuthorizationAttributes) -> Bool {
    guard isAbout(attributes.user), !isReadOnly || ABACAuthorizer.reads.contains(attributes.verb) else { return false }
    if attributes.isResourceRequest {
      return Self.matches(namespace, attributes.namespace) && Self.matches(resource, attributes.resource)
        && Self.matches(apiGroup, attributes.apiGroup)
    }
    if nonResourcePath.hasSuffix("*") {
      let end = nonResourcePath.lastIndex { $0 != "*" }
      let prefix = end.map { nonResourcePath[...$0] } ?? ""
      return attributes.path.hasPrefix(prefix)
    }
    return nonResourcePath == attributes.path
  }

  /// Whom a policy names it must name in full: a user and a group mean that user in that group.
  fileprivate func isAbout(_ someone: UserInfo) -> Bool {
    if user.isEmpty, group.isEmpty { return false }
    return (user.isEmpty || user == someone.name) && (group.isEmpty || someone.groups.contains(group))
  }

  private static func matches(_ wanted: String, _ value: String) -> Bool { wanted == "*" || wanted == value }
}
