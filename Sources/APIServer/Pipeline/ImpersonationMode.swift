import APIMachinery

/// The ways of being allowed to act as another user, in the order they are tried.
enum ImpersonationMode: String, CaseIterable, Sendable {
  /// A service account acts as the node that its pod is on.
  case associatedNode = "associated-node"
  case arbitraryNode = "arbitrary-node"
  case serviceAccount = "serviceaccount"
  /// Users that are neither nodes nor service accounts.
  case userInfo = "user-info"
  /// The verb `impersonate` alone.
  case legacy = ""

  var isConstrained: Bool { self != .legacy }
  var verb: String { isConstrained ? "impersonate:\(rawValue)" : "impersonate" }
}

/// Whether a caller may act as another user in one way.
struct ImpersonationCheck {
  let mode: ImpersonationMode
  let caller: UserInfo
  let wanted: UserInfo
  /// What the caller wants to do as the other user.
  let request: AuthorizationAttributes

  /// From so many values on it is first asked whether all values are allowed.
  private static let manyValues = 4
  private static let authenticationGroup = "authentication.k8s.io"

  /// Whether the way is meant for such a user.
  var applies: Bool {
    let hasOnlyName = wanted.uid.isEmpty && wanted.groups.isEmpty && wanted.extra.isEmpty
    switch mode {
    case .associatedNode:
      guard hasOnlyName, let node = Self.nodeName(wanted.name), Self.serviceAccount(caller.name) != nil else {
        return false
      }
      return caller.extra["authentication.kubernetes.io/node-name"] == [node]
    case .arbitraryNode: return hasOnlyName && Self.nodeName(wanted.name) != nil
    case .serviceAccount: return hasOnlyName && Self.serviceAccount(wanted.name) != nil
    case .userInfo: return Self.nodeName(wanted.name) == nil && Self.serviceAccount(wanted.name) == nil
    case .legacy: return true
    }
  }

  /// The user to be. Throws 403.
  func run(_ authorizer: any Authorizer) async throws(APIError) -> UserInfo {
    if mode.isConstrained {
      var attributes = request
      attributes.verb = "impersonate-on:\(mode.rawValue):\(request.verb)"
      try await check(attributes, authorizer)
    }
    var user = wanted
    try await checkName(&user, authorizer)
    if !wanted.uid.isEmpty {
      try await check(attributes(Self.authenticationGroup, "uids", wanted.uid), authorizer)
    }
    try await checkGroups(authorizer)
    try await checkExtra(authorizer)
    if user.name == UserInfo.anonymous.name {
      Self.ensure(UserInfo.Group.unauthenticated, in: &user)
    } else if !user.groups.contains(UserInfo.Group.unauthenticated) {
      Self.ensure(UserInfo.Group.authenticated, in: &user)
    }
    return user
  }

  // MARK: Parts

  private func checkName(_ user: inout UserInfo, _ authorizer: any Authorizer) async throws(APIError) {
    var attributes = attributes(mode.isConstrained ? Self.authenticationGroup : "", "users", wanted.name)
    if mode.isConstrained, let node = Self.nodeName(wanted.name) {
      attributes.resource = "nodes"
      // Of its own node a service account need not be told by name.
      attributes.name = mode == .associatedNode ? "*" : node
      user.groups = [UserInfo.Group.nodes]
    }
    if let account = Self.serviceAccount(wanted.name) {
      attributes.resource = "serviceaccounts"
      attributes.namespace = account.namespace
      attributes.name = account.name
      if wanted.groups.isEmpty {
        user.groups = [UserInfo.Group.serviceAccounts, "\(UserInfo.Group.serviceAccounts):\(account.namespace)"]
      }
    }
    try await check(attributes, authorizer)
  }

  private func checkGroups(_ authorizer: any Authorizer) async throws(APIError) {
    guard !wanted.groups.isEmpty else { return }
    var attributes = attributes(mode.isConstrained ? Self.authenticationGroup : "", "groups", "")
    if mode.isConstrained {
      if wanted.groups.contains("") {
        throw .forbidden(attributes, reason: "impersonating the empty string group is not allowed")
      }
      if wanted.groups.contains(UserInfo.Group.masters) {
        attributes.name = UserInfo.Group.masters
        throw .forbidden(attributes, reason: "impersonating the system:masters group is not allowed")
      }
      if wanted.groups.count >= Self.manyValues {
        attributes.name = "*"
        if await decision(attributes, authorizer).isAllowed { return }
      }
    }
    for group in wanted.groups {
      attributes.name = group
      try await check(attributes, authorizer)
    }
  }

  private func checkExtra(_ authorizer: any Authorizer) async throws(APIError) {
    guard !wanted.extra.isEmpty else { return }
    var attributes = attributes(Self.authenticationGroup, "userextras", "")
    if mode.isConstrained {
      if let problem = Self.problem(of: wanted.extra) { throw .forbidden(attributes, reason: problem) }
      if wanted.extra.values.reduce(0, { $0 + $1.count }) >= Self.manyValues {
        (attributes.subresource, attributes.name) = ("*", "*")
        if await decision(attributes, authorizer).isAllowed { return }
      }
    }
    for (key, values) in wanted.extra.sorted(by: { $0.key < $1.key }) {
      for value in values {
        (attributes.subresource, attributes.name) = (key, value)
        try await check(attributes, authorizer)
      }
    }
  }

  private static func problem(of extra: [String: [String]]) -> String? {
    for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
      if key.isEmpty { return "impersonating the empty string key in extra is not allowed" }
      let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count < 2 || parts[1].isEmpty || !NameValidation.dns1123Subdomain(parts[0]).isEmpty {
        return "impersonating an invalid key in extra is not allowed: extra.key: Invalid value: \(quoted(key)): "
          + "must be a domain-prefixed path (such as \"acme.io/foo\")"
      }
      if values.contains("") { return "impersonating the empty string value in extra is not allowed" }
    }
    return nil
  }

  // MARK: Decisions

  private func attributes(_ group: String, _ resource: String, _ name: String) -> AuthorizationAttributes {
    AuthorizationAttributes(
      user: caller, verb: mode.verb, apiGroup: group, apiVersion: "v1", resource: resource, name: name)
  }

  private func decision(
    _ attributes: AuthorizationAttributes, _ authorizer: any Authorizer
  ) async -> AuthorizationDecision {
    await authorizer.decide(attributes)
  }

  private func check(_ attributes: AuthorizationAttributes, _ authorizer: any Authorizer) async throws(APIError) {
    let decision = await decision(attributes, authorizer)
    if decision.isAllowed { return }
    if case .failure(let message, _) = decision { throw .forbidden(attributes, reason: message) }
    throw .forbidden(attributes, reason: decision.reason)
  }

  private static func ensure(_ group: String, in user: inout UserInfo) {
    if !user.groups.contains(group) { user.groups.append(group) }
  }

  private static func nodeName(_ user: String) -> String? {
    let prefix = "system:node:"
    guard user.hasPrefix(prefix) else { return nil }
    let name = String(user.dropFirst(prefix.count))
    return NameValidation.dns1123Subdomain(name).isEmpty ? name : nil
  }

  private static func serviceAccount(_ name: String) -> (namespace: String, name: String)? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
    else { return nil }
    return (parts[2], parts[3])
  }
}
