// swift-format-ignore-file
// Generated from Schema/authentication.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Asks whether a token is valid and whose it is.
public struct TokenReview: APIObject {
  public static let gvk = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenReview")
  public static let resource = GroupVersionResource(
    group: "authentication.k8s.io", version: "v1", resource: "tokenreviews")
  public static let isNamespaced = false

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: TokenReviewSpec
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

/// `authentication.k8s.io/v1.TokenReviewSpec`
public struct TokenReviewSpec: APIValue {
  public var token: String = ""
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

/// `authentication.k8s.io/v1.TokenReviewStatus`
public struct TokenReviewStatus: APIValue {
  public var authenticated: Bool = false
  public var user: UserInfo = UserInfo()
  public var audiences: [String] = []
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

/// `authentication.k8s.io/v1.UserInfo`
public struct UserInfo: APIValue {
  public var username: String = ""
  public var uid: String = ""
  public var groups: [String] = []
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

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: TokenRequestSpec
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

/// `authentication.k8s.io/v1.TokenRequestSpec`
public struct TokenRequestSpec: APIValue {
  public var audiences: [String] = []
  public var expirationSeconds: Int64?
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

/// `authentication.k8s.io/v1.TokenRequestStatus`
public struct TokenRequestStatus: APIValue {
  public var token: String = ""
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

/// `authentication.k8s.io/v1.BoundObjectReference`
public struct BoundObjectReference: APIValue {
  public var kind: String = ""
  public var apiVersion: String = ""
  public var name: String = ""
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

  @Shared public var metadata: ObjectMeta
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

/// `authentication.k8s.io/v1.SelfSubjectReviewStatus`
public struct SelfSubjectReviewStatus: APIValue {
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
