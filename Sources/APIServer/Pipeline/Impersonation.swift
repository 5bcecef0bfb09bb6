import APIMachinery

/// Acting as another user (`Impersonate-User`, `-Group`, `-Uid`, `-Extra-*` headers).
enum Impersonation {
  /// The user whose name the request is answered in. Throws 403 when the caller may not act as them.
  static func apply(to user: UserInfo, headers: Headers, authorizer: any Authorizer) throws(APIError) -> UserInfo {
    user
  }
}
