#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes JSON into a growing run of bytes, without white space.
///
/// Text is escaped as RFC 8259 demands and no further: Go also escapes `<`, `>`, `&`, U+2028 and U+2029, which means
/// the same to every reader.
public struct JSONWriter: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  public private(set) var count = 0

  public init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    storage = .allocate(capacity: self.capacity)
  }

  deinit {
    storage.deallocate()
  }

  /// What has been written.
  public var bytes: [UInt8] {
    Array(UnsafeBufferPointer(start: storage, count: count))
  }

  /// Gives what has been written to `body`, without copying it. The pointer is valid during the call only.
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: storage, count: count))
  }

  /// Forgets what has been written and keeps the memory.
  public mutating func removeAll() {
    count = 0
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let needed = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity = needed
  }

  /// Appends one byte as it is.
  @inline(__always)
  public mutating func append(raw byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  /// Appends bytes that are JSON already.
  public mutating func append(raw bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append(raw: $0) }
  }

  /// Appends bytes that are JSON already.
  @inline(__always)
  public mutating func append(raw bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (storage + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  /// Appends text that is JSON already.
  @inline(__always)
  public mutating func append(raw text: StaticString) {
    append(raw: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  // MARK: Values

  /// Appends any value.
  public mutating func append(_ value: JSONValue) {
    switch value {
    case .null: append(raw: "null")
    case .bool(let value): append(value)
    case .integer(let value): append(value)
    case .number(let value): append(value)
    case .string(let value): append(value)
    case .array(let elements):
      append(raw: UInt8(ascii: "["))
      var isFirst = true
      for element in elements {
        if !isFirst { append(raw: UInt8(ascii: ",")) }
        isFirst = false
        append(element)
      }
      append(raw: UInt8(ascii: "]"))
    case .object(let object): append(object)
    }
  }

  /// Appends an object.
  public mutating func append(_ object: JSONObject) {
    append(raw: UInt8(ascii: "{"))
    object.members.withUnsafeBufferPointer { members in
      for position in members.indices {
        if position > 0 { append(raw: UInt8(ascii: ",")) }
        append(key: members[position].key)
        append(members[position].value)
      }
    }
    append(raw: UInt8(ascii: "}"))
  }

  /// Appends a member's name and the colon.
  @inline(__always)
  public mutating func append(key: String) {
    append(key)
    append(raw: UInt8(ascii: ":"))
  }

  /// Appends `true` or `false`.
  public mutating func append(_ value: Bool) {
    append(raw: value ? "true" : "false")
  }

  /// Appends an integer.
  public mutating func append(_ value: Int64) {
    reserve(20)
    var magnitude = value.magnitude
    if value < 0 {
      storage[count] = UInt8(ascii: "-")
      count += 1
    }
    var length = 1
    var bound: UInt64 = 10
    while magnitude >= bound {
      length += 1
      let (next, overflows) = bound.multipliedReportingOverflow(by: 10)
      if overflows { break }
      bound = next
    }
    var target = count + length
    count = target
    repeat {
      target -= 1
      let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
      storage[target] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
      magnitude = quotient
    } while magnitude > 0
  }

  /// Appends a number as Go writes it. Infinities and NaN have no JSON form and become null.
  public mutating func append(_ value: Double) {
    guard value.isFinite else { return append(raw: "null") }
    var text = GoFormat.json(value)
    text.withUTF8 { append(raw: $0) }
  }

  /// Appends a string in quotes.
  @inline(__always)
  public mutating func append(_ string: String) {
    if string.isImmediate, append(immediate: string.words) { return }
    let done: Void? = string.utf8.withContiguousStorageIfAvailable { append(quoting: $0) }
    if done == nil {
      var copy = string
      copy.withUTF8 { append(quoting: $0) }
    }
  }

  private mutating func append(quoting bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count + 2)
    guard let source = bytes.baseAddress else { return append(raw: "\"\"") }
    if bytes.count <= 16, append(quotingShort: source, bytes.count) { return }
    storage[count] = UInt8(ascii: "\"")
    count += 1
    var position = 0
    while position < bytes.count {
      let plain = plainLength(source + position, bytes.count - position)
      reserve(plain + 8)
      memcpy(storage + count, source + position, plain)
      count += plain
      position += plain
      if position < bytes.count {
        escape(source[position])
        position += 1
      }
    }
    append(raw: UInt8(ascii: "\""))
  }

  /// Appends the text that stands in a string itself. Returns false, with nothing done, where it needs an escape.
  @inline(__always)
  private mutating func append(immediate words: (UInt64, UInt64)) -> Bool {
    // The last byte has the length; those between are zero, which would be escaped.
    let length = Int(words.1 >> 56) & 0xF
    let (first, last) = (UInt64(littleEndian: words.0), UInt64(littleEndian: words.1))
    let filling = EightBytes.ones &* 0x20
    let unused = (length < 8 ? filling << UInt64(length * 8) : 0, filling << UInt64(max(length - 8, 0) * 8))
    guard EightBytes.stops(first | unused.0) | EightBytes.stops(last | unused.1) == 0 else { return false }
    reserve(18)
    let target = UnsafeMutableRawPointer(storage + count)
    target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    target.storeBytes(of: words.0, toByteOffset: 1, as: UInt64.self)
    target.storeBytes(of: words.1, toByteOffset: 9, as: UInt64.self)
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: length + 1, as: UInt8.self)
    count += length + 2
    return true
  }

  /// Appends up to 16 bytes, which most strings are, as two words that overlap. Returns false, with nothing done, where
  /// one of them needs an escape. There must be space for two quotes more.
  @inline(__always)
  private mutating func append(quotingShort source: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let from = UnsafeRawPointer(source)
    let target = UnsafeMutableRawPointer(storage + count + 1)
    if length >= 8 {
      let first = from.loadUnaligned(as: UInt64.self)
      let last = from.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
      guard EightBytes.stops(first) | EightBytes.stops(last) == 0 else { return false }
      target.storeBytes(of: first, as: UInt64.self)
      target.storeBytes(of: last, toByteOffset: length - 8, as: UInt64.self)
    } else if length >= 4 {
      let first = from.loadUnaligned(as: UInt32.self)
      let last = from.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
      guard EightBytes.stops(UInt64(first) | UInt64(last) << 32) == 0 else { return false }
      target.storeBytes(of: first, as: UInt32.self)
      target.storeBytes(of: last, toByteOffset: length - 4, as: UInt32.self)
    } else {
      for index in 0..<length {
        let byte = source[index]
        guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return false }
        target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      }
    }
    storage[count] = UInt8(ascii: "\"")
    storage[count + length + 1] = UInt8(ascii: "\"")
    count += length + 2
    return true
  }

  /// How many bytes at `start` need no escape.
  @inline(__always)
  private func plainLength(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var position = 0
    while length - position >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
      let stops = EightBytes.stops(word)
      if stops != 0 { return position + stops.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < length {
      let byte = start[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      position += 1
    }
    return position
  }

  private mutating func escape(_ byte: UInt8) {
    append(raw: UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(raw: byte)
    case 0x08: append(raw: UInt8(ascii: "b"))
    case 0x0C: append(raw: UInt8(ascii: "f"))
    case 0x0A: append(raw: UInt8(ascii: "n"))
    case 0x0D: append(raw: UInt8(ascii: "r"))
    case 0x09: append(raw: UInt8(ascii: "t"))
    default:
      append(raw: "u00")
      for digit in [byte >> 4, byte & 0xF] {
        append(raw: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}

extension JSONValue {
  /// The document as bytes, without white space.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.append(self)
    return writer.bytes
  }

  /// Appends the document to `bytes`.
  public func encode(into bytes: inout [UInt8]) {
    var writer = JSONWriter()
    writer.append(self)
    writer.withBytes { bytes.append(contentsOf: $0) }
  }

  /// The document as text, without white space.
  public var jsonText: String {
    var writer = JSONWriter()
    writer.append(self)
    return writer.withBytes { String(decoding: $0, as: UTF8.self) }
  }
}
