extension IPAddress {
  /// Reads what `ParseIPSloppy` of k8s.io/utils reads: leading zeros in IPv4 are skipped, as old objects have them.
  public init?(sloppy text: String) {
    if let address = IPAddress(text) {
      self = address
      return
    }
    let prefix = text.lastIndex(of: ":").map { text[...$0] } ?? ""
    let octets = text[prefix.endIndex...].split(separator: ".", omittingEmptySubsequences: false)
    guard octets.count == 4, text.utf8.count <= 64 else { return nil }
    let trimmed = octets.map { octet in
      octet.utf8.count > 1 ? String(octet.drop { $0 == "0" }) : String(octet)
    }
    // Zeros alone leave nothing.
    let parts = zip(octets, trimmed).map { $1.isEmpty && !$0.isEmpty ? "0" : $1 }
    self.init(prefix + parts.joined(separator: "."))
  }

  /// An IPv6 address that stands for an IPv4 one (`::ffff:10.0.0.1`).
  public var isIPv4Mapped: Bool {
    if case .v6(let high, let low) = self { high == 0 && low >> 32 == 0xFFFF } else { false }
  }

  /// As Go's `net.IP` prints it: an IPv4 address in IPv6 as IPv4.
  public var goDescription: String {
    if isIPv4Mapped, case .v6(_, let low) = self {
      IPAddress.v4(UInt32(truncatingIfNeeded: low)).description
    } else {
      description
    }
  }

  public var isMulticast: Bool {
    switch self {
    case .v4(let value): value >> 28 == 0xE
    case .v6(let high, _): high >> 56 == 0xFF
    }
  }

  /// Multicast that doesn't leave the link.
  public var isLinkLocalMulticast: Bool {
    switch self {
    case .v4(let value): value >> 8 == 0xE00000
    case .v6(let high, _): high >> 56 == 0xFF && (high >> 48) & 0xF == 2
    }
  }
}
