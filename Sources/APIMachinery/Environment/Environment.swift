/// Where time comes from. Everything that reads the clock or waits takes one of these, so that a test
/// can hold time still or run a day in a second.
public protocol TimeSource: Sendable {
  /// The wall clock.
  func now() -> Timestamp

  /// Time since an arbitrary start that never jumps; for measuring and deadlines.
  func uptime() -> Duration

  /// Waits. Throws `CancellationError` when the task is cancelled.
  func sleep(for duration: Duration) async throws
}

/// Where randomness comes from: object UIDs, generated name suffixes, jitter, keys of queues. Not for
/// cryptographic keys, which come from the crypto library.
public protocol RandomSource: Sendable {
  /// A uniformly distributed 64-bit number.
  func next() -> UInt64
}

extension RandomSource {
  /// A uniformly distributed number in `0 ..< bound`; `bound` must be positive.
  public func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0)
    // Lemire's method: the high half of the product is uniform once the few biased low halves are rejected.
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A uniformly distributed number in `0 ..< 1`.
  public func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A version 4 UUID in lower case.
  public func uuid() -> String {
    var high = next()
    var low = next()
    high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 36) { buffer in
      var position = 0
      for (word, breaks) in [(high, [8, 12]), (low, [0, 4])] {
        for nibble in 0..<16 {
          if breaks.contains(nibble) {
            buffer[position] = UInt8(ascii: "-")
            position += 1
          }
          buffer[position] = digits[Int((word >> UInt64(60 - nibble * 4)) & 0xF)]
          position += 1
        }
      }
      return position
    }
  }

  /// `length` letters and digits that form no words and are hard to confuse, as upstream's
  /// `k8s.io/apimachinery/pkg/util/rand` picks them for generated names.
  public func suffix(length: Int = 5) -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    var bytes: [UInt8] = []
    for _ in 0..<length { bytes.append(alphabet[Int(next(below: UInt64(alphabet.count)))]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
