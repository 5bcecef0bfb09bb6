import APIMachinery
import Crypto
import CryptoExtras

/// Compact JWS tokens (RFC 7515) as service accounts use them: signed, not encrypted.
enum JSONWebToken {
  /// A key that tokens are signed with.
  enum SigningKey: Sendable {
    case p256(P256.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)

    /// Reads a PEM key; RSA keys are what kubeadm makes, P-256 what Apus makes.
    init(pem: String) throws {
      if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
        self = .p256(key)
      } else {
        self = .rsa(try _RSA.Signing.PrivateKey(pemRepresentation: pem))
      }
    }

    var verifier: VerificationKey {
      switch self {
      case .p256(let key): .p256(key.publicKey)
      case .rsa(let key): .rsa(key.publicKey)
      }
    }

    fileprivate func signature(_ bytes: [UInt8]) throws -> [UInt8] {
      switch self {
      case .p256(let key): Array(try key.signature(for: bytes).rawRepresentation)
      case .rsa(let key):
        Array(try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
      }
    }
  }

  /// A key that tokens are checked with.
  enum VerificationKey: Sendable {
    case p256(P256.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)

    /// Reads a PEM key, public or private.
    init(pem: String) throws {
      if let key = try? SigningKey(pem: pem) {
        self = key.verifier
      } else if let key = try? P256.Signing.PublicKey(pemRepresentation: pem) {
        self = .p256(key)
      } else {
        self = .rsa(try _RSA.Signing.PublicKey(pemRepresentation: pem))
      }
    }

    var algorithm: String {
      switch self {
      case .p256: "ES256"
      case .rsa: "RS256"
      }
    }

    /// As upstream names keys: the digest of the DER public key, base64url.
    var identifier: String {
      let der: [UInt8]
      switch self {
      case .p256(let key): der = Array(key.derRepresentation)
      case .rsa(let key): der = Array(key.derRepresentation)
      }
      return Base64URL.encode(Array(SHA256.hash(data: der)))
    }

    /// The key as a member of a JSON Web Key Set.
    var jwk: JSONValue {
      var jwk: JSONValue = ["use": "sig", "kid": .string(identifier), "alg": .string(algorithm)]
      switch self {
      case .p256(let key):
        let point = Array(key.rawRepresentation)
        jwk["kty"] = "EC"
        jwk["crv"] = "P-256"
        jwk["x"] = .string(Base64URL.encode(Array(point.prefix(32))))
        jwk["y"] = .string(Base64URL.encode(Array(point.dropFirst(32))))
      case .rsa(let key):
        jwk["kty"] = "RSA"
        if let primitives = try? key.getKeyPrimitives() {
          jwk["n"] = .string(Base64URL.encode(Array(primitives.modulus)))
          jwk["e"] = .string(Base64URL.encode(Array(primitives.publicExponent)))
        }
      }
      return jwk
    }

    fileprivate func isValid(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
      switch self {
      case .p256(let key):
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: bytes)
      case .rsa(let key):
        return key.isValidSignature(
          _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
          padding: .insecurePKCS1v1_5)
      }
    }
  }

  static func sign(_ claims: JSONValue, with key: SigningKey) throws -> String {
    let verifier = key.verifier
    let header: JSONValue = ["alg": .string(verifier.algorithm), "kid": .string(verifier.identifier)]
    let content = Base64URL.encode(header.encoded()) + "." + Base64URL.encode(claims.encoded())
    return content + "." + Base64URL.encode(try key.signature(Array(content.utf8)))
  }

  /// The claims without looking at the signature; nil for text that is no token.
  static func claims(unverified token: String) -> JSONValue? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = try? Base64URL.decode(String(parts[1])) else { return nil }
    return try? JSONParser.parse(bytes)
  }

  /// The claims of a token that one of the keys has signed; nil for every other text.
  static func verify(_ token: String, keys: [VerificationKey]) -> JSONValue? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let headerBytes = try? Base64URL.decode(parts[0]),
      let signature = try? Base64URL.decode(parts[2]), let header = try? JSONParser.parse(headerBytes),
      let algorithm = header["alg"]?.stringValue
    else { return nil }
    let content = Array("\(parts[0]).\(parts[1])".utf8)
    // The key decides the algorithm, never the token alone.
    for key in keys where key.algorithm == algorithm && key.isValid(signature, for: content) {
      return claims(unverified: token)
    }
    return nil
  }
}
