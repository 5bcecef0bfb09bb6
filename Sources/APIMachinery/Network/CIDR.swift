/// A range of addresses: a network address and how many of its leading bits count.
public struct CIDR: Sendable, Hashable, CustomStringConvertible {
  /// With every bit after the prefix zero.
  public let network: IPAddress
  public let prefixLength: Int

  /// The range that holds `address`; nil when the prefix is longer than the address.
  public init?(_ address: IPAddress, prefixLength: Int) {
    guard (0...address.bitCount).contains(prefixLength) else { return nil }
    self.prefixLength = prefixLength
    switch address {
    case .v4(let value):
      network = .v4(value & Self.mask(UInt32.self, prefixLength))
    case .v6(let high, let low):
      network = .v6(
        high & Self.mask(UInt64.self, min(prefixLength, 64)), low & Self.mask(UInt64.self, max(prefixLength - 64, 0)))
    }
  }

  /// Parses `address/length`; bits after the prefix are cleared, as Go's `net.ParseCIDR` does for the network.
  public init?(_ text: some StringProtocol) {
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count == 2, let address = IPAddress(pieces[0]), (1...3).contains(pieces[1].utf8.count),
      pieces[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let length = Int(pieces[1]), pieces[1] == String(length)
    else { return nil }
    self.init(address, prefixLength: length)
  }

  public var family: IPAddress.Family { network.family }

  /// Whether the address is in the range; never one of the other family.
  public func contains(_ address: IPAddress) -> Bool {
    address.family == family && CIDR(address, prefixLength: prefixLength) == self
  }

  /// Whether every address of `other` is in this range.
  public func contains(_ other: CIDR) -> Bool {
    other.prefixLength >= prefixLength && contains(other.network)
  }

  /// Whether any address is in both.
  public func overlaps(_ other: CIDR) -> Bool {
    contains(other.network) || other.contains(network)
  }

  /// The address at `index` of the range; nil when it has no more than that.
  public func address(at index: UInt64) -> IPAddress? {
    let hostBits = network.bitCount - prefixLength
    guard hostBits >= 64 || index >> UInt64(hostBits) == 0 else { return nil }
    return network.advanced(by: index)
  }

  public var description: String { "\(network)/\(prefixLength)" }

  private static func mask<Word: FixedWidthInteger>(_: Word.Type, _ bits: Int) -> Word {
    bits == 0 ? 0 : ~0 << (Word.bitWidth - bits)
  }
}
