/// An address as the API writes it, in any form upstream reads; for validation. ``IPAddress`` is for the rest.
public struct IPLiteral: Sendable, Hashable, Comparable {
  public enum Family: Sendable, Hashable {
    case ipv4
    case ipv6
  }

  public let family: Family
  /// The address as a number; of IPv4 the low 32 bits.
  public let bits: UInt128

  public init(ipv4 bits: UInt32) {
    family = .ipv4
    self.bits = UInt128(bits)
  }

  public init(ipv6 bits: UInt128) {
    family = .ipv6
    self.bits = bits
  }

  init(family: Family, bits: UInt128) {
    self.family = family
    self.bits = bits
  }

  /// From 4 or 16 bytes in network order.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    let bits = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    self.init(family: bytes.count == 4 ? .ipv4 : .ipv6, bits: bits)
  }

  /// Reads what Go's `netip.ParseAddr` reads, without zone: dotted IPv4 without leading zeros, IPv6.
  public init?(_ text: String) { self.init(text, allowingLeadingZeros: false) }

  /// Reads what `ParseIPSloppy` of k8s.io/utils reads: leading zeros in IPv4 are skipped, as old objects have them.
  public init?(sloppy text: String) { self.init(text, allowingLeadingZeros: true) }

  private init?(_ text: String, allowingLeadingZeros: Bool) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 64 else { return nil }
    if bytes.contains(UInt8(ascii: ":")) {
      guard let bits = Self.parseIPv6(bytes, allowingLeadingZeros) else { return nil }
      self.init(ipv6: bits)
    } else {
      guard let bits = Self.parseIPv4(bytes[...], allowingLeadingZeros) else { return nil }
      self.init(ipv4: bits)
    }
  }

  private static func parseIPv4(_ bytes: ArraySlice<UInt8>, _ allowingLeadingZeros: Bool) -> UInt32? {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let first = part.first, part.allSatisfy(Characters.isDigit) else { return nil }
      if !allowingLeadingZeros, part.count > 1, first == UInt8(ascii: "0") { return nil }
      var value: UInt32 = 0
      for digit in part {
        value = value * 10 + UInt32(digit - UInt8(ascii: "0"))
        guard value <= 255 else { return nil }
      }
      bits = bits << 8 | value
    }
    return bits
  }

  private static func parseIPv6(_ bytes: [UInt8], _ allowingLeadingZeros: Bool) -> UInt128? {
    var groups: [UInt16] = []
    var gap: Int?
    var position = 0
    if bytes.count >= 2, bytes[0] == UInt8(ascii: ":"), bytes[1] == UInt8(ascii: ":") {
      gap = 0
      position = 2
    }
    while position < bytes.count {
      guard groups.count < 8 else { return nil }
      let end = bytes[position...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      let part = bytes[position..<end]
      if part.contains(UInt8(ascii: ".")) {
        guard end == bytes.count, groups.count <= 6, let tail = parseIPv4(part, allowingLeadingZeros) else {
          return nil
        }
        groups += [UInt16(tail >> 16), UInt16(truncatingIfNeeded: tail)]
        break
      }
      guard !part.isEmpty, part.count <= 4, let value = UInt16(String(decoding: part, as: UTF8.self), radix: 16),
        part.allSatisfy({ Characters.isAlphanumeric($0) })
      else { return nil }
      groups.append(value)
      position = end
      guard position < bytes.count else { break }
      position += 1
      guard position < bytes.count else { return nil }
      if bytes[position] == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups.count
        position += 1
      }
    }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }

  /// In network order: 4 or 16.
  public var bytes: [UInt8] {
    let count = family == .ipv4 ? 4 : 16
    return (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt128((count - 1 - $0) * 8)) }
  }

  /// An IPv6 address that stands for an IPv4 one (`::ffff:10.0.0.1`).
  public var isIPv4Mapped: Bool { family == .ipv6 && bits >> 32 == 0xFFFF }
  public var isUnspecified: Bool { bits == 0 }
  public var isLoopback: Bool { family == .ipv4 ? bits >> 24 == 127 : bits == 1 }
  public var isLinkLocalUnicast: Bool { family == .ipv4 ? bits >> 16 == 0xA9FE : bits >> 118 == 0xFE80 >> 6 }
  public var isMulticast: Bool { family == .ipv4 ? bits >> 28 == 0xE : bits >> 120 == 0xFF }
  public var isLinkLocalMulticast: Bool {
    family == .ipv4 ? bits >> 8 == 0xE00000 : isMulticast && (bits >> 112) & 0xF == 2
  }

  public static func < (left: IPLiteral, right: IPLiteral) -> Bool {
    left.family == right.family ? left.bits < right.bits : left.family == .ipv4
  }
}

extension IPLiteral: CustomStringConvertible {
  /// The canonical form (RFC 5952); IPv4 in IPv6 as IPv4, as Go's `net.IP` prints it.
  public var description: String {
    if family == .ipv4 || isIPv4Mapped {
      return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> UInt128((3 - $0) * 8))) }.joined(separator: ".")
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128((7 - $0) * 16)) }
    // The first of the longest runs of zeros, if it is longer than one.
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = max(end, start + 1)
    }
    func hexadecimal(_ range: Range<Int>) -> String {
      range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return hexadecimal(0..<8) }
    return hexadecimal(0..<best.lowerBound) + "::" + hexadecimal(best.upperBound..<8)
  }
}
