/// NaCl's secretbox: XSalsa20 for secrecy and Poly1305 for integrity, with a nonce of 24 bytes that may be random.
/// Neither BoringSSL nor swift-crypto has them, so they are here; the tests hold NaCl's published vectors.
enum SecretBox {
  static let keyBytes = 32
  static let nonceBytes = 24
  static let overheadBytes = 16

  /// The tag followed by the ciphertext. `key` and `nonce` have their full length.
  static func seal(_ message: [UInt8], nonce: [UInt8], key: [UInt8]) -> [UInt8] {
    var stream = XSalsa20(key: key, nonce: nonce)
    let authenticationKey = stream.next(32)
    let ciphertext = stream.apply(to: message[...])
    return Poly1305.tag(of: ciphertext[...], key: authenticationKey) + ciphertext
  }

  /// The message; nil where somebody has changed it or the key is another one.
  static func open(_ box: ArraySlice<UInt8>, nonce: [UInt8], key: [UInt8]) -> [UInt8]? {
    guard box.count >= overheadBytes else { return nil }
    var stream = XSalsa20(key: key, nonce: nonce)
    let authenticationKey = stream.next(32)
    let ciphertext = box.dropFirst(overheadBytes)
    let tag = Poly1305.tag(of: ciphertext, key: authenticationKey)
    // All bytes are compared whatever the first ones say: the time tells nothing.
    let difference = zip(tag, box.prefix(overheadBytes)).reduce(0) { $0 | ($1.0 ^ $1.1) }
    return difference == 0 ? stream.apply(to: ciphertext) : nil
  }
}

/// The key stream of XSalsa20: Salsa20 with a key of its own for each nonce, so that nonces can be long.
struct XSalsa20 {
  private static let constants = (
    UInt32(0x6170_7865), UInt32(0x3320_646e), UInt32(0x7962_2d32), UInt32(0x6b20_6574)
  )

  private var state: [UInt32]
  private var block: [UInt8] = []
  private var used = 64

  init(key: [UInt8], nonce: [UInt8]) {
    precondition(key.count == SecretBox.keyBytes && nonce.count == SecretBox.nonceBytes)
    let outer = Self.matrix(Self.words(key[...]), Self.words(nonce.prefix(16)))
    let mixed = Self.rounds(outer)
    // HSalsa20: the diagonal and the middle row of the mixed matrix are the inner key.
    let inner = [0, 5, 10, 15, 6, 7, 8, 9].map { mixed[$0] }
    state = Self.matrix(inner, Self.words(nonce.suffix(8)) + [0, 0])
  }

  /// The next bytes of the stream.
  mutating func next(_ count: Int) -> [UInt8] { apply(to: [UInt8](repeating: 0, count: count)[...]) }

