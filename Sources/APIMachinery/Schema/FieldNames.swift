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
    let names = names.map(\.canonical)
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
    guard name.isImmediate else { return position(ofLong: name.canonical) }
    let (first, last) = name.words
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      let words = names[position].words
      if words.0 == first, words.1 == last { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(never)
  private func position(ofLong name: String) -> Int? {
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if names[position].hasSameStorage(as: name) || names[position] == name { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Of a text that stands in the string itself, the two words it is; of others the length, first and last bytes: names
  /// of one type rarely share all of these.
  @inline(__always)
  private static func hash(_ name: String) -> Int {
    guard name.isImmediate else { return hash(long: name) }
    let words = name.words
    return mixed(words.0 ^ (words.1 &* 0x9E37_79B9_7F4A_7C15))
  }

  private static func hash(long name: String) -> Int {
    let bits: UInt64? = name.utf8.withContiguousStorageIfAvailable { bytes in
      var bits = UInt64(truncatingIfNeeded: bytes.count)
      bits = bits << 8 | UInt64(bytes[0])
      bits = bits << 8 | UInt64(bytes[1])
      bits = bits << 8 | UInt64(bytes[bytes.count / 2])
      bits = bits << 8 | UInt64(bytes[bytes.count - 2])
      bits = bits << 8 | UInt64(bytes[bytes.count - 1])
      return bits
    }
    // Native strings are always contiguous; others are made so.
    guard let bits else { return hash(String(decoding: Array(name.utf8), as: UTF8.self)) }
    return mixed(bits)
  }

  @inline(__always)
  private static func mixed(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}
