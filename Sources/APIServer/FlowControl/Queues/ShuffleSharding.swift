/// Deals a flow a hand of a few of many queues, so that a flow that fills its queues leaves most others with at least
/// one queue it isn't in (upstream's `shufflesharding.Dealer`).
struct ShuffleSharding: Sendable, Equatable {
  static let handSizeMax = 8

  let queueCount: Int
  let handSize: Int

  /// The hand must fit the deck.
  init(queueCount: Int, handSize: Int) {
    self.queueCount = queueCount
    self.handSize = max(1, min(handSize, queueCount, Self.handSizeMax))
  }

  /// Calls `body` with the queues of the hand that belongs to `hash`, all different. Each is drawn from those left: the
  /// hash is read as digits of descending base, and a digit steps over the cards drawn before it.
  func deal(_ hash: UInt64, _ body: (Int) -> Void) {
    var rest = hash
    // The cards drawn so far, in ascending order.
    var drawn = InlineHand()
    for round in 0..<handSize {
      let base = UInt64(queueCount - round)
      var card = Int(rest % base)
      rest /= base
      var position = 0
      while position < round, card >= drawn[position] {
        card += 1
        position += 1
      }
      drawn.insert(card, at: position, count: round)
      body(card)
    }
  }

  private struct InlineHand {
    private var cards = SIMD8<Int16>(repeating: 0)

    subscript(position: Int) -> Int { Int(cards[position]) }

    mutating func insert(_ card: Int, at position: Int, count: Int) {
      var index = count
      while index > position {
        cards[index] = cards[index - 1]
        index -= 1
      }
      cards[position] = Int16(truncatingIfNeeded: card)
    }
  }
}

/// A flow as a number: the same for the same schema and distinguisher, whenever and wherever it is computed.
enum FlowHash {
  /// FNV-1a, with its bits mixed at the end: dealing takes remainders.
  static func make(_ schema: String, _ distinguisher: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    add(schema, to: &hash)
    hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    add(distinguisher, to: &hash)
    hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
    hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
    return hash ^ (hash >> 32)
  }

  private static func add(_ text: String, to hash: inout UInt64) {
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}
