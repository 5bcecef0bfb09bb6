import Crypto

/// Envelope encryption: values are encrypted with keys derived from a seed, and the seed, encrypted by the plugin, is
/// stored with each of them (upstream's `EncryptedObject`).
struct KMSTransformer: ValueTransformer {
  let plugin: KMSPlugin

  var isRemote: Bool { true }

  func stored(_ value: [UInt8], key: String) throws(EncryptionError) -> [UInt8] {
    let current = try plugin.writingKey()
    return Envelope(
      data: try current.seed.stored(value, key: key), key: current.sealed, isSeed: true
    ).encoded()
  }

  func prepare(_ stored: ArraySlice<UInt8>) async throws(EncryptionError) {
    let envelope = try Envelope(stored)
    _ = try await plugin.readingKey(envelope.key)
  }

  func value(of stored: ArraySlice<UInt8>, key: String) throws(EncryptionError) -> TransformedValue {
    let envelope = try Envelope(stored)
    guard let secret = plugin.knownKey(envelope.key) else {
      throw EncryptionError("failed to decrypt DEK: the plugin hasn't been asked for it")
    }
    let transformer: any ValueTransformer =
      envelope.isSeed ? DerivedKeyTransformer(seed: secret) : AESGCMTransformer(key: secret)
    var found = try transformer.value(of: envelope.data[...], key: key)
    found.isStale = found.isStale || !envelope.isSeed || envelope.key.keyID != plugin.currentKeyID
    return found
  }

  /// A value as it lies in the store.
  struct Envelope {
    var data: [UInt8]
    var key: KMSSealedKey
    /// The key is a seed that others are derived from, instead of the key of the value itself.
    var isSeed: Bool

    init(data: [UInt8], key: KMSSealedKey, isSeed: Bool) {
      self.data = data
      self.key = key
      self.isSeed = isSeed
    }

    init(_ bytes: ArraySlice<UInt8>) throws(EncryptionError) {
      let fields = try ProtobufFields(bytes)
      data = Array(fields.bytes(1))
      key = KMSSealedKey(
        ciphertext: Array(fields.bytes(3)), keyID: fields.text(2), annotations: try fields.map(4))
      let source = fields.number(5)
      guard source <= 1 else { throw EncryptionError("unknown encryptedDEKSourceType: \(source)") }
      isSeed = source == 1
      guard !data.isEmpty else { throw EncryptionError("encrypted data is empty") }
      try key.check()
    }

    func encoded() -> [UInt8] {
      var message = ProtobufMessage()
      message.add(1, data)
      message.add(2, Array(key.keyID.utf8))
      message.add(3, key.ciphertext)
      message.add(4, key.annotations)
      message.add(5, isSeed ? 1 : 0)
      return message.bytes
    }
  }
}

/// AES-GCM with a key for each value, derived from a seed and 32 random bytes that are stored before the value: a nonce
/// can't come twice with the same key, however many values are written.
struct DerivedKeyTransformer: ValueTransformer {
  private static let infoBytes = 32

  let seed: SymmetricKey

  func stored(_ value: [UInt8], key: String) throws(EncryptionError) -> [UInt8] {
    let info = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    return info + (try cipher(info).stored(value, key: key))
  }

  func value(of stored: ArraySlice<UInt8>, key: String) throws(EncryptionError) -> TransformedValue {
    guard stored.count >= Self.infoBytes else {
      throw EncryptionError("the stored data was shorter than the required size")
    }
    return try cipher(Array(stored.prefix(Self.infoBytes))).value(of: stored.dropFirst(Self.infoBytes), key: key)
  }

  private func cipher(_ info: [UInt8]) -> AESGCMTransformer {
    AESGCMTransformer(
      key: HKDF<SHA256>.expand(pseudoRandomKey: seed, info: info, outputByteCount: 32))
  }
}
