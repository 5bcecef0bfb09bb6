internal import APIMachinery
internal import Synchronization

/// Several streams over the messages of one WebSocket: the first byte of a message says which stream it belongs to
/// (`channel.k8s.io` and its later versions).
final class ChannelSocket: Sendable {
  /// From version 5 on: a message of this channel closes the one named by its second byte.
  private static let closeChannel: UInt8 = 255

  private let socket: WebSocketConnection
  private let isBase64: Bool
  private let canCloseChannels: Bool
  private let channels: [UInt8: Channel]

  /// - Parameter role: Only clients close single channels; a server's all end with the connection, and clients take
  ///   its closing one for an error.
  init(
    _ socket: WebSocketConnection, role: WebSocketConnection.Role, subprotocol: String, channels numbers: [UInt8]
  ) {
    self.socket = socket
    isBase64 = subprotocol.contains("base64.")
    canCloseChannels = subprotocol.hasPrefix("v5.")
    var channels: [UInt8: Channel] = [:]
    for number in numbers {
      channels[number] = Channel(
        number: number, socket: socket, isBase64: isBase64, canClose: canCloseChannels && role == .client)
    }
    self.channels = channels
  }

  func stream(_ number: UInt8) -> (any DuplexStream)? { channels[number] }

  /// Reads the socket until it ends; all channels end with it. Must run for the channels to work.
  func run() async throws {
    defer { for channel in channels.values { channel.incoming.finish() } }
    while let message = try await socket.receive() {
      let bytes =
        switch message {
        case .text(let bytes), .binary(let bytes): bytes
        }
      guard let first = bytes.first else { continue }
      if isBase64 {
        let number = first &- UInt8(ascii: "0")
        guard let decoded = try? Base64.decode(String(decoding: bytes.dropFirst(), as: UTF8.self)) else { continue }
        await channels[number]?.incoming.deliver(decoded)
      } else if first == Self.closeChannel, canCloseChannels {
        if bytes.count > 1 { channels[bytes[1]]?.incoming.finish() }
      } else {
        await channels[first]?.incoming.deliver(Array(bytes.dropFirst()))
      }
    }
  }

  /// Tells the client that the conversation has begun: an empty message on the lowest channel that it reads.
  func greet(on number: UInt8) async throws { try await channels[number]?.send([]) }

  private final class Channel: DuplexStream {
    let incoming = ByteQueue()
    private let number: UInt8
    private let socket: WebSocketConnection
    private let isBase64: Bool
    private let canClose: Bool
    private let isFinished = Mutex(false)

    init(number: UInt8, socket: WebSocketConnection, isBase64: Bool, canClose: Bool) {
      self.number = number
      self.socket = socket
      self.isBase64 = isBase64
      self.canClose = canClose
    }

    func read() async throws -> [UInt8]? { try await incoming.read() }

    func write(_ bytes: [UInt8]) async throws {
      guard !isFinished.withLock({ $0 }) else { throw TransportError(.closed, "channel is closed") }
      var rest = bytes[...]
      while !rest.isEmpty {
        try await send(Array(rest.prefix(32 * 1024)))
        rest = rest.dropFirst(32 * 1024)
      }
    }

    func send(_ bytes: [UInt8]) async throws {
      if isBase64 {
        try await socket.send(.text([UInt8(ascii: "0") + number] + Base64.encode(bytes).utf8))
      } else {
        try await socket.send(.binary([number] + bytes))
      }
    }

    func finish() async {
      let isFirst = isFinished.withLock { isFinished in
        defer { isFinished = true }
        return !isFinished
      }
      if isFirst, canClose { try? await socket.send(.binary([ChannelSocket.closeChannel, number])) }
    }

    func close() {
      isFinished.withLock { $0 = true }
      incoming.abandon()
    }
  }
}
