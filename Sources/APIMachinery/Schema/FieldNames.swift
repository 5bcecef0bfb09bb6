/// Finds the position of a member name among those of a type.
///
/// Decoding looks up every key of every object, so this is an open hash table over the first and last
/// bytes of the name: no general hash function, one comparison on a hit, usually none on a miss.
struct FieldNames: Sendable {
  private let names: [String]
  /// Position + 1 of a name, 0 for a free slot; a power of two, at most half full.
  private let slots: [UInt16]

  init(_ names: [String]) {
    var capacity = 4
    while capacity < names.count * 2 { capacity *= 2 }
    var slots = [UInt16](repeating: 0, count: capacity)
    for (position, name) in names.enumerated() {
      var slot = Self.hash(name) & (capacity - 1)
      while slots[slot] != 0 && names[Int(slots[slot]) - 1] != name { slot = (slot + 1) & (capacity - 1) }
      if slots[slot] == 0 { slots[slot] = UInt16(position + 1) }
    }
    self.names = names
    self.slots = slots
  }

  @inline(__always)
  func position(of name: String) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if names[position] == name { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private static func hash(_ name: String) -> Int {
    var name = name
    return name.withUTF8 { bytes in
      var mixed = UInt64(truncatingIfNeeded: bytes.count)
      for byte in bytes.prefix(16) { mixed = (mixed &* 31) &+ UInt64(byte) }
      if let last = bytes.last { mixed = mixed &* 31 &+ UInt64(last) }
      return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 40)
    }
  }
}
