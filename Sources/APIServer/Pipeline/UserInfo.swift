/// Who makes a request, as the authenticators found out (`authentication.k8s.io/v1.UserInfo`).
public struct UserInfo: Sendable, Equatable {
  public var name: String
  public var uid: String
  public var groups: [String]
  /// Further attributes, such as `authentication.kubernetes.io/pod-name` of a service account's token.
  public var extra: [String: [String]]

  public init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
    self.name = name
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }
}

extension UserInfo {
  /// Requests without credentials, where these are allowed.
  public static let anonymous = UserInfo(name: "system:anonymous", groups: [Group.unauthenticated])

  /// The server itself, for its own objects and for reconciling what it owns.
  public static let apiServer = UserInfo(name: "system:apiserver", groups: [Group.masters, Group.authenticated])

  /// Upstream's names of the groups that the server gives meaning to.
  public enum Group {
    /// Members may do everything; no authorizer is asked.
    public static let masters = "system:masters"
    public static let authenticated = "system:authenticated"
    public static let unauthenticated = "system:unauthenticated"
    public static let nodes = "system:nodes"
    public static let serviceAccounts = "system:serviceaccounts"
  }
}
