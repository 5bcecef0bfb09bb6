import HTTPTransport
import NIOCore
import NIOPosix
import Synchronization

/// A bare TCP connection, for what no decent client would send.
final class RawConnection: Sendable {
  private let channel: any Channel
  private let inbox: Inbox

  private init(channel: any Channel, inbox: Inbox) {
    self.channel = channel
    self.inbox = inbox
  }

  static func open(_ endpoint: Endpoint, readsByItself: Bool = true) async throws -> RawConnection {
    guard case .tcp(let host, let port) = endpoint else { throw TransportError(.badAddress, "not TCP") }
    let inbox = Inbox()
    let channel = try await ClientBootstrap(group: TransportThreads.group)
      .channelOption(.autoRead, value: readsByItself)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Collector(inbox)) }
      }
      .connect(host: host, port: port).get()
    return RawConnection(channel: channel, inbox: inbox)
  }

  func write(_ text: String) async throws {
    try await channel.writeAndFlush(ByteBuffer(string: text)).get()
  }

  func write(_ bytes: [UInt8]) async throws {
    try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
  }

  /// Everything received until `isEnough` says so or the other side has ended.
  func read(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
    await inbox.wait(until: isEnough)
  }

  /// Everything until the other side has ended.
  func readToEnd() async -> String { await inbox.wait { _ in false } }

  /// A response with a body of known length, or as much of it as comes.
  func readResponse() async -> String {
    await inbox.take { text in
      guard let headEnd = text.range(of: "\r\n\r\n") else { return nil }
      let head = text[..<headEnd.lowerBound].lowercased()
      let length =
        head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
        .flatMap { Int($0.dropFirst(16)) } ?? 0
      let total = text[..<headEnd.upperBound].utf8.count + length
      return text.utf8.count >= total ? total : nil
    }
  }

  func startReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

  func closeOutput() async throws { try await channel.close(mode: .output).get() }

  func close() async { try? await channel.close().get() }

  var isOpen: Bool { channel.isActive }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let inbox: Inbox

    init(_ inbox: Inbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      inbox.add(Array(unwrapInboundIn(data).readableBytesView))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent { inbox.end() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      inbox.end()
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { inbox.end() }
  }
}

/// What a connection has received, for one who waits.
private final class Inbox: Sendable {
  private let state = Mutex(State())

  private struct State {
    var bytes: [UInt8] = []
    var ended = false
    var isEnough: (@Sendable (String) -> Bool)?
    var continuation: CheckedContinuation<String, Never>?
  }

  func add(_ bytes: [UInt8]) { update { $0.bytes += bytes } }

  func end() { update { $0.ended = true } }

  private func update(_ change: (inout State) -> Void) {
    let resume: (() -> Void)? = state.withLock { state in
      change(&state)
      guard let continuation = state.continuation, let isEnough = state.isEnough else { return nil }
      let text = String(decoding: state.bytes, as: UTF8.self)
      guard state.ended || isEnough(text) else { return nil }
      state.continuation = nil
      return { continuation.resume(returning: text) }
    }
    resume?()
  }

  /// Nothing more is waited for by a task that is cancelled.
  func wait(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let text: String? = state.withLock { state in
          let text = String(decoding: state.bytes, as: UTF8.self)
          if state.ended || isEnough(text) { return text }
          state.isEnough = isEnough
          state.continuation = continuation
          return nil
        }
        if let text { continuation.resume(returning: text) }
      }
    } onCancel: {
      end()
    }
  }

  /// Takes as many bytes as `length` says, once it says so.
  func take(_ length: @escaping @Sendable (String) -> Int?) async -> String {
    _ = await wait { length($0) != nil }
    return state.withLock { state in
      let count = length(String(decoding: state.bytes, as: UTF8.self)) ?? state.bytes.count
      let taken = String(decoding: state.bytes.prefix(count), as: UTF8.self)
      state.bytes.removeFirst(min(count, state.bytes.count))
      return taken
    }
  }
}

extension String {
  func range(of part: String) -> Range<String.Index>? {
    let bytes = Array(part.utf8)
    var index = utf8.startIndex
    while index != utf8.endIndex {
      if utf8[index...].starts(with: bytes) {
        return index..<utf8.index(index, offsetBy: bytes.count)
      }
      index = utf8.index(after: index)
    }
    return nil
  }
}
