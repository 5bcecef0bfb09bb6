import APIMachinery
import Crypto
import CryptoExtras

/// The keys that an issuer publishes (RFC 7517), for checking the signatures of its tokens.
struct JSONWebKeySet: Sendable {
  /// Keys are looked at up to this many.
  private static let keysMax = 256

  /// What OpenID Connect allows.
  static let algorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]

  private enum Key: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
  }

  private struct Entry: Sendable {
    var identifier: String
    var algorithm: String
    var key: Key
  }

  private let entries: [Entry]

  /// Keys of kinds that aren't understood are passed over.
  init(_ document: JSONValue) {
    entries = (document["keys"]?.arrayValue ?? []).prefix(Self.keysMax).compactMap(Self.entry)
  }

  var isEmpty: Bool { entries.isEmpty }

  func contains(_ identifier: String) -> Bool { entries.contains { $0.identifier == identifier } }

  /// Whether one of the keys made the signature.
  func isValid(_ signature: [UInt8], of content: [UInt8], algorithm: String, identifier: String) -> Bool {
    entries.contains { entry in
      (identifier.isEmpty || entry.identifier == identifier)
        && (entry.algorithm.isEmpty || entry.algorithm == algorithm)
        && Self.isValid(signature, content, algorithm, entry.key)
    }
  }

  private static func entry(_ json: JSONValue) -> Entry? {
    if let use = json["use"]?.stringValue, use != "sig" { return nil }
    func bytes(_ member: String) -> [UInt8]? { json[member]?.stringValue.flatMap { try? Base64URL.decode($0) } }
    let key: Key?
    switch json["kty"]?.stringValue {
    case "RSA":
      guard let modulus = bytes("n"), let exponent = bytes("e") else { return nil }
      key = (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)).map(Key.rsa)
    case "EC":
      guard let x = bytes("x"), let y = bytes("y") else { return nil }
      let point = x + y
      switch json["crv"]?.stringValue {
      case "P-256": key = (try? P256.Signing.PublicKey(rawRepresentation: point)).map(Key.p256)
      case "P-384": key = (try? P384.Signing.PublicKey(rawRepresentation: point)).map(Key.p384)
      case "P-521": key = (try? P521.Signing.PublicKey(rawRepresentation: point)).map(Key.p521)
      default: key = nil
      }
    default: key = nil
    }
    return key.map {
      Entry(identifier: json["kid"]?.stringValue ?? "", algorithm: json["alg"]?.stringValue ?? "", key: $0)
    }
  }

  /// The kind of the key must fit the algorithm: a token can't choose how it is checked.
  private static func isValid(_ signature: [UInt8], _ content: [UInt8], _ algorithm: String, _ key: Key) -> Bool {
    switch (key, algorithm) {
    case (.rsa(let key), "RS256"): isValid(key, signature, SHA256.hash(data: content), .insecurePKCS1v1_5)
    case (.rsa(let key), "RS384"): isValid(key, signature, SHA384.hash(data: content), .insecurePKCS1v1_5)
    case (.rsa(let key), "RS512"): isValid(key, signature, SHA512.hash(data: content), .insecurePKCS1v1_5)
    case (.rsa(let key), "PS256"): isValid(key, signature, SHA256.hash(data: content), .PSS)
    case (.rsa(let key), "PS384"): isValid(key, signature, SHA384.hash(data: content), .PSS)
    case (.rsa(let key), "PS512"): isValid(key, signature, SHA512.hash(data: content), .PSS)
    case (.p256(let key), "ES256"):
      (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA256.hash(data: content))
      } ?? false
    case (.p384(let key), "ES384"):
      (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA384.hash(data: content))
      } ?? false
    case (.p521(let key), "ES512"):
      (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map {
        key.isValidSignature($0, for: SHA512.hash(data: content))
      } ?? false
    default: false
    }
  }

  private static func isValid(
    _ key: _RSA.Signing.PublicKey, _ signature: [UInt8], _ digest: some Digest, _ padding: _RSA.Signing.Padding
  ) -> Bool {
    key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: padding)
  }
}
