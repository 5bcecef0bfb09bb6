import APIMachinery

/// Where a paged list goes on: upstream's `meta.k8s.io/v1` continue token, base64 of
/// `{"v":"meta.k8s.io/v1","rv":N,"start":"key"}`.
struct ContinueToken: Equatable {
  /// The revision that all pages show; -1 goes on with the newest state.
  var revision: Revision
  /// The first key of the next page, without the prefix of the list.
  var start: String

  private static let version = "meta.k8s.io/v1"

  init(revision: Revision, start: String) {
    self.revision = revision
    self.start = start
  }

  /// Throws upstream's 400.
  init(decoding text: String) throws(APIError) {
    guard let bytes = Base64URL.decode(text) else { throw Self.invalid("continue key is not valid") }
    let json: JSONValue
    do {
      json = try JSONParser.parse(bytes)
    } catch {
      throw Self.invalid("continue key is not valid: \(error)")
    }
    guard json["v"]?.stringValue == Self.version else {
      throw Self.invalid(
        "continue key is not valid: server does not recognize this encoded version \(json["v"]?.stringValue ?? "")")
    }
    guard let revision = json["rv"]?.integerValue, revision != 0 else {
      throw Self.invalid("continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
    }
    guard let start = json["start"]?.stringValue, !start.isEmpty else {
      throw Self.invalid("continue key is not valid: encoded start key empty (version meta.k8s.io/v1)")
    }
    // Steps up the path would lead out of the list.
    let steps = start.drop { $0 == "/" }.split(separator: "/", omittingEmptySubsequences: false)
    guard !steps.contains(".."), !steps.contains(".") else {
      throw Self.invalid("continue key is not valid: \(start)")
    }
    self.revision = revision
    self.start = start
  }

  var encoded: String {
    var writer = JSONWriter()
    writer.append(["v": .string(Self.version), "rv": .integer(revision), "start": .string(start)] as JSONValue)
    return Base64URL.encode(writer.bytes)
  }

  private static func invalid(_ message: String) -> APIError {
    APIError(code: 400, reason: .badRequest, message: "invalid continue token: \(message)")
  }
}

/// RFC 4648's alphabet for URLs, without padding.
enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(pending >> bits) & 63])
      }
      pending &= (1 << bits) - 1
    }
    if bits > 0 { text.append(alphabet[Int(pending << (6 - bits)) & 63]) }
    return String(decoding: text, as: UTF8.self)
  }

  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    for character in text.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      pending = pending << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
        pending &= (1 << bits) - 1
      }
    }
    return text.utf8.count % 4 == 1 ? nil : bytes
  }
}
