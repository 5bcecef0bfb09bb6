import APIMachinery

/// The addresses of a service network that can be given out: not the network's own, nor IPv4's broadcast address. The
/// lower ones are left for Services that name theirs as long as others are free, as upstream's `calculateRangeOffset`.
struct AddressRange: Sendable, Hashable {
  let cidr: CIDR
  /// How far the last address is from the network's own.
  private let last: UInt64
  private let reserved: UInt64

  /// Larger networks are searched for free addresses up to here, so that a search stays cheap; any address of theirs
  /// can be asked for.
  private static let sizeMax: UInt64 = 1 << 20

  init(_ cidr: CIDR) {
    self.cidr = cidr
    let hostBits = UInt64(cidr.network.bitCount - cidr.prefixLength)
    let size = hostBits >= 20 ? Self.sizeMax : 1 << hostBits
    let isWhole = cidr.family == .v4 && hostBits <= 20
    last = size <= 1 ? 0 : size - (isWhole ? min(2, size) : 1)
    reserved = size <= 16 ? 0 : min(max(16, size / 16), 256)
  }

  func contains(_ address: IPAddress) -> Bool {
    guard cidr.contains(address), address != cidr.network else { return false }
    guard case .v4(let value) = address, case .v4(let network) = cidr.network else { return true }
    let size = UInt64(1) << UInt64(32 - cidr.prefixLength)
    return UInt64(value) != UInt64(network) + size - 1
  }

  /// One that isn't `taken`: from a random place of the upper part on, then of the lower.
  func free(_ random: any RandomSource, isTaken: (IPAddress) -> Bool) -> IPAddress? {
    for (lower, upper) in [(1 + reserved, last), (1, reserved)] where lower <= upper {
      let count = upper - lower + 1
      let start = random.next(below: count)
      for step in 0..<count {
        guard let address = cidr.network.advanced(by: lower + (start + step) % count) else { continue }
        if !isTaken(address) { return address }
      }
    }
    return nil
  }
}