  /// `bytes` with the next bytes of the stream added.
  mutating func apply(to bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      if used == 64 { refill() }
      result.append(byte ^ block[used])
      used += 1
    }
    return result
  }

  private mutating func refill() {
    let mixed = Self.rounds(state)
    block.removeAll(keepingCapacity: true)
    for index in 0..<16 {
      let word = mixed[index] &+ state[index]
      for shift in [UInt32(0), 8, 16, 24] { block.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    used = 0
    state[8] &+= 1
    if state[8] == 0 { state[9] &+= 1 }
  }

  private static func matrix(_ key: [UInt32], _ input: [UInt32]) -> [UInt32] {
    [
      constants.0, key[0], key[1], key[2], key[3], constants.1, input[0], input[1], input[2], input[3], constants.2,
      key[4], key[5], key[6], key[7], constants.3,
    ]
  }

  private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }
  }

  /// Which words each quarter of a double round mixes: the columns, then the rows.
  private static let quarters: [(Int, Int, Int, Int)] = [
    (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
    (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
  ]

  private static func rounds(_ matrix: [UInt32]) -> [UInt32] {
    var words = matrix
    for _ in 0..<10 {
      for (first, second, third, fourth) in quarters {
        words[second] ^= rotated(words[first] &+ words[fourth], 7)
        words[third] ^= rotated(words[second] &+ words[first], 9)
        words[fourth] ^= rotated(words[third] &+ words[second], 13)
        words[first] ^= rotated(words[fourth] &+ words[third], 18)
      }
    }
    return words
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
}

/// A one-time authenticator: the message as a polynomial over the numbers modulo 2^130 - 5.
enum Poly1305 {
  private static let limbMask: UInt64 = (1 << 26) - 1

  /// - Parameter key: 32 bytes that authenticate this message alone.
  static func tag(of message: ArraySlice<UInt8>, key: [UInt8]) -> [UInt8] {
    precondition(key.count == 32)
    var clamped = Array(key[..<16])
    for index in [3, 7, 11, 15] { clamped[index] &= 15 }
    for index in [4, 8, 12] { clamped[index] &= 252 }
    let point = limbs(clamped[...], high: 0)
    var sum: [UInt64] = [0, 0, 0, 0, 0]
    var rest = message
    while !rest.isEmpty {
      let chunk = rest.prefix(16)
      rest = rest.dropFirst(16)
      let full = chunk.count == 16
      let padded = full ? Array(chunk) : Array(chunk) + [1] + [UInt8](repeating: 0, count: 15 - chunk.count)
      let added = limbs(padded[...], high: full ? 1 : 0)
      for index in 0..<5 { sum[index] += added[index] }
      sum = product(sum, point)
    }
    return finish(sum, Array(key[16...]))
  }

  /// 16 bytes and one more bit as five numbers of 26 bits.
  private static func limbs(_ bytes: ArraySlice<UInt8>, high: UInt64) -> [UInt64] {
    let start = bytes.startIndex
    let word = { (from: Int) in (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + from + $1]) << UInt64(8 * $1) } }
    let (low, top) = (word(0), word(8))
    return [
      low & limbMask, low >> 26 & limbMask, (low >> 52 | top << 12) & limbMask, top >> 14 & limbMask,
      top >> 40 | high << 24,
    ]
  }

  /// What overflows the 130 bits comes back times five.
  private static func product(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var result: [UInt64] = [0, 0, 0, 0, 0]
    for row in 0..<5 {
      for column in 0..<5 {
        let place = row + column
        let factor = place >= 5 ? right[column] * 5 : right[column]
        result[place % 5] += left[row] * factor
      }
    }
    return carried(result)
  }

  private static func carried(_ limbs: [UInt64]) -> [UInt64] {
    var result = limbs
    for index in 0..<4 {
      result[index + 1] += result[index] >> 26
      result[index] &= limbMask
    }
    result[0] += (result[4] >> 26) * 5
    result[4] &= limbMask
    result[1] += result[0] >> 26
    result[0] &= limbMask
    return result
  }

  private static func finish(_ sum: [UInt64], _ pad: [UInt8]) -> [UInt8] {
    var limbs = carried(carried(sum))
    // The sum minus the modulus, taken where it isn't negative; chosen by mask, not by branch.
    var reduced: [UInt64] = [0, 0, 0, 0, 0]
    var carry: UInt64 = 5
    for index in 0..<5 {
      reduced[index] = limbs[index] + carry
      carry = reduced[index] >> 26
      reduced[index] &= limbMask
    }
    let mask = 0 &- carry
    for index in 0..<5 { limbs[index] = (limbs[index] & ~mask) | (reduced[index] & mask) }
    let low = limbs[0] | limbs[1] << 26 | limbs[2] << 52
    let high = limbs[2] >> 12 | limbs[3] << 14 | limbs[4] << 40
    let word = { (from: Int) in (0..<8).reduce(UInt64(0)) { $0 | UInt64(pad[from + $1]) << UInt64(8 * $1) } }
    let (lowSum, overflow) = low.addingReportingOverflow(word(0))
    let highSum = high &+ word(8) &+ (overflow ? 1 : 0)
    return [lowSum, highSum].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
  }
}
