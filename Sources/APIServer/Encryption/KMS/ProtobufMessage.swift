import APIMachinery

/// The few fields of a small protobuf message, for formats that have no schema of the API's.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ number: Int, _ content: [UInt8]) {
    guard !content.isEmpty else { return }
    bytes.append(varint: UInt64(number) << 3 | 2)
    bytes.append(varint: UInt64(content.count))
    bytes += content
  }

  mutating func add(_ number: Int, _ value: UInt64) {
    guard value != 0 else { return }
    bytes.append(varint: UInt64(number) << 3)
    bytes.append(varint: value)
  }

  /// A map from strings to bytes, in the order of its keys.
  mutating func add(_ number: Int, _ map: [String: [UInt8]]) {
    for (key, value) in map.sorted(by: { $0.key < $1.key }) {
      var entry = ProtobufMessage()
      entry.add(1, Array(key.utf8))
      entry.add(2, value)
      add(number, entry.bytes)
    }
  }
}

extension [UInt8] {
  /// As protobuf writes numbers: seven bits a byte, the lowest first.
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

/// The fields of a message, the last value of each.
struct ProtobufFields {
  private var numbers: [Int: UInt64] = [:]
  private var contents: [Int: [ArraySlice<UInt8>]] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws(EncryptionError) {
    var rest = bytes
    while !rest.isEmpty {
      let tag = try Self.varint(&rest)
      let number = Int(truncatingIfNeeded: tag >> 3)
      switch tag & 7 {
      case 0: numbers[number] = try Self.varint(&rest)
      case 2:
        let length = try Self.varint(&rest)
        guard length <= UInt64(rest.count) else { throw EncryptionError("a protobuf message is cut off") }
        contents[number, default: []].append(rest.prefix(Int(length)))
        rest = rest.dropFirst(Int(length))
      case 1, 5:
        let length = tag & 7 == 1 ? 8 : 4
        guard rest.count >= length else { throw EncryptionError("a protobuf message is cut off") }
        rest = rest.dropFirst(length)
      default: throw EncryptionError("a protobuf message has a field of an unknown type")
      }
    }
  }

  func number(_ number: Int) -> UInt64 { numbers[number] ?? 0 }
  func bytes(_ number: Int) -> ArraySlice<UInt8> { contents[number]?.last ?? [] }
  func text(_ number: Int) -> String { String(decoding: bytes(number), as: UTF8.self) }

  func map(_ number: Int) throws(EncryptionError) -> [String: [UInt8]] {
    var map: [String: [UInt8]] = [:]
    for entry in contents[number] ?? [] {
      let fields = try ProtobufFields(entry)
      map[fields.text(1)] = Array(fields.bytes(2))
    }
    return map
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws(EncryptionError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw EncryptionError("a protobuf message is cut off") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw EncryptionError("a protobuf message has a number that is too long")
  }
}
