// swift-format-ignore-file
// Generated from Schema/authentication.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Asks whether a token is valid and whose it is.
public struct TokenReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenReview")
  public static let resource = GroupVersionResource(
    group: "authentication.k8s.io", version: "v1", resource: "tokenreviews")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: TokenReviewSpec
  /// What is the case, written by controllers.
  @Shared public var status: TokenReviewStatus

  public init() {}
}

extension TokenReview {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// The token in question.
public struct TokenReviewSpec: APIValue {
  /// The token.
  public var token: String = ""
  /// Whom it should be for.
  public var audiences: [String] = []

  public init() {}
}

extension TokenReviewSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.token = try reader.string("token")
    self.audiences = try reader.strings("audiences")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("token", token)
    writer.strings("audiences", audiences)
    return writer.json
  }
}

/// Whose it is.
public struct TokenReviewStatus: APIValue {
  /// Whether it is valid.
  public var authenticated: Bool = false
  /// The user.
  public var user: UserInfo = UserInfo()
  /// Whom it is for, of those asked about.
  public var audiences: [String] = []
  /// What went wrong.
  public var error: String = ""

  public init() {}
}

extension TokenReviewStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.authenticated = try reader.bool("authenticated")
    self.user = try reader.object("user")
    self.audiences = try reader.strings("audiences")
    self.error = try reader.string("error")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.bool("authenticated", authenticated)
    writer.object("user", user)
    writer.strings("audiences", audiences)
    writer.string("error", error)
    return writer.json
  }
}

/// Somebody known to the server.
public struct UserInfo: APIValue {
  /// The name.
  public var username: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// The groups.
  public var groups: [String] = []
  /// Further facts.
  public var extra: [String: [String]] = [:]

  public init() {}
}

extension UserInfo {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.username = try reader.string("username")
    self.uid = try reader.string("uid")
    self.groups = try reader.strings("groups")
    self.extra = try reader.stringsMap("extra")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("username", username)
    writer.string("uid", uid)
    writer.strings("groups", groups)
    writer.stringsMap("extra", extra)
    return writer.json
  }
}

/// Asks for a token of a service account.
public struct TokenRequest: APIObject {
  public static let gvk = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenRequest")
  public static let resource = GroupVersionResource(
    group: "authentication.k8s.io", version: "v1", resource: "tokenrequests")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: TokenRequestSpec
  /// What is the case, written by controllers.
  @Shared public var status: TokenRequestStatus

  public init() {}
}

extension TokenRequest {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// What token is wanted.
public struct TokenRequestSpec: APIValue {
  /// Whom it is for.
  public var audiences: [String] = []
  /// How long it is valid.
  public var expirationSeconds: Int64?
  /// It ends with this object.
  @Boxed public var boundObjectRef: BoundObjectReference?

  public init() {}
}

extension TokenRequestSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.audiences = try reader.strings("audiences")
    self.expirationSeconds = try reader.optionalInt64("expirationSeconds")
    self.boundObjectRef = try reader.optionalObject("boundObjectRef")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.strings("audiences", audiences, always: true)
    writer.optionalInt64("expirationSeconds", expirationSeconds, always: true)
    writer.optionalObject("boundObjectRef", boundObjectRef, always: true)
    return writer.json
  }
}

/// The token.
public struct TokenRequestStatus: APIValue {
  /// The token.
  public var token: String = ""
  /// Until when it is valid.
  public var expirationTimestamp: Timestamp?

  public init() {}
}

extension TokenRequestStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.token = try reader.string("token")
    self.expirationTimestamp = try reader.time("expirationTimestamp")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("token", token, always: true)
    writer.time("expirationTimestamp", expirationTimestamp, always: true)
    return writer.json
  }
}

/// An object that a token is bound to.
public struct BoundObjectReference: APIValue {
  /// The kind.
  public var kind: String = ""
  /// The group and version.
  public var apiVersion: String = ""
  /// The name.
  public var name: String = ""
  /// The unique identifier.
  public var uid: String = ""

  public init() {}
}

extension BoundObjectReference {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.kind = try reader.string("kind")
    self.apiVersion = try reader.string("apiVersion")
    self.name = try reader.string("name")
    self.uid = try reader.string("uid")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.string("kind", kind)
    writer.string("apiVersion", apiVersion)
    writer.string("name", name)
    writer.string("uid", uid)
    return writer.json
  }
}

/// Tells a user who the server takes them for.
public struct SelfSubjectReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "SelfSubjectReview")
  public static let resource = GroupVersionResource(
    group: "authentication.k8s.io", version: "v1", resource: "selfsubjectreviews")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is the case, written by controllers.
  @Shared public var status: SelfSubjectReviewStatus

  public init() {}
}

extension SelfSubjectReview {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("status", status)
    return writer.json
  }
}

/// Who the caller is.
public struct SelfSubjectReviewStatus: APIValue {
  /// Who the caller is.
  public var userInfo: UserInfo = UserInfo()

  public init() {}
}

extension SelfSubjectReviewStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.userInfo = try reader.object("userInfo")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.object("userInfo", userInfo)
    return writer.json
  }
}
