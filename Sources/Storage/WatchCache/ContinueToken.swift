public import APIMachinery

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

  /// Throws upstream's 400, whose text has the errors of Go's decoders.
  init(decoding text: String) throws(APIError) {
    let bytes: [UInt8]
    switch Base64URL.decoding(text) {
    case .bytes(let decoded): bytes = decoded
    case .illegal(let offset): throw Self.invalid(": illegal base64 data at input byte \(offset)")
    }
    let json: JSONValue
    do {
      json = try JSONParser.parse(bytes)
    } catch {
      throw Self.invalid(": \(error)")
    }
    let version = try Self.member("v", of: json, "string")?.stringValue ?? ""
    let revision = try Self.member("rv", of: json, "int64")?.integerValue ?? 0
    let start = try Self.member("start", of: json, "string")?.stringValue ?? ""
    guard version == Self.version else {
      throw Self.invalid(": server does not recognize this encoded version \(version)")
    }
    guard revision != 0 else {
      throw Self.invalid(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
    }
    guard !start.isEmpty else { throw Self.invalid(": encoded start key empty (version meta.k8s.io/v1)") }
    // Steps up the path would lead out of the list.
    let steps = (start.hasPrefix("/") ? start.dropFirst() : start[...]).split(
      separator: "/", omittingEmptySubsequences: false)
    guard steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { throw Self.invalid(": \(start)") }
    self.revision = revision
    self.start = String(start.drop { $0 == "/" })
  }

  /// The member of a token; nil where it has none. Throws what Go says of one that is of another type.
  private static func member(_ name: String, of json: JSONValue, _ type: String) throws(APIError) -> JSONValue? {
    let wrong = ": json: cannot unmarshal"
    guard case .object = json else {
      guard !json.isNull else { return nil }
      throw invalid("\(wrong) \(kind(of: json)) into Go value of type storage.continueToken")
    }
    guard let value = json[name], !value.isNull else { return nil }
    switch value {
    case .string where type == "string": return value
    case .integer where type == "int64": return value
    case .number(let number) where type == "int64":
      throw invalid("\(wrong) number \(number) into Go struct field continueToken.\(name) of type \(type)")
    default: throw invalid("\(wrong) \(kind(of: value)) into Go struct field continueToken.\(name) of type \(type)")
    }
  }

  private static func kind(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  var encoded: String {
    var writer = JSONWriter()
    writer.append(["v": .string(Self.version), "rv": .integer(revision), "start": .string(start)] as JSONValue)
    return Base64URL.encode(writer.bytes)
  }

  private static func invalid(_ message: String) -> APIError {
    APIError(code: 400, reason: .badRequest, message: "invalid continue token: continue key is not valid\(message)")
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

  enum Decoding {
    case bytes([UInt8])
    /// With the place that Go's decoder names.
    case illegal(offset: Int)
  }

  static func decode(_ text: String) -> [UInt8]? {
    if case .bytes(let bytes) = decoding(text) { bytes } else { nil }
  }

  static func decoding(_ text: String) -> Decoding {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    var count = 0
    var lastOffset = 0
    for (offset, character) in text.utf8.enumerated() {
      // Line breaks don't count.
      if character == UInt8(ascii: "\n") || character == UInt8(ascii: "\r") { continue }
      guard let value = alphabet.firstIndex(of: character) else { return .illegal(offset: offset) }
      count += 1
      lastOffset = offset
      pending = pending << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
        pending &= (1 << bits) - 1
      }
    }
    return count % 4 == 1 ? .illegal(offset: lastOffset) : .bytes(bytes)
  }
}

extension WatchCache {
  /// Throws upstream's 400 for a continue token that isn't one.
  public static func check(continueToken text: String) throws(APIError) {
    _ = try ContinueToken(decoding: text)
  }
}
