import APIMachinery

/// Values whose damage would show.
enum CrashValue {
  static func make(bytes: Int, seed: UInt64) -> [UInt8] {
    let random = SeededRandom(seed: seed)
    var value: [UInt8] = []
    value.reserveCapacity(bytes + 8)
    while value.count < bytes { withUnsafeBytes(of: random.next()) { value += $0 } }
    return value
  }

  /// FNV-1a.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
