import APIMachinery

/// A token in compact form (RFC 7515), taken apart and not yet checked.
struct ParsedToken: Sendable {
  /// Longer tokens aren't looked at.
  private static let bytesMax = 64 << 10

  let algorithm: String
  let keyIdentifier: String
  let claims: JSONValue
  let content: [UInt8]
  let signature: [UInt8]

  init?(_ token: String) {
    guard token.utf8.count <= Self.bytesMax else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let head = try? Base64URL.decode(parts[0]), let header = try? JSONParser.parse(head),
      let body = try? Base64URL.decode(parts[1]), let claims = try? JSONParser.parse(body), claims.objectValue != nil,
      let signature = try? Base64URL.decode(parts[2])
    else { return nil }
    algorithm = header["alg"]?.stringValue ?? ""
    keyIdentifier = header["kid"]?.stringValue ?? ""
    self.claims = claims
    self.signature = signature
    content = Array("\(parts[0]).\(parts[1])".utf8)
  }

  /// Not to be trusted before the signature is checked.
  var issuer: String {
    let issuer = claims["iss"]?.stringValue ?? ""
    return issuer == "accounts.google.com" ? "https://accounts.google.com" : issuer
  }

  var audiences: [String] {
    claims["aud"]?.stringValue.map { [$0] } ?? (claims["aud"]?.arrayValue ?? []).compactMap(\.stringValue)
  }
}
