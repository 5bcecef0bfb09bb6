/// A message to or from the kernel: a header of 16 bytes, a family's own header, attributes. In the machine's byte order.
public struct NetlinkMessage: Sendable, Equatable {
  public var type: UInt16
  public var flags: UInt16
  /// The family's header and the attributes.
  public var payload: [UInt8]

  public static let request: UInt16 = 0x1
  public static let acknowledge: UInt16 = 0x4
  public static let dump: UInt16 = 0x300
  public static let create: UInt16 = 0x400
  public static let exclusive: UInt16 = 0x200
  public static let replace: UInt16 = 0x100

  static let errorType: UInt16 = 2
  static let doneType: UInt16 = 3
  static let headerLength = 16

  public init(type: UInt16, flags: UInt16, payload: [UInt8]) {
    self.type = type
    self.flags = flags
    self.payload = payload
  }

  /// The bytes on the socket.
  func encoded(sequence: UInt32) -> [UInt8] {
    var writer = NetlinkWriter()
    writer.integer(UInt32(Self.headerLength + payload.count))
    writer.integer(type)
    writer.integer(flags)
    writer.integer(sequence)
    writer.integer(UInt32(0))
    return writer.bytes + payload
  }

  /// The messages in one datagram, with their sequence numbers.
  static func parse(_ datagram: ArraySlice<UInt8>) throws(LinuxError) -> [(sequence: UInt32, message: NetlinkMessage)] {
    var messages: [(UInt32, NetlinkMessage)] = []
    var rest = datagram
    while !rest.isEmpty {
      var reader = NetlinkReader(rest)
      guard let length = reader.integer(UInt32.self), let type = reader.integer(UInt16.self),
        let flags = reader.integer(UInt16.self), let sequence = reader.integer(UInt32.self),
        reader.integer(UInt32.self) != nil, length >= headerLength, Int(length) <= rest.count
      else { throw LinuxError(.malformed, "the kernel sent a netlink message that can't be read") }
      let payload = rest[(rest.startIndex + headerLength)..<(rest.startIndex + Int(length))]
      messages.append((sequence, NetlinkMessage(type: type, flags: flags, payload: Array(payload))))
      rest = rest.dropFirst((Int(length) + 3) & ~3)
    }
    return messages
  }
}

/// Builds headers and attributes.
public struct NetlinkWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// In the machine's byte order, as netlink's headers are.
  public mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  /// With its length, and filled up to four bytes.
  public mutating func attribute(_ type: UInt16, _ value: [UInt8]) {
    integer(UInt16(4 + value.count))
    integer(type)
    bytes += value
    pad()
  }

  /// An attribute with a number in the machine's byte order.
  public mutating func attribute<Value: FixedWidthInteger>(_ type: UInt16, integer value: Value) {
    attribute(type, withUnsafeBytes(of: value) { Array($0) })
  }

  /// Text with a NUL at its end.
  public mutating func attribute(_ type: UInt16, text: String) {
    attribute(type, Array(text.utf8) + [0])
  }

  /// An attribute that holds attributes.
  public mutating func nested(_ type: UInt16, _ body: (inout NetlinkWriter) -> Void) {
    var inner = NetlinkWriter()
    body(&inner)
    attribute(type | 0x8000, inner.bytes)
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}

/// Takes headers and attributes apart; nil wherever there are not enough bytes.
public struct NetlinkReader: Sendable {
  private var rest: ArraySlice<UInt8>

  public init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// nil where the message is too short.
  public mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { return nil }
    let value = rest.prefix(size).withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
    rest = rest.dropFirst(size)
    return value
  }

  /// False where the message is too short.
  public mutating func skip(_ count: Int) -> Bool {
    guard rest.count >= count else { return false }
    rest = rest.dropFirst(count)
    return true
  }

  /// Everything that is left as attributes, the last of each type.
  public func attributes() -> [UInt16: ArraySlice<UInt8>] {
    var found: [UInt16: ArraySlice<UInt8>] = [:]
    var reader = self
    while let length = reader.integer(UInt16.self), let type = reader.integer(UInt16.self) {
      guard length >= 4, reader.rest.count >= Int(length) - 4 else { break }
      found[type & 0x3FFF] = reader.rest.prefix(Int(length) - 4)
      reader.rest = reader.rest.dropFirst(((Int(length) + 3) & ~3) - 4)
    }
    return found
  }
}

extension ArraySlice<UInt8> {
  /// An attribute's integer in the machine's order; nil when it has another size.
  func netlinkInteger<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
    guard count == MemoryLayout<Value>.size else { return nil }
    var reader = NetlinkReader(self)
    return reader.integer(Value.self)
  }

  /// An attribute's text, without the NUL.
  var netlinkText: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
