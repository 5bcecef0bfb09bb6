/// Writes protobuf from the end to the front: the length of a message is known once its content is written, so
/// nothing has to be measured first or moved afterwards.
struct ProtobufWriter: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Where the written bytes begin.
  private var start: Int

  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
  }

  init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    storage = .allocate(capacity: self.capacity)
    start = self.capacity
  }

  deinit { storage.deallocate() }

  /// How much is written.
  var count: Int { capacity - start }

  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: storage + start, count: count)) }

  private mutating func makeRoom(_ size: Int) {
    guard start < size else { return }
    var larger = capacity
    while larger - count < size { larger *= 2 }
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    (grown + (larger - count)).update(from: storage + start, count: count)
    storage.deallocate()
    storage = grown
    start = larger - count
    capacity = larger
  }

  mutating func prepend(byte: UInt8) {
    makeRoom(1)
    start -= 1
    storage[start] = byte
  }

  mutating func prepend(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    makeRoom(bytes.count)
    start -= bytes.count
    (storage + start).update(from: base, count: bytes.count)
  }

  mutating func prepend(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { prepend($0) }
  }

  mutating func prepend(_ text: String) {
    var text = text
    text.withUTF8 { prepend($0) }
  }

  mutating func prepend(varint value: UInt64) {
    makeRoom(10)
    var groups = (64 - max(value, 1).leadingZeroBitCount + 6) / 7
    start -= groups
    var rest = value
    var position = start
    while groups > 1 {
      storage[position] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      position += 1
      groups -= 1
    }
    storage[position] = UInt8(truncatingIfNeeded: rest)
  }

  mutating func prepend(fixed64 value: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      prepend(byte: UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  mutating func prepend(tag number: Int, _ type: WireType) {
    prepend(varint: UInt64(number) << 3 | UInt64(type.rawValue))
  }

  /// Completes a message or text that began when `before` bytes were written.
  mutating func close(_ number: Int, before: Int) {
    prepend(varint: UInt64(count - before))
    prepend(tag: number, .bytes)
  }

  mutating func string(_ number: Int, _ text: String) {
    let before = count
    prepend(text)
    close(number, before: before)
  }

  mutating func integer(_ number: Int, _ value: Int64) {
    prepend(varint: UInt64(bitPattern: value))
    prepend(tag: number, .varint)
  }
}
