import Crypto

/// Names content by its SHA-512, in upper-case hexadecimal, as upstream's ETags of discovery and OpenAPI do.
enum ContentHash {
  static func of(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in SHA512.hash(data: bytes) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
