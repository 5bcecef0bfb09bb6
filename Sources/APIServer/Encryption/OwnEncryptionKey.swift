import APIMachinery
import Crypto
import PKI

/// The key that Secrets are encrypted with where the operator configures nothing: made at the first start, in a file of
/// its own that only its owner can read, in the form of `--encryption-provider-config`.
enum OwnEncryptionKey {
  static func make(at path: String) throws(EncryptionError) -> [UInt8]? {
    if let text = try read(path) { return text }
    let key = SymmetricKey(size: .bits256).withUnsafeBytes { Base64.encode(Array($0)) }
    let text = """
      # Made by Apus: the key that Secrets are stored with. Keep a copy with every copy of the data; without it they
      # can't be read.
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
      - resources: [secrets]
        providers:
        - aesgcm:
            keys:
            - name: apus1
              secret: \(key)
        - identity: {}

      """
    do throws(PKIError) {
      try SystemCertificateFiles().write(path, Array(text.utf8), isSecret: true)
    } catch {
      throw EncryptionError("the key for encryption can't be written: \(error)")
    }
    return Array(text.utf8)
  }

  /// nil where there is none.
  static func read(_ path: String) throws(EncryptionError) -> [UInt8]? {
    do throws(PKIError) {
      return try SystemCertificateFiles().read(path)
    } catch {
      throw EncryptionError("the key for encryption can't be read: \(error)")
    }
  }
}
