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
    let json: JSONValue
    do {
      json = try JSONParser.parse(try Base64URL.decode(text))
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
      throw invalid("\(wrong) \(json.goKind) into Go value of type storage.continueToken")
    }
    guard let value = json[name], !value.isNull else { return nil }
    switch value {
    case .string where type == "string": return value
    case .integer where type == "int64": return value
    case .number(let number) where type == "int64":
      throw invalid("\(wrong) number \(number) into Go struct field continueToken.\(name) of type \(type)")
    default: throw invalid("\(wrong) \(value.goKind) into Go struct field continueToken.\(name) of type \(type)")
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

extension WatchCache {
  /// Throws upstream's 400 for a continue token that isn't one.
  public static func check(continueToken text: String) throws(APIError) {
    _ = try ContinueToken(decoding: text)
  }
}
