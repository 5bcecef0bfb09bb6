import Crypto

/// ``SecretBox`` with a random nonce before the box.
struct SecretBoxTransformer: ValueTransformer {
  let key: [UInt8]

  func stored(_ value: [UInt8], key path: String) throws(EncryptionError) -> [UInt8] {
    let nonce = SymmetricKey(size: .init(bitCount: SecretBox.nonceBytes * 8)).withUnsafeBytes { Array($0) }
    return nonce + SecretBox.seal(value, nonce: nonce, key: key)
  }

  func value(of stored: ArraySlice<UInt8>, key path: String) throws(EncryptionError) -> TransformedValue {
    guard stored.count >= SecretBox.nonceBytes + SecretBox.overheadBytes else {
      throw EncryptionError("the stored data was shorter than the required size")
    }
    let nonce = Array(stored.prefix(SecretBox.nonceBytes))
    guard let value = SecretBox.open(stored.dropFirst(SecretBox.nonceBytes), nonce: nonce, key: key) else {
      throw EncryptionError("the stored data was not made with this key, or has been changed")
    }
    return TransformedValue(bytes: value)
  }
}
