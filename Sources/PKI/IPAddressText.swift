#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// IP addresses between text and the bytes in a certificate.
enum IPAddressText {
  static func bytes(of text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
    return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
  }

  /// Empty when it is neither 4 nor 16 bytes.
  static func text(of bytes: [UInt8]) -> String {
    let family = bytes.count == 4 ? AF_INET : bytes.count == 16 ? AF_INET6 : nil
    guard let family else { return "" }
    var text = [CChar](repeating: 0, count: 64)
    guard inet_ntop(family, bytes, &text, 64) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
