// swift-format-ignore-file
// Generated from Schema/certificates.k8s.io_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Asks for a certificate to be signed.
public struct CertificateSigningRequest: APIObject {
  public static let gvk = GroupVersionKind(group: "certificates.k8s.io", version: "v1", kind: "CertificateSigningRequest")
  public static let resource = GroupVersionResource(
    group: "certificates.k8s.io", version: "v1", resource: "certificatesigningrequests")
  public static let isNamespaced = false

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: CertificateSigningRequestSpec
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

/// `certificates.k8s.io/v1.CertificateSigningRequestSpec`
public struct CertificateSigningRequestSpec: APIValue {
  public var request: [UInt8] = []
  public var signerName: String = ""
  public var expirationSeconds: Int32?
  public var usages: [String] = []
  public var username: String = ""
  public var uid: String = ""
  public var groups: [String] = []
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

/// `certificates.k8s.io/v1.CertificateSigningRequestStatus`
public struct CertificateSigningRequestStatus: APIValue {
  public var conditions: [CertificateSigningRequestCondition] = []
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

/// `certificates.k8s.io/v1.CertificateSigningRequestCondition`
public struct CertificateSigningRequestCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var reason: String = ""
  public var message: String = ""
  public var lastUpdateTime: Timestamp?
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
