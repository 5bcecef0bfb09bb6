/// A frame of SPDY/3.1, with header blocks still compressed.
enum SPDYFrame: Equatable {
  case synStream(stream: UInt32, headers: [UInt8], isLast: Bool, isUnidirectional: Bool, priority: UInt8)
  case synReply(stream: UInt32, headers: [UInt8], isLast: Bool)
  case resetStream(stream: UInt32, status: UInt32)
  case settings
  case ping(id: UInt32)
  case goAway(lastStream: UInt32, status: UInt32)
  case headers(stream: UInt32, headers: [UInt8], isLast: Bool)
  case windowUpdate(stream: UInt32, delta: UInt32)
  case data(stream: UInt32, bytes: [UInt8], isLast: Bool)
  /// Of a type that we don't know; skipped.
  case unknown

  static let resetRefused: UInt32 = 3
  static let resetCancel: UInt32 = 5
}

extension SPDYFrame {
  private static let flagFin: UInt8 = 1
  private static let flagUnidirectional: UInt8 = 2
  private static let version: UInt16 = 3

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .synStream(let stream, let headers, let isLast, let isUnidirectional, let priority):
      let flags = (isLast ? Self.flagFin : 0) | (isUnidirectional ? Self.flagUnidirectional : 0)
      Self.appendControl(1, flags, 10 + headers.count, to: &bytes)
      bytes.append(bigEndian: stream)
      bytes.append(bigEndian: UInt32(0))
      bytes += [priority << 5, 0]
      bytes += headers
    case .synReply(let stream, let headers, let isLast):
      Self.appendControl(2, isLast ? Self.flagFin : 0, 4 + headers.count, to: &bytes)
      bytes.append(bigEndian: stream)
      bytes += headers
    case .resetStream(let stream, let status):
      Self.appendControl(3, 0, 8, to: &bytes)
      bytes.append(bigEndian: stream)
      bytes.append(bigEndian: status)
    case .settings:
      Self.appendControl(4, 0, 4, to: &bytes)
      bytes.append(bigEndian: UInt32(0))
    case .ping(let id):
      Self.appendControl(6, 0, 4, to: &bytes)
      bytes.append(bigEndian: id)
    case .goAway(let lastStream, let status):
      Self.appendControl(7, 0, 8, to: &bytes)
      bytes.append(bigEndian: lastStream)
      bytes.append(bigEndian: status)
    case .headers(let stream, let headers, let isLast):
      Self.appendControl(8, isLast ? Self.flagFin : 0, 4 + headers.count, to: &bytes)
      bytes.append(bigEndian: stream)
      bytes += headers
    case .windowUpdate(let stream, let delta):
      Self.appendControl(9, 0, 8, to: &bytes)
      bytes.append(bigEndian: stream)
      bytes.append(bigEndian: delta)
    case .data(let stream, let payload, let isLast):
      bytes.append(bigEndian: stream & 0x7FFF_FFFF)
      bytes.append(bigEndian: UInt32(isLast ? Self.flagFin : 0) << 24 | UInt32(payload.count))
      bytes += payload
    case .unknown:
      break
    }
  }

  private static func appendControl(_ type: UInt16, _ flags: UInt8, _ length: Int, to bytes: inout [UInt8]) {
    bytes += [0x80 | UInt8(version >> 8), UInt8(version & 0xFF), UInt8(type >> 8), UInt8(type & 0xFF)]
    bytes.append(bigEndian: UInt32(flags) << 24 | UInt32(length))
  }
}

/// Cuts a stream of bytes into frames.
struct SPDYFrameDecoder {
  /// Longer frames break the connection.
  static let frameBytesMax = 1 << 20

  private var unparsed: [UInt8] = []
  private var position = 0

  mutating func append(_ bytes: [UInt8]) {
    if position > 0 {
      unparsed.removeFirst(position)
      position = 0
    }
    unparsed += bytes
  }

  /// The next whole frame; nil until more bytes have come.
  mutating func next() throws(TransportError) -> SPDYFrame? {
    guard unparsed.count - position >= 8 else { return nil }
    let first = word(position)
    let second = word(position + 4)
    let length = Int(second & 0x00FF_FFFF)
    guard length <= Self.frameBytesMax else { throw TransportError(.protocolViolation, "spdy: frame is too long") }
    guard unparsed.count - position >= 8 + length else { return nil }
    let start = position + 8
    position = start + length
    let flags = UInt8(second >> 24)
    if first & 0x8000_0000 == 0 {
      return .data(stream: first, bytes: Array(unparsed[start..<position]), isLast: flags & 1 != 0)
    }
    guard first >> 16 & 0x7FFF == 3 else { throw TransportError(.protocolViolation, "spdy: wrong version") }
    return try control(type: first & 0xFFFF, flags: flags, start: start, length: length)
  }

  private func control(
    type: UInt32, flags: UInt8, start: Int, length: Int
  ) throws(TransportError) -> SPDYFrame {
    let lengthMin = [1: 10, 2: 4, 3: 8, 4: 4, 6: 4, 7: 8, 8: 4, 9: 8][type] ?? 0
    guard length >= lengthMin else { throw TransportError(.protocolViolation, "spdy: frame is too short") }
    let end = start + length
    let isLast = flags & 1 != 0
    func id() -> UInt32 { word(start) & 0x7FFF_FFFF }
    switch type {
    case 1:
      return .synStream(
        stream: id(), headers: Array(unparsed[(start + 10)..<end]), isLast: isLast,
        isUnidirectional: flags & 2 != 0, priority: unparsed[start + 8] >> 5)
    case 2: return .synReply(stream: id(), headers: Array(unparsed[(start + 4)..<end]), isLast: isLast)
    case 3: return .resetStream(stream: id(), status: word(start + 4))
    case 4: return .settings
    case 6: return .ping(id: word(start))
    case 7: return .goAway(lastStream: id(), status: word(start + 4))
    case 8: return .headers(stream: id(), headers: Array(unparsed[(start + 4)..<end]), isLast: isLast)
    case 9: return .windowUpdate(stream: id(), delta: word(start + 4) & 0x7FFF_FFFF)
    default: return .unknown
    }
  }

  /// Four bytes that are known to be there.
  private func word(_ index: Int) -> UInt32 {
    unparsed[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: UInt32) {
    self += [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
  }
}
