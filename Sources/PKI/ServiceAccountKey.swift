internal import APIMachinery
internal import Crypto
internal import SwiftASN1
internal import X509

/// The key pair that signs service account tokens.
///
/// New keys are ECDSA P-256 (tokens with `ES256`); RSA keys of existing clusters (`RS256`) can be read as well.
public struct ServiceAccountKey: Sendable, Equatable {
  public let privateKey: [UInt8]
  /// In PEM (`PUBLIC KEY`).
  public let publicKey: [UInt8]
  /// As kube-apiserver names keys: the SHA-256 of the public key's DER form in URL-safe base64 without padding.
  public let keyID: String
  public let algorithm: Algorithm

  /// How tokens are signed, by JOSE's names.
  public enum Algorithm: String, Sendable {
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case rs256 = "RS256"
  }

  /// A new key.
  public static func make() throws(PKIError) -> ServiceAccountKey {
    try ServiceAccountKey(privateKey: Array((P256.Signing.PrivateKey().pemRepresentation + "\n").utf8))
  }

  /// Reads a private key in PEM.
  public init(privateKey: [UInt8]) throws(PKIError) {
    self.privateKey = privateKey
    let pem = String(decoding: privateKey, as: UTF8.self)
    let key = try PKIError.wrap(.malformed, "The service account key can't be read") {
      try Certificate.PrivateKey(pemEncoded: pem)
    }
    (publicKey, keyID, algorithm) = try Self.describe(key.publicKey)
  }

  /// Identifier and algorithm of a public key in PEM, for keys that only verify tokens.
  public static func identify(
    publicKey: [UInt8]
  ) throws(PKIError) -> (publicKey: [UInt8], keyID: String, algorithm: Algorithm) {
    let key = try PKIError.wrap(.malformed, "The public key can't be read") {
      try Certificate.PublicKey(pemEncoded: String(decoding: publicKey, as: UTF8.self))
    }
    return try describe(key)
  }

  private static func describe(
    _ key: Certificate.PublicKey
  ) throws(PKIError) -> (publicKey: [UInt8], keyID: String, algorithm: Algorithm) {
    let document = try PKIError.wrap(.unsupported, "The public key can't be written") { try key.serializeAsPEM() }
    let algorithm: Algorithm
    if P256.Signing.PublicKey(key) != nil {
      algorithm = .es256
    } else if P384.Signing.PublicKey(key) != nil {
      algorithm = .es384
    } else if P521.Signing.PublicKey(key) != nil {
      algorithm = .es512
    } else {
      algorithm = .rs256
    }
    let digest = Array(SHA256.hash(data: document.derBytes))
    return (Array((document.pemString + "\n").utf8), Base64URL.encode(digest), algorithm)
  }
}
