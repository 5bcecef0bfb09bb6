import APIMachinery

/// Acting as another user (`Impersonate-User`, `-Group`, `-Uid`, `-Extra-*` headers).
enum Impersonation {
  /// The user whose name the request is answered in. Throws 403 when the caller may not act as them.
  static func apply(to user: UserInfo, headers: Headers, authorizer: any Authorizer) throws(APIError) -> UserInfo {
    let extraPrefix = "impersonate-extra-"
    let isAsked = headers.fields.contains { $0.name.lowercased().hasPrefix("impersonate-") }
    guard isAsked else { return user }
    guard let name = headers["Impersonate-User"], !name.isEmpty else {
      throw .badRequest("requested impersonation without impersonating a user")
    }
    var other = UserInfo(name: name, uid: headers["Impersonate-Uid"] ?? "", groups: headers.all("Impersonate-Group"))
    for field in headers.fields where field.name.lowercased().hasPrefix(extraPrefix) {
      let key = PercentEncoding.decode(String(field.name.lowercased().dropFirst(extraPrefix.count)))
      other.extra[key, default: []].append(field.value)
    }
    try check(other, user, authorizer)
    if name == UserInfo.anonymous.name {
      if other.groups.isEmpty { other.groups = [UserInfo.Group.unauthenticated] }
    } else {
      if other.groups.isEmpty, let account = serviceAccount(name) {
        other.groups = [
          UserInfo.Group.serviceAccounts, "\(UserInfo.Group.serviceAccounts):\(account.namespace)",
        ]
      }
      if !other.groups.contains(UserInfo.Group.authenticated) { other.groups.append(UserInfo.Group.authenticated) }
    }
    return other
  }

  /// The verb `impersonate` is needed on everything that is taken on.
  private static func check(_ other: UserInfo, _ user: UserInfo, _ authorizer: any Authorizer) throws(APIError) {
    var wanted = [
      AuthorizationAttributes(user: user, verb: "impersonate", apiVersion: "v1", resource: "users", name: other.name)
    ]
    if let account = serviceAccount(other.name) {
      wanted = [
        AuthorizationAttributes(
          user: user, verb: "impersonate", namespace: account.namespace, apiVersion: "v1",
          resource: "serviceaccounts", name: account.name)
      ]
    }
    for group in other.groups {
      wanted.append(
        AuthorizationAttributes(user: user, verb: "impersonate", apiVersion: "v1", resource: "groups", name: group))
    }
    let authentication = "authentication.k8s.io"
    if !other.uid.isEmpty {
      wanted.append(
        AuthorizationAttributes(
          user: user, verb: "impersonate", apiGroup: authentication, apiVersion: "v1", resource: "uids", name: other.uid
        ))
    }
    for (key, values) in other.extra {
      for value in values {
        wanted.append(
          AuthorizationAttributes(
            user: user, verb: "impersonate", apiGroup: authentication, apiVersion: "v1", resource: "userextras",
            subresource: key, name: value))
      }
    }
    for attributes in wanted {
      let decision = authorizer.authorize(attributes)
      guard decision.isAllowed else { throw .forbidden(attributes, reason: decision.reason) }
    }
  }

  private static func serviceAccount(_ name: String) -> (namespace: String, name: String)? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
    else { return nil }
    return (parts[2], parts[3])
  }
}
