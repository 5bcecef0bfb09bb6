public import APIMachinery
internal import Synchronization

/// WebSocket messages over a connection that was upgraded to it.
public final class WebSocketConnection: Sendable {
  /// Which side of the connection this is: what a client sends is masked.
  public enum Role: Sendable {
    case client
    case server
  }

  /// What a side says, as a whole.
  public enum Message: Sendable, Equatable {
    case text([UInt8])
    case binary([UInt8])
  }

  /// The reason that a side gives for closing.
  public enum CloseCode: UInt16, Sendable {
    case normal = 1_000
    case goingAway = 1_001
    case protocolError = 1_002
    case tooBig = 1_009
    case internalError = 1_011
  }

  /// A message may be this long, its parts together.
  public static let messageBytesMax = WebSocketFrameDecoder.payloadBytesMax

  private let stream: any DuplexStream
  private let role: Role
  private let random: any RandomSource
  /// Used by one reader at a time.
  private let decoder: Mutex<WebSocketFrameDecoder>
  private let state = Mutex(State())

  private struct State {
    var parts: [UInt8] = []
    var opcode: WebSocketFrame.Opcode?
    var sentClose = false
  }

  /// - Parameter random: For the masks of what a client sends.
  public init(_ stream: any DuplexStream, role: Role, random: any RandomSource = SystemRandom()) {
    self.stream = stream
    self.role = role
    self.random = random
    decoder = Mutex(WebSocketFrameDecoder(expectsMask: role == .server))
  }

  /// The next message; nil when the peer has closed. Answers pings on the way. For one reader.
  public func receive() async throws -> Message? {
    while true {
      do {
        if let frame = try decoder.withLock({ decoder throws(TransportError) in try decoder.next() }) {
          switch frame.opcode {
          case .ping:
            try await send(.pong, frame.payload)
          case .pong:
            break
          case .close:
            await close(.normal)
            return nil
          case .text, .binary, .continuation:
            if let message = try assemble(frame) { return message }
          }
          continue
        }
      } catch let error as TransportError where error.code == .protocolViolation {
        await close(.protocolError)
        throw error
      }
      guard let bytes = try await stream.read() else { return nil }
      decoder.withLock { $0.append(bytes) }
    }
  }

  public func send(_ message: Message) async throws {
    switch message {
    case .text(let bytes): try await send(.text, bytes)
    case .binary(let bytes): try await send(.binary, bytes)
    }
  }

  /// Asks the peer for a sign of life; its answer is read by the way.
  public func ping() async throws { try await send(.ping, []) }

  /// Says that the conversation is over, and why; then nothing more is sent.
  public func close(_ code: CloseCode) async {
    let sends = state.withLock { state in
      defer { state.sentClose = true }
      return !state.sentClose
    }
    if sends {
      try? await write(.close, [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)])
      await stream.finish()
    }
  }

  private func send(_ opcode: WebSocketFrame.Opcode, _ payload: [UInt8]) async throws {
    guard !state.withLock({ $0.sentClose }) else { throw TransportError(.closed, "websocket: close sent") }
    try await write(opcode, payload)
  }

  /// A frame is one write, so frames of several senders don't mix.
  private func write(_ opcode: WebSocketFrame.Opcode, _ payload: [UInt8]) async throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 14)
    let mask = role == .client ? UInt32(truncatingIfNeeded: random.next()) : nil
    WebSocketFrame(opcode: opcode, payload: payload).append(to: &bytes, mask: mask)
    try await stream.write(bytes)
  }

  private func assemble(_ frame: WebSocketFrame) throws(TransportError) -> Message? {
    try state.withLock { state throws(TransportError) in
      guard (frame.opcode == .continuation) == (state.opcode != nil) else {
        throw TransportError(.protocolViolation, "websocket: parts of a message are out of order")
      }
      let opcode = state.opcode ?? frame.opcode
      if frame.isLast, state.opcode == nil { return Self.message(opcode, frame.payload) }
      guard state.parts.count + frame.payload.count <= Self.messageBytesMax else {
        throw TransportError(.protocolViolation, "websocket: message is too long")
      }
      state.parts += frame.payload
      state.opcode = opcode
      guard frame.isLast else { return nil }
      defer {
        state.parts = []
        state.opcode = nil
      }
      return Self.message(opcode, state.parts)
    }
  }

  private static func message(_ opcode: WebSocketFrame.Opcode, _ bytes: [UInt8]) -> Message {
    opcode == .text ? .text(bytes) : .binary(bytes)
  }
}

/// The binary messages of a WebSocket as a stream of bytes: how kubectl carries SPDY through proxies that know only
/// WebSockets.
public final class WebSocketTunnel: DuplexStream {
  private let socket: WebSocketConnection
  private let stream: any DuplexStream

  public init(_ socket: WebSocketConnection, over stream: any DuplexStream) {
    self.socket = socket
    self.stream = stream
  }

  public func read() async throws -> [UInt8]? {
    while let message = try await socket.receive() {
      if case .binary(let bytes) = message, !bytes.isEmpty { return bytes }
    }
    return nil
  }

  public func write(_ bytes: [UInt8]) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try await socket.send(.binary(Array(rest.prefix(64 * 1024))))
      rest = rest.dropFirst(64 * 1024)
    }
  }

  public func finish() async { await socket.close(.normal) }

  public func close() { stream.close() }
}
