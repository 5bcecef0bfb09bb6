import Crypto
import CryptoExtras

/// AES-GCM with a random nonce. The value's place in the store is authenticated with it, so that nobody who can write
/// to the file can put one Secret in the place of another.
struct AESGCMTransformer: ValueTransformer {
  private static let nonceBytes = 12
  private static let tagBytes = 16

  let key: SymmetricKey

  func stored(_ value: [UInt8], key path: String) throws(EncryptionError) -> [UInt8] {
    guard let box = try? AES.GCM.seal(value, using: key, authenticating: Array(path.utf8)), let bytes = box.combined
    else { throw EncryptionError("the value can't be encrypted with AES-GCM") }
    return Array(bytes)
  }

  func value(of stored: ArraySlice<UInt8>, key path: String) throws(EncryptionError) -> TransformedValue {
    guard stored.count >= Self.nonceBytes + Self.tagBytes else {
      throw EncryptionError("the stored data was shorter than the required size")
    }
    guard let box = try? AES.GCM.SealedBox(combined: stored),
      let value = try? AES.GCM.open(box, using: key, authenticating: Array(path.utf8))
    else { throw EncryptionError("cipher: message authentication failed") }
    return TransformedValue(bytes: Array(value))
  }
}

/// AES-CBC with PKCS#7 padding behind a random initialization vector. Nothing authenticates the value.
struct AESCBCTransformer: ValueTransformer {
  private static let blockBytes = 16

  let key: SymmetricKey

  func stored(_ value: [UInt8], key path: String) throws(EncryptionError) -> [UInt8] {
    let vector = AES._CBC.IV()
    guard let bytes = try? AES._CBC.encrypt(value, using: key, iv: vector) else {
      throw EncryptionError("the value can't be encrypted with AES-CBC")
    }
    return Array(vector) + Array(bytes)
  }

  func value(of stored: ArraySlice<UInt8>, key path: String) throws(EncryptionError) -> TransformedValue {
    guard stored.count > Self.blockBytes else {
      throw EncryptionError("the stored data was shorter than the required size")
    }
    guard stored.count % Self.blockBytes == 0 else {
      throw EncryptionError("the stored data is not a multiple of the block size")
    }
    guard let vector = try? AES._CBC.IV(ivBytes: stored.prefix(Self.blockBytes)),
      let value = try? AES._CBC.decrypt(stored.dropFirst(Self.blockBytes), using: key, iv: vector)
    else { throw EncryptionError("invalid padding on input") }
    return TransformedValue(bytes: Array(value))
  }
}
