import APIMachinery
import Crypto
import Testing

@testable import APIServer

@Suite struct TransformerTests {
  static let path = "/registry/secrets/default/x"
  static let value = Array(#"{"a":1}"#.utf8)
  private static let key = SymmetricKey(data: (0..<32).map { UInt8($0) })

  static func secret(_ seed: UInt8, bytes: Int = 32) -> String {
    Base64.encode((0..<bytes).map { UInt8($0) &+ seed })
  }

  static func rules(_ providers: String, resources: String = "secrets") throws -> EncryptionRules {
    let text = """
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
      - resources: [\(resources)]
        providers: \(providers)
      """
    return try EncryptionRules(try EncryptionConfiguration(Array(text.utf8), path: "test")) {
      _ throws(EncryptionError) in throw EncryptionError("no plugins here")
    }
  }

  @Test(arguments: ["aesgcm", "aescbc", "secretbox"])
  func readsWhatItWrote(_ provider: String) throws {
    let rules = try Self.rules("[{\(provider): {keys: [{name: k1, secret: \(Self.secret(1))}]}}]")
    let chain = try #require(rules[GroupResource("secrets")])
    for length in [0, 1, 15, 16, 17, 3_000] {
      let value = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
      let stored = try chain.stored(value, key: Self.path)
      #expect(stored.starts(with: Array("k8s:enc:\(provider):v1:k1:".utf8)))
      #expect(try chain.stored(value, key: Self.path) != stored, "no nonce comes twice")
      #expect(try chain.value(of: stored[...], key: Self.path) == TransformedValue(bytes: value))
      #expect(throws: EncryptionError.self) { try chain.value(of: stored.prefix(40), key: Self.path) }
    }
    #expect(rules[GroupResource("configmaps")] == nil)
  }

  /// What upstream writes with the key and nonce 0, 1, 2, …, by another implementation of the ciphers.
  @Test func readsWhatUpstreamWrites() throws {
    let gcm = (0..<12).map { UInt8($0) } + SecretBoxTests.bytes("3c20b739ffd4bf1663cf67157367b0ee3f274abfdb431a")
    #expect(try AESGCMTransformer(key: Self.key).value(of: gcm[...], key: Self.path).bytes == Self.value)
    let cbc = (0..<16).map { UInt8($0) } + SecretBoxTests.bytes("2820f89f7df4664ae3f5764aecaaf12f")
    #expect(try AESCBCTransformer(key: Self.key).value(of: cbc[...], key: Self.path).bytes == Self.value)
    let derived =
      (100..<132).map { UInt8($0) } + (0..<12).map { UInt8($0) }
      + SecretBoxTests.bytes("d751b4f89928b0168f77430e5b5e6c3abd403bce1fda12")
    #expect(try DerivedKeyTransformer(seed: Self.key).value(of: derived[...], key: Self.path).bytes == Self.value)
  }

  @Test func bindsAValueToItsPlace() throws {
    let transformer = AESGCMTransformer(key: Self.key)
    let stored = try transformer.stored(Self.value, key: Self.path)
    #expect(throws: EncryptionError.self) { try transformer.value(of: stored[...], key: "/registry/secrets/default/y") }
  }

  @Test func rotatesKeys() throws {
    let key = { (name: String, seed: UInt8) in "{name: \(name), secret: \(Self.secret(seed))}" }
    let old = try #require(try Self.rules("[{aesgcm: {keys: [\(key("a", 1))]}}]")[GroupResource("secrets")])
    let both = try #require(
      try Self.rules("[{aesgcm: {keys: [\(key("b", 2)), \(key("a", 1))]}}]")[GroupResource("secrets")])
    let new = try #require(try Self.rules("[{aesgcm: {keys: [\(key("b", 2))]}}]")[GroupResource("secrets")])
    let stored = try old.stored(Self.value, key: Self.path)
    #expect(try both.value(of: stored[...], key: Self.path) == TransformedValue(bytes: Self.value, isStale: true))
    #expect(throws: EncryptionError("no matching key was found for the provided AES transformer")) {
      try new.value(of: stored[...], key: Self.path)
    }
    let rewritten = try both.stored(Self.value, key: Self.path)
    #expect(try both.value(of: rewritten[...], key: Self.path).isStale == false)
    #expect(try new.value(of: rewritten[...], key: Self.path).bytes == Self.value)
  }

  @Test func comesFromAndGoesToPlainText() throws {
    let cipher = "secretbox: {keys: [{name: k, secret: \(Self.secret(3))}]}"
    let encrypting = try #require(try Self.rules("[{\(cipher)}, {identity: {}}]")[GroupResource("secrets")])
    let decrypting = try #require(try Self.rules("[{identity: {}}, {\(cipher)}]")[GroupResource("secrets")])
    #expect(
      try encrypting.value(of: Self.value[...], key: Self.path) == TransformedValue(bytes: Self.value, isStale: true))
    let stored = try encrypting.stored(Self.value, key: Self.path)
    #expect(try decrypting.value(of: stored[...], key: Self.path) == TransformedValue(bytes: Self.value, isStale: true))
    #expect(try decrypting.stored(Self.value, key: Self.path) == Self.value)
  }

  @Test(
    arguments: [
      ("'*.*'", "secrets", true), ("'*.*'", "deployments.apps", true), ("'*.apps'", "deployments.apps", true),
      ("'*.apps'", "secrets", false), ("'*.'", "secrets", true), ("'*.'", "deployments.apps", false),
      ("things.example.com", "things.example.com", true), ("secrets, configmaps", "configmaps", true),
    ])
  func covers(_ resources: String, _ resource: String, _ isCovered: Bool) throws {
    let rules = try Self.rules(
      "[{aescbc: {keys: [{name: k, secret: \(Self.secret(1, bytes: 16))}]}}]", resources: resources)
    #expect((rules[parseGroupResource(resource)] != nil) == isCovered)
  }

  @Test(
    arguments: [
      ("[]", "secrets", "resources[0].providers: Required value: at least one resources[0].providers is required"),
      (
        "[{identity: {}}]", "secrets, '*.'",
        "resources[0].resources: Invalid value: [\"secrets\",\"*.\"]: using overlapping resources such as 'secrets' and "
          + "'*.' in the same resource list is not allowed as they will be masked"
      ),
      (
        "[{identity: {}}]", "Secrets",
        "resources[0].resources[0]: Invalid value: \"Secrets\": resource name should not contain capital letters"
      ),
      (
        "[{identity: {}}]", "'*'",
        "resources[0].resources[0]: Invalid value: \"*\": use '*.' to encrypt all the resources from core API group or "
          + "*.* to encrypt all resources"
      ),
      (
        "[{aesgcm: {keys: [{name: k, secret: YWJj}]}}]", "secrets",
        "resources[0].providers[0].aesgcm.keys[0].secret: Invalid value: \"REDACTED\": secret is not of the expected "
          + "length, got 3, expected one of [16 24 32]"
      ),
      (
        "[{secretbox: {keys: [{secret: '%%'}]}}]", "secrets",
        "[resources[0].providers[0].secretbox.keys[0].name: Required value: name is a mandatory field for a key, "
          + "resources[0].providers[0].secretbox.keys[0].secret: Invalid value: \"REDACTED\": secrets must be base64 encoded]"
      ),
      (
        "[{kms: {apiVersion: v2, name: 'a:b', endpoint: 'http://x'}}]", "secrets",
        "[resources[0].providers[0].kms.name: Invalid value: \"a:b\": invalid KMS provider name a:b, must not contain "
          + "':', resources[0].providers[0].kms.endpoint: Invalid value: \"http://x\": unsupported scheme \"http\" for KMS "
          + "provider, only unix is supported]"
      ),
    ])
  func refuses(_ providers: String, _ resources: String, _ message: String) {
    #expect(throws: EncryptionError(message)) { try Self.rules(providers, resources: resources) }
  }

  @Test func refusesUnknownMembers() {
    #expect(throws: EncryptionError.self) { try Self.rules("[{aesgcm: {key: []}}]") }
    #expect(throws: EncryptionError.self) { try EncryptionConfiguration(Array("kind: Pod".utf8), path: "x") }
    #expect(throws: EncryptionError.self) { try EncryptionConfiguration([], path: "x") }
  }
}
