import APIMachinery
import Synchronization

/// Hands out the addresses of a range, each once. Rebuilt from the stored objects at start.
final class AddressAllocator: Sendable {
  enum Failure: Error, Equatable {
    case alreadyAllocated
    case notInRange
    case full
  }

  let range: CIDR
  /// The first address is the network's, the last the broadcast's; neither is given out.
  private let first: UInt64 = 1
  private let last: UInt64
  private let taken = Mutex<Set<IPAddress>>([])
  private let random: any RandomSource

  /// Ranges larger than this are used up to it, so that counting stays cheap.
  private static let sizeMax: UInt64 = 1 << 20

  init?(range text: String, random: any RandomSource) {
    guard let range = CIDR(text) else { return nil }
    self.range = range
    self.random = random
    let hostBits = range.network.bitCount - range.prefixLength
    guard hostBits >= 2 else { return nil }
    last = hostBits >= 20 ? Self.sizeMax - 2 : (1 << UInt64(hostBits)) - 2
  }

  /// The first address, which the `kubernetes` Service has.
  var apiServerAddress: IPAddress? { range.address(at: 1) }

  func allocate(_ address: IPAddress) throws(Failure) {
    guard range.contains(address) else { throw .notInRange }
    let isNew = taken.withLock { $0.insert(address).inserted }
    if !isNew { throw .alreadyAllocated }
  }

  /// Any free address, from the upper part of the range, which static addresses avoid, as long as there is one.
  func allocateAny() throws(Failure) -> IPAddress {
    let count = last - first + 1
    // Upstream's band for static addresses: min(max(16, size/16), 256).
    let band = min(max(16, count / 16), 256)
    let found = taken.withLock { taken -> IPAddress? in
      guard UInt64(taken.count) < count else { return nil }
      let lower = count > band ? first + band : first
      if let found = Self.free(lower...last, range, taken, random) ?? Self.free(first...last, range, taken, random) {
        taken.insert(found)
        return found
      }
      return nil
    }
    guard let found else { throw .full }
    return found
  }

  private static func free(
    _ offsets: ClosedRange<UInt64>, _ range: CIDR, _ taken: Set<IPAddress>, _ random: any RandomSource
  ) -> IPAddress? {
    let count = offsets.upperBound - offsets.lowerBound + 1
    let start = random.next(below: count)
    for step in 0..<count {
      guard let address = range.address(at: offsets.lowerBound + (start + step) % count) else { continue }
      if !taken.contains(address) { return address }
    }
    return nil
  }

  func release(_ address: IPAddress) { _ = taken.withLock { $0.remove(address) } }
}

/// Hands out node ports, each once for every protocol that asks.
final class PortAllocator: Sendable {
  let range: ClosedRange<Int>
  /// The lower ports, which are left for Services that name theirs as long as others are free. As upstream's
  /// `calculateRangeOffset`.
  private let reserved: Int
  private let taken = Mutex<Set<Int>>([])
  private let random: any RandomSource

  init(range: ClosedRange<Int>, random: any RandomSource) {
    self.range = range
    self.random = random
    reserved = range.count <= 16 ? 0 : min(max(16, range.count / 32), 128)
  }

  /// False when it is taken.
  func allocate(_ port: Int) -> Bool { taken.withLock { $0.insert(port).inserted } }

  func allocateAny() -> Int? {
    taken.withLock { taken in
      let split = range.lowerBound + reserved
      for part in [split..<range.upperBound + 1, range.lowerBound..<split] where !part.isEmpty {
        let start = Int(random.next(below: UInt64(part.count)))
        for step in 0..<part.count {
          let port = part.lowerBound + (start + step) % part.count
          if taken.insert(port).inserted { return port }
        }
      }
      return nil
    }
  }

  func release(_ port: Int) { _ = taken.withLock { $0.remove(port) } }
}
