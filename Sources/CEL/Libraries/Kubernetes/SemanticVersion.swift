/// A version after semver.org 2.0.
struct SemanticVersion: Sendable, Equatable {
  let major, minor, patch: UInt64
  let prerelease: [Identifier]

  enum Identifier: Sendable, Equatable {
    case number(UInt64)
    case text(String)
  }

  /// Build metadata is read, but doesn't count.
  init(parsing text: String) throws(CELError) {
    guard !text.isEmpty else { throw CELError("Version string empty") }
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw CELError("No Major.Minor.Patch elements found") }
    major = try Self.number(parts[0], "major")
    minor = try Self.number(parts[1], "minor")
    let build = parts[2].firstIndex(of: "+")
    let body = build.map { parts[2][..<$0] } ?? parts[2]
    let dash = body.firstIndex(of: "-")
    patch = try Self.number(dash.map { body[..<$0] } ?? body, "patch")
    var identifiers: [Identifier] = []
    if let dash {
      for part in body[body.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false) {
        identifiers.append(try Self.identifier(part))
      }
    }
    if let build {
      for part in parts[2][parts[2].index(after: build)...].split(separator: ".", omittingEmptySubsequences: false) {
        if part.isEmpty { throw CELError("Build meta data is empty") }
        guard part.utf8.allSatisfy(Self.isIdentifierPart) else {
          throw CELError("Invalid character(s) found in build meta data \"\(part)\"")
        }
      }
    }
    prerelease = identifiers
  }

  /// Also `v1.2`, `1`, `01.02.3`.
  init(tolerantlyParsing text: String) throws(CELError) {
    let rest = text.hasPrefix("v") ? text.dropFirst() : text[...]
    var parts = rest.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part -> String in
      guard part.utf8.count > 1 else { return String(part) }
      let trimmed = part.drop { $0 == "0" }
      return trimmed.first.map { $0.isNumber } ?? false ? String(trimmed) : "0" + trimmed
    }
    if parts.count < 3 {
      if let last = parts.last, last.contains(where: { $0 == "+" || $0 == "-" }) {
        throw CELError("short version cannot contain PreRelease/Build meta data")
      }
      while parts.count < 3 { parts.append("0") }
    }
    try self.init(parsing: parts.joined(separator: "."))
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isIdentifierPart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
    default: false
    }
  }

  private static func number(_ text: Substring, _ name: String) throws(CELError) -> UInt64 {
    guard isDigits(text), let value = UInt64(text) else {
      throw CELError("Invalid character(s) found in \(name) number \"\(text)\"")
    }
    guard text.utf8.count == 1 || text.utf8.first != 0x30 else {
      throw CELError(
        "\(name.prefix(1).uppercased())\(name.dropFirst()) number must not contain leading zeroes \"\(text)\"")
    }
    return value
  }

  private static func identifier(_ text: Substring) throws(CELError) -> Identifier {
    if text.isEmpty { throw CELError("Prerelease is empty") }
    if isDigits(text) {
      guard text.utf8.count == 1 || text.utf8.first != 0x30 else {
        throw CELError("Numeric PreRelease version must not contain leading zeroes \"\(text)\"")
      }
      return UInt64(text).map(Identifier.number) ?? .text(String(text))
    }
    guard text.utf8.allSatisfy(isIdentifierPart) else {
      throw CELError("Invalid character(s) found in prerelease \"\(text)\"")
    }
    return .text(String(text))
  }

  /// -1, 0 or 1.
  func compare(_ other: SemanticVersion) -> Int64 {
    for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
      return left < right ? -1 : 1
    }
    // A release comes after its prereleases.
    if prerelease.isEmpty || other.prerelease.isEmpty {
      return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
    }
    for (left, right) in zip(prerelease, other.prerelease) where left != right {
      switch (left, right) {
      case (.number(let left), .number(let right)): return left < right ? -1 : 1
      case (.number, .text): return -1
      case (.text, .number): return 1
      case (.text(let left), .text(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
      }
    }
    return prerelease.count == other.prerelease.count ? 0 : prerelease.count < other.prerelease.count ? -1 : 1
  }
}
