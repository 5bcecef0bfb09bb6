/// A frame of the WebSocket protocol (RFC 6455), unmasked.
struct WebSocketFrame: Equatable {
  enum Opcode: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
  }

  var opcode: Opcode
  var isLast = true
  var payload: [UInt8]

  /// - Parameter mask: Clients must mask what they send; servers must not.
  func append(to bytes: inout [UInt8], mask: UInt32?) {
    bytes.append((isLast ? 0x80 : 0) | opcode.rawValue)
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case 0..<126:
      bytes.append(maskBit | UInt8(payload.count))
    case 126...0xFFFF:
      bytes += [maskBit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default:
      bytes.append(maskBit | 127)
      bytes.append(bigEndian: UInt32(payload.count >> 32))
      bytes.append(bigEndian: UInt32(payload.count & 0xFFFF_FFFF))
    }
    guard let mask else {
      bytes += payload
      return
    }
    bytes.append(bigEndian: mask)
    let start = bytes.count
    bytes += payload
    Self.unmask(&bytes, from: start, with: mask)
  }

  static func unmask(_ bytes: inout [UInt8], from start: Int, with mask: UInt32) {
    let key = [UInt8(mask >> 24), UInt8(mask >> 16 & 0xFF), UInt8(mask >> 8 & 0xFF), UInt8(mask & 0xFF)]
    for index in start..<bytes.count { bytes[index] ^= key[(index - start) & 3] }
  }
}

/// Cuts a stream of bytes into frames.
struct WebSocketFrameDecoder {
  /// Longer frames break the connection.
  static let payloadBytesMax = 4 << 20

  /// Whether frames must be masked (by clients) or must not (by servers).
  let expectsMask: Bool
  private var unparsed: [UInt8] = []
  private var position = 0

  init(expectsMask: Bool) {
    self.expectsMask = expectsMask
  }

  mutating func append(_ bytes: [UInt8]) {
    if position > 0 {
      unparsed.removeFirst(position)
      position = 0
    }
    unparsed += bytes
  }

  /// The next whole frame; nil until more bytes have come.
  mutating func next() throws(TransportError) -> WebSocketFrame? {
    let available = unparsed.count - position
    guard available >= 2 else { return nil }
    let first = unparsed[position]
    let second = unparsed[position + 1]
    guard first & 0x70 == 0, let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else {
      throw TransportError(.protocolViolation, "websocket: unknown kind of frame")
    }
    guard (second & 0x80 != 0) == expectsMask else {
      throw TransportError(.protocolViolation, "websocket: incorrect mask flag")
    }
    let isLast = first & 0x80 != 0
    var length = Int(second & 0x7F)
    var header = 2
    if length >= 126 {
      let size = length == 126 ? 2 : 8
      guard available >= 2 + size else { return nil }
      let long = unparsed[(position + 2)..<(position + 2 + size)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard long <= UInt64(Self.payloadBytesMax) else {
        throw TransportError(.protocolViolation, "websocket: frame is too long")
      }
      length = Int(long)
      header += size
    }
    if opcode.isControl, length > 125 || !isLast {
      throw TransportError(.protocolViolation, "websocket: control frame is too long or in parts")
    }
    let maskStart = position + header
    if expectsMask { header += 4 }
    guard available >= header + length else { return nil }
    let start = position + header
    var payload = Array(unparsed[start..<(start + length)])
    if expectsMask {
      let mask = unparsed[maskStart..<(maskStart + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      WebSocketFrame.unmask(&payload, from: 0, with: mask)
    }
    position = start + length
    return WebSocketFrame(opcode: opcode, isLast: isLast, payload: payload)
  }
}
