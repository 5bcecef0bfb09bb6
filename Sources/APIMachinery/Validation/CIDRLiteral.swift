/// A network as the API writes it, bits beyond its prefix included; for validation. ``CIDR`` is for calculating.
public struct CIDRLiteral: Sendable, Hashable {
  /// As written: bits beyond the prefix may be set.
  public let address: IPLiteral
  public let prefixLength: Int

  /// Nil when the prefix is longer than the address.
  public init?(address: IPLiteral, prefixLength: Int) {
    guard prefixLength >= 0, prefixLength <= (address.family == .ipv4 ? 32 : 128) else { return nil }
    self.address = address
    self.prefixLength = prefixLength
  }

  /// Reads what Go's `netip.ParsePrefix` reads.
  public init?(_ text: String) { self.init(text, sloppy: false) }

  /// Reads what `ParseCIDRSloppy` of k8s.io/utils reads: leading zeros are skipped.
  public init?(sloppy text: String) { self.init(text, sloppy: true) }

  private init?(_ text: String, sloppy: Bool) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let digits = Optional(parts[1].utf8), !digits.isEmpty, digits.count <= 8,
      digits.allSatisfy(Characters.isDigit), let length = Int(parts[1])
    else { return nil }
    if !sloppy, digits.count > 1, digits.first == UInt8(ascii: "0") { return nil }
    let text = String(parts[0])
    guard let address = sloppy ? IPLiteral(sloppy: text) : IPLiteral(text) else { return nil }
    self.init(address: address, prefixLength: length)
  }

  public var family: IPLiteral.Family { address.family }
  private var addressLength: Int { family == .ipv4 ? 32 : 128 }

  /// The bits that tell hosts of the network apart.
  private var hostMask: UInt128 {
    let hostBits = addressLength - prefixLength
    return hostBits == 128 ? .max : (1 << UInt128(hostBits)) - 1
  }

  /// The network's first address.
  public var first: IPLiteral { IPLiteral(family: family, bits: address.bits & ~hostMask) }
  /// The network's last address.
  public var last: IPLiteral { IPLiteral(family: family, bits: address.bits | hostMask) }
  /// Without bits beyond the prefix.
  public var masked: CIDRLiteral { CIDRLiteral(address: first, prefixLength: prefixLength) ?? self }

  public func contains(_ other: IPLiteral) -> Bool {
    other.family == family && other.bits & ~hostMask == address.bits & ~hostMask
  }

  public func overlaps(_ other: CIDRLiteral) -> Bool { contains(other.first) || other.contains(first) }

  /// The address `offset` steps after the first; nil when it is outside.
  public func address(at offset: UInt128) -> IPLiteral? {
    offset <= hostMask ? IPLiteral(family: family, bits: first.bits + offset) : nil
  }

  /// How many addresses there are; the largest number for `::/0`.
  public var size: UInt128 { hostMask == .max ? .max : hostMask + 1 }
}

extension CIDRLiteral: CustomStringConvertible {
  public var description: String { "\(address)/\(prefixLength)" }
}
