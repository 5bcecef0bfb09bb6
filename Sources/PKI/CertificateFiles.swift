/// Where certificates and keys are kept.
public protocol CertificateFiles: Sendable {
  /// Nil when there is no such file.
  func read(_ path: String) throws(PKIError) -> [UInt8]?

  /// Replaces the file as a whole: whoever reads it sees the old content or the new one, even after a crash.
  /// Missing folders are made.
  ///
  /// - Parameter isSecret: Only the owner may read it (mode 0600 instead of 0644).
  func write(_ path: String, _ bytes: [UInt8], isSecret: Bool) throws(PKIError)
}
