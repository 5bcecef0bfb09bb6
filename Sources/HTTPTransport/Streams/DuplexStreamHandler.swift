internal import APIMachinery
internal import NIOCore

/// The end of a pipeline whose connection has changed its protocol: hands the bytes to a ``ChannelDuplexStream``,
/// and reads from the network only while the stream's user wants more.
final class DuplexStreamHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Reading from the network stops while this many bytes wait for the user.
  static let bufferedBytesMax = 256 * 1024

  private var context: ChannelHandlerContext?
  private var received: ByteBuffer?
  private var reader: CheckedContinuation<[UInt8]?, any Error>?
  private var writers: [CheckedContinuation<Void, any Error>] = []
  private var readSuppressed = false
  private var inputEnded = false
  /// The conversation is over, and only the peer's own end is awaited.
  private var isLingering = false
  private var failure: (any Error)?

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end(failure: TransportError(.closed, "connection closed"))
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isLingering { return }
    var bytes = unwrapInboundIn(data)
    if received == nil { received = bytes } else { received?.writeBuffer(&bytes) }
    deliver()
  }

  func read(context: ChannelHandlerContext) {
    if (received?.readableBytes ?? 0) < Self.bufferedBytesMax { context.read() } else { readSuppressed = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { resumeWriters(throwing: nil) }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent {
      inputEnded = true
      deliver()
      if isLingering { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(failure: TransportError(.closed, "connection closed"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if failure == nil { failure = error }
    context.close(promise: nil)
  }

  private func end(failure error: any Error) {
    inputEnded = true
    if failure == nil { failure = error }
    deliver()
    resumeWriters(throwing: failure)
  }

  private func deliver() {
    guard let reader else { return }
    if let received, received.readableBytes > 0 {
      self.reader = nil
      self.received = nil
      reader.resume(returning: Array(received.readableBytesView))
      if readSuppressed {
        readSuppressed = false
        context?.read()
      }
    } else if inputEnded {
      self.reader = nil
      reader.resume(returning: nil)
    }
  }

  private func resumeWriters(throwing error: (any Error)?) {
    let waiting = writers
    writers = []
    for writer in waiting {
      if let error { writer.resume(throwing: error) } else { writer.resume() }
    }
  }

  // MARK: For the stream, on the event loop

  func read(_ continuation: CheckedContinuation<[UInt8]?, any Error>) {
    guard reader == nil else {
      return continuation.resume(throwing: TransportError(.protocolViolation, "two reads at a time"))
    }
    reader = continuation
    deliver()
  }

  func cancelRead() {
    guard let reader else { return }
    self.reader = nil
    reader.resume(throwing: CancellationError())
  }

  func write(_ bytes: [UInt8], _ continuation: CheckedContinuation<Void, any Error>) {
    guard let context, context.channel.isActive else {
      return continuation.resume(throwing: failure ?? TransportError(.closed, "connection closed"))
    }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    if context.channel.isWritable {
      continuation.resume()
    } else {
      writers.append(continuation)
    }
  }

  func cancelWrites() {
    resumeWriters(throwing: CancellationError())
  }

  func closeOutput(_ continuation: CheckedContinuation<Void, Never>) {
    guard let context, context.channel.isActive else { return continuation.resume() }
    let done = context.eventLoop.makePromise(of: Void.self)
    done.futureResult.whenComplete { _ in continuation.resume() }
    context.close(mode: .output, promise: done)
  }

  /// Sends what is under way, says that nothing more comes, and waits a little for the peer to end, too: closing at
  /// once would make its kernel throw away what it has not yet read.
  func linger(for time: TimeAmount) {
    guard let context, context.channel.isActive, !isLingering else { return }
    isLingering = true
    received = nil
    context.close(mode: .output, promise: nil)
    if inputEnded { return context.close(promise: nil) }
    let channel = context.channel
    let scheduled = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in scheduled.cancel() }
    if readSuppressed {
      readSuppressed = false
      context.read()
    }
  }

  func closeAll() {
    context?.close(promise: nil)
  }
}

/// A ``DuplexStream`` over a network connection.
final class ChannelDuplexStream: DuplexStream {
  private let eventLoop: any EventLoop
  private let handler: NIOLoopBound<DuplexStreamHandler>

  /// On the event loop.
  init(handler: DuplexStreamHandler, eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
  }

  func read() async throws -> [UInt8]? {
    let cancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        eventLoop.execute {
          if cancelled.isSet { return continuation.resume(throwing: CancellationError()) }
          self.handler.value.read(continuation)
        }
      }
    } onCancel: {
      cancelled.set()
      eventLoop.execute { self.handler.value.cancelRead() }
    }
  }

  func write(_ bytes: [UInt8]) async throws {
    guard !bytes.isEmpty else { return }
    let cancelled = CancellationFlag()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        eventLoop.execute {
          if cancelled.isSet { return continuation.resume(throwing: CancellationError()) }
          self.handler.value.write(bytes, continuation)
        }
      }
    } onCancel: {
      cancelled.set()
      eventLoop.execute { self.handler.value.cancelWrites() }
    }
  }

  func finish() async {
    await withCheckedContinuation { continuation in
      eventLoop.execute { self.handler.value.closeOutput(continuation) }
    }
  }

  func close() {
    eventLoop.execute { self.handler.value.closeAll() }
  }

  func closeGracefully(within time: TimeAmount) {
    eventLoop.execute { self.handler.value.linger(for: time) }
  }
}
