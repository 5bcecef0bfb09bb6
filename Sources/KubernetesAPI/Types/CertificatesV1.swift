// swift-format-ignore-file
// Generated from Schema/certificates.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Asks for a certificate to be signed.
public struct CertificateSigningRequest: APIObject {
  public static let gvk = GroupVersionKind(group: "certificates.k8s.io", version: "v1", kind: "CertificateSigningRequest")
  public static let resource = GroupVersionResource(
    group: "certificates.k8s.io", version: "v1", resource: "certificatesigningrequests")
  public static let isNamespaced = false

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: CertificateSigningRequestSpec
  /// What is the case, written by controllers.
  @Shared public var status: CertificateSigningRequestStatus

  public init() {}
}

extension CertificateSigningRequest {
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

/// What is to be signed.
public struct CertificateSigningRequestSpec: APIValue {
  /// The request, PKCS#10 in PEM.
  public var request: [UInt8] = []
  /// Who should sign.
  public var signerName: String = ""
  /// How long it is valid.
  public var expirationSeconds: Int32?
  /// What the key is for.
  public var usages: [String] = []
  /// Who asked.
  public var username: String = ""
  /// The unique identifier.
  public var uid: String = ""
  /// The groups.
  public var groups: [String] = []
  /// Further facts about who asked.
  public var extra: [String: [String]] = [:]

  public init() {}
}

extension CertificateSigningRequestSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.request = try reader.bytes("request")
    self.signerName = try reader.string("signerName")
    self.expirationSeconds = try reader.optionalInt32("expirationSeconds")
    self.usages = try reader.strings("usages")
    self.username = try reader.string("username")
    self.uid = try reader.string("uid")
    self.groups = try reader.strings("groups")
    self.extra = try reader.stringsMap("extra")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.bytes("request", request, always: true)
    writer.string("signerName", signerName, always: true)
    writer.optionalInt32("expirationSeconds", expirationSeconds)
    writer.strings("usages", usages)
    writer.string("username", username)
    writer.string("uid", uid)
    writer.strings("groups", groups)
    writer.stringsMap("extra", extra)
    return writer.json
  }
}

/// What became of it.
public struct CertificateSigningRequestStatus: APIValue {
  /// Observations about the state, one per type.
  public var conditions: [CertificateSigningRequestCondition] = []
  /// The certificate, in PEM.
  public var certificate: [UInt8] = []

  public init() {}
}

extension CertificateSigningRequestStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.conditions = try reader.objects("conditions")
    self.certificate = try reader.bytes("certificate")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.objects("conditions", conditions)
    writer.bytes("certificate", certificate)
    return writer.json
  }
}

/// Approved, Denied or Failed.
public struct CertificateSigningRequestCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// When this was last written.
  public var lastUpdateTime: Timestamp?
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?

  public init() {}
}

extension CertificateSigningRequestCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
    self.lastUpdateTime = try reader.time("lastUpdateTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.string("reason", reason)
    writer.string("message", message)
    writer.time("lastUpdateTime", lastUpdateTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    return writer.json
  }
}
