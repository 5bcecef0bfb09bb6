/// Finds the position of a member name among those of a type.
///
/// Decoding looks up every key of every object, so this is an open hash table over the first and last
/// bytes of the name: no general hash function, one comparison on a hit, usually none on a miss.
///
/// The tables are plain memory, because reference counts of arrays would cost more than the search. Whoever made
/// them calls ``deallocate()``.
struct FieldNames: @unchecked Sendable {
  private let names: UnsafeMutablePointer<String>
  private let count: Int
  /// Position + 1 of a name, 0 for a free slot; a power of two, at most half full.
  private let slots: UnsafeMutablePointer<UInt32>
  private let mask: Int

  init(_ names: [String]) {
    var capacity = 4
    while capacity < names.count * 2 { capacity *= 2 }
    mask = capacity - 1
    count = names.count
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    self.names = .allocate(capacity: max(count, 1))
    for (position, name) in names.enumerated() {
      (self.names + position).initialize(to: name)
      var slot = Self.hash(name) & mask
      while slots[slot] != 0 && names[Int(slots[slot]) - 1] != name { slot = (slot + 1) & mask }
      if slots[slot] == 0 { slots[slot] = UInt32(position + 1) }
    }
  }

  func deallocate() {
    names.deinitialize(count: count)
    names.deallocate()
    slots.deallocate()
  }

  @inline(__always)
  func position(of name: String) -> Int? {
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if names[position] == name { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Length, first and last bytes: names of one type rarely share all of these.
  private static func hash(_ name: String) -> Int {
    let mixed: UInt64? = name.utf8.withContiguousStorageIfAvailable { bytes in
      var mixed = UInt64(truncatingIfNeeded: bytes.count)
      guard bytes.count > 1 else { return mixed &+ UInt64(bytes.first ?? 0) }
      mixed = mixed << 8 | UInt64(bytes[0])
      mixed = mixed << 8 | UInt64(bytes[1])
      mixed = mixed << 8 | UInt64(bytes[bytes.count / 2])
      mixed = mixed << 8 | UInt64(bytes[bytes.count - 2])
      mixed = mixed << 8 | UInt64(bytes[bytes.count - 1])
      return mixed
    }
    // Native strings are always contiguous; others are made so.
    guard let bits = mixed else { return hash(String(decoding: Array(name.utf8), as: UTF8.self)) }
    return Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}
