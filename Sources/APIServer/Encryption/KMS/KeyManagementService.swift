import APIMachinery

/// A plugin that keeps keys elsewhere, in the operations of Kubernetes' KMS v2.
protocol KeyManagementService: Sendable {
  func status() async throws(EncryptionError) -> KMSStatus
  /// - Parameter id: Names the call in the plugin's log.
  func encrypt(_ plain: [UInt8], id: String) async throws(EncryptionError) -> KMSSealedKey
  func decrypt(_ key: KMSSealedKey, id: String) async throws(EncryptionError) -> [UInt8]
}

struct KMSStatus: Sendable, Equatable {
  /// `v2`, or `v2beta1`.
  var version: String
  /// `ok`, or what is wrong.
  var health: String
  var keyID: String
}

/// A key as the plugin has encrypted it.
struct KMSSealedKey: Sendable, Hashable {
  private static let bytesMax = 1_024
  private static let annotationBytesMax = 32 * 1_024

  var ciphertext: [UInt8]
  var keyID: String
  var annotations: [String: [UInt8]] = [:]

  /// What upstream asks of it before it is stored and after it was read.
  func check() throws(EncryptionError) {
    if ciphertext.isEmpty {
      throw EncryptionError("failed to validate encrypted DEK source: encrypted DEK source is empty")
    }
    if ciphertext.count > Self.bytesMax {
      throw EncryptionError(
        "failed to validate encrypted DEK source: encrypted DEK source is \(ciphertext.count) bytes, which exceeds the "
          + "max size of \(Self.bytesMax)")
    }
    if keyID.isEmpty { throw EncryptionError("failed to validate key id: keyID is empty") }
    if keyID.utf8.count > Self.bytesMax {
      throw EncryptionError(
        "failed to validate key id: keyID is \(keyID.utf8.count) bytes, which exceeds the max size of \(Self.bytesMax)")
    }
    let size = annotations.reduce(0) { $0 + $1.key.utf8.count + $1.value.count }
    if size > Self.annotationBytesMax {
      throw EncryptionError(
        "failed to validate annotations: total size of annotations is \(size), which exceeds the max size of "
          + "\(Self.annotationBytesMax)")
    }
  }
}
