/// An IPv4 or IPv6 address.
public enum IPAddress: Sendable, Hashable {
  /// In host order: 127.0.0.1 is 0x7F000001.
  case v4(UInt32)
  /// The eight groups' upper and lower half.
  case v6(UInt64, UInt64)

  /// The two kinds of address.
  public enum Family: Sendable, Hashable {
    case v4
    case v6
  }

  public var family: Family {
    switch self {
    case .v4: .v4
    case .v6: .v6
    }
  }

  /// 32 or 128.
  public var bitCount: Int { family == .v4 ? 32 : 128 }

  /// Parses the usual text forms; nil for anything else. As Go's `netip.ParseAddr`: no leading zeros in IPv4, and no
  /// zone here.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 45 else { return nil }
    if bytes.contains(UInt8(ascii: ":")) {
      guard let address = Self.parseV6(bytes[...]) else { return nil }
      self = address
    } else {
      guard let value = Self.parseV4(bytes[...]) else { return nil }
      self = .v4(value)
    }
  }

  /// An address of 4 or 16 bytes in network order.
  public init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16:
      let high = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let low = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      self = .v6(high, low)
    default: return nil
    }
  }

  /// 4 or 16 bytes in network order.
  public var bytes: [UInt8] {
    switch self {
    case .v4(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
    case .v6(let high, let low):
      [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }
  }

  public var isLoopback: Bool {
    switch self {
    case .v4(let value): value >> 24 == 127
    case .v6(let high, let low): high == 0 && low == 1
    }
  }

  public var isLinkLocal: Bool {
    switch self {
    case .v4(let value): value >> 16 == 0xA9FE
    case .v6(let high, _): high >> 54 == 0x3FA
    }
  }

  public var isUnspecified: Bool {
    switch self {
    case .v4(let value): value == 0
    case .v6(let high, let low): high == 0 && low == 0
    }
  }

  /// The address `offset` places further; nil beyond the last one.
  public func advanced(by offset: UInt64) -> IPAddress? {
    switch self {
    case .v4(let value):
      guard let small = UInt32(exactly: offset) else { return nil }
      let (sum, overflow) = value.addingReportingOverflow(small)
      return overflow ? nil : .v4(sum)
    case .v6(let high, let low):
      let (sum, carry) = low.addingReportingOverflow(offset)
      if !carry { return .v6(high, sum) }
      let (upper, overflow) = high.addingReportingOverflow(1)
      return overflow ? nil : .v6(upper, sum)
    }
  }

  private static func parseV4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    var octet = -1
    var digits = 0
    var dots = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if digits > 0 && octet == 0 { return nil }
        octet = max(octet, 0) * 10 + Int(byte - UInt8(ascii: "0"))
        digits += 1
        if octet > 255 { return nil }
      case UInt8(ascii: "."):
        guard octet >= 0, dots < 3 else { return nil }
        value = value << 8 | UInt32(octet)
        octet = -1
        digits = 0
        dots += 1
      default: return nil
      }
    }
    guard octet >= 0, dots == 3 else { return nil }
    return value << 8 | UInt32(octet)
  }

  private static func parseV6(_ bytes: ArraySlice<UInt8>) -> IPAddress? {
    var groups: [UInt16] = []
    var gap: Int?
    var position = bytes.startIndex
    if bytes.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) {
      gap = 0
      position += 2
    }
    while position < bytes.endIndex {
      guard groups.count < 8 else { return nil }
      let end = bytes[position...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      let piece = bytes[position..<end]
      if piece.contains(UInt8(ascii: ".")) {
        guard end == bytes.endIndex, groups.count <= 6, let value = parseV4(piece) else { return nil }
        groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
        position = end
        break
      }
      guard (1...4).contains(piece.count), let group = UInt16(String(decoding: piece, as: UTF8.self), radix: 16),
        piece.first != UInt8(ascii: "+")
      else { return nil }
      groups.append(group)
      guard end < bytes.endIndex else {
        position = end
        break
      }
      position = end + 1
      if position == bytes.endIndex { return nil }
      if bytes[position] == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups.count
        position += 1
      }
    }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    let words = groups.map(UInt64.init)
    return .v6(words[..<4].reduce(0) { $0 << 16 | $1 }, words[4...].reduce(0) { $0 << 16 | $1 })
  }
}

extension IPAddress: CustomStringConvertible {
  /// As Go prints it; IPv6 as RFC 5952 says.
  public var description: String {
    switch self {
    case .v4(let value):
      return "\(value >> 24).\(value >> 16 & 0xFF).\(value >> 8 & 0xFF).\(value & 0xFF)"
    case .v6(let high, let low):
      if high == 0 && low >> 32 == 0xFFFF {
        return "::ffff:\(IPAddress.v4(UInt32(truncatingIfNeeded: low)))"
      }
      let groups = [high, low].flatMap { word in
        (0..<4).map { UInt16(truncatingIfNeeded: word >> (48 - 16 * UInt64($0))) }
      }
      var best = 0..<0
      var start: Int?
      for index in 0...8 {
        if index < 8 && groups[index] == 0 {
          start = start ?? index
        } else if let begun = start {
          if index - begun > best.count { best = begun..<index }
          start = nil
        }
      }
      let text = { (slice: ArraySlice<UInt16>) in slice.map { String($0, radix: 16) }.joined(separator: ":") }
      guard best.count > 1 else { return text(groups[...]) }
      return "\(text(groups[..<best.lowerBound]))::\(text(groups[best.upperBound...]))"
    }
  }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, then by value.
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left < right
    case (.v6(let leftHigh, let leftLow), .v6(let rightHigh, let rightLow)):
      (leftHigh, leftLow) < (rightHigh, rightLow)
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}
