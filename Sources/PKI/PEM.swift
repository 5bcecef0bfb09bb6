internal import SwiftASN1

/// Blocks of base64 between `-----BEGIN …-----` and `-----END …-----`.
public struct PEM: Sendable, Equatable {
  /// What stands in the first line, such as `CERTIFICATE`.
  public var kind: String
  public var der: [UInt8]

  public init(kind: String, der: [UInt8]) {
    self.kind = kind
    self.der = der
  }

  public var encoded: [UInt8] {
    Array((PEMDocument(type: kind, derBytes: der).pemString + "\n").utf8)
  }

  /// All blocks in `bytes`, in order; text around them is skipped. Empty when there are none.
  public static func decode(_ bytes: [UInt8]) throws(PKIError) -> [PEM] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains("-----BEGIN") else { return [] }
    return try PKIError.wrap(.malformed, "The PEM data can't be read") {
      try PEMDocument.parseMultiple(pemString: text).map { PEM(kind: $0.discriminator, der: $0.derBytes) }
    }
  }
}
