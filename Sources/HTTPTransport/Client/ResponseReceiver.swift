internal import APIMachinery
internal import NIOCore
internal import Synchronization

/// Takes a response from the network and hands it to the one who waits for it: the head (with a short body) at
/// once, a long body piece by piece as it is asked for. On the event loop.
final class ResponseReceiver {
  /// Reading from the network stops while this many bytes wait to be taken.
  static let bufferedBytesMax = 256 * 1024

  private let eventLoop: any EventLoop
  private let wholeBodyBytesMax: Int
  private var continuation: CheckedContinuation<APIResponse, any Error>?
  private var head: APIResponse?
  private var buffered: ByteBuffer?
  private var reader: CheckedContinuation<[UInt8]?, any Error>?
  private var ended = false
  private var failure: (any Error)?
  private var timeout: Scheduled<Void>?
  /// Asks for more from the network after it was held back.
  var resumeReading: () -> Void = {}
  /// Nobody wants the rest of the response.
  var abandon: () -> Void = {}

  init(
    eventLoop: any EventLoop, wholeBodyBytesMax: Int, timeout: Duration?,
    continuation: CheckedContinuation<APIResponse, any Error>
  ) {
    self.eventLoop = eventLoop
    self.wholeBodyBytesMax = wholeBodyBytesMax
    self.continuation = continuation
    if let timeout {
      let bound = NIOLoopBound(self, eventLoop: eventLoop)
      self.timeout = eventLoop.scheduleTask(in: TimeAmount(timeout)) {
        bound.value.giveUp(TransportError(.timeout, "timeout awaiting response headers"))
      }
    }
  }

  /// The response to a request that `start` sends, for which it is told the receiver; given up when the task is
  /// cancelled.
  ///
  /// - Parameter start: Called on the event loop.
  static func receive(
    on eventLoop: any EventLoop, _ configuration: HTTPClientConfiguration,
    start: @escaping @Sendable (NIOLoopBound<ResponseReceiver>) -> Void
  ) async throws -> APIResponse {
    let receiver = Mutex<NIOLoopBound<ResponseReceiver>?>(nil)
    let cancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        eventLoop.execute {
          let made = NIOLoopBound(
            ResponseReceiver(
              eventLoop: eventLoop, wholeBodyBytesMax: configuration.wholeBodyBytesMax,
              timeout: configuration.responseTimeout, continuation: continuation), eventLoop: eventLoop)
          receiver.withLock { $0 = made }
          start(made)
          if cancelled.isSet { made.value.giveUp(CancellationError()) }
        }
      }
    } onCancel: {
      cancelled.set()
      eventLoop.execute { receiver.withLock { $0 }?.value.giveUp(CancellationError()) }
    }
  }

  /// Whether the head has come.
  var hasHead: Bool { head != nil || continuation == nil }

  var wantsMore: Bool { (buffered?.readableBytes ?? 0) < Self.bufferedBytesMax }

  /// - Parameter endsHere: There is no body.
  func receive(status: Int, headers: Headers, endsHere: Bool) {
    guard continuation != nil else { return }
    let response = APIResponse(status: status, headers: headers)
    let announced = headers["Content-Length"].flatMap { Int($0) }
    if endsHere {
      ended = true
      deliver(response)
    } else if let announced, announced <= wholeBodyBytesMax {
      head = response  // Waits for its body.
    } else {
      deliver(response, streaming: true)
    }
  }

  func receive(_ bytes: ByteBuffer) {
    var bytes = bytes
    if buffered == nil { buffered = bytes } else { buffered?.writeBuffer(&bytes) }
    serveReader()
  }

  func receiveEnd() {
    guard !ended else { return }
    ended = true
    if var response = head, continuation != nil {
      response.body = .bytes(buffered.map { Array($0.readableBytesView) } ?? [])
      deliver(response)
    }
    serveReader()
  }

  func fail(_ error: any Error) {
    guard !ended else { return }
    ended = true
    failure = error
    timeout?.cancel()
    if let continuation {
      self.continuation = nil
      continuation.resume(throwing: error)
    }
    serveReader()
  }

  /// Fails, and tells the network side.
  func giveUp(_ error: any Error) {
    guard !ended else { return }
    fail(error)
    abandon()
  }

  private func deliver(_ response: APIResponse, streaming: Bool = false) {
    timeout?.cancel()
    guard let continuation else { return }
    self.continuation = nil
    head = nil
    var response = response
    if streaming {
      let body = ReceivedBody(receiver: NIOLoopBound(self, eventLoop: eventLoop), eventLoop: eventLoop)
      response.body = .stream(ByteStream(next: { try await body.next() }, cancel: { body.cancel() }))
    }
    continuation.resume(returning: response)
  }

  private func serveReader() {
    guard let reader else { return }
    if let bytes = buffered, bytes.readableBytes > 0 {
      self.reader = nil
      buffered = nil
      reader.resume(returning: Array(bytes.readableBytesView))
      resumeReading()
    } else if ended {
      self.reader = nil
      if let failure { reader.resume(throwing: failure) } else { reader.resume(returning: nil) }
    }
  }

  func read(_ continuation: CheckedContinuation<[UInt8]?, any Error>) {
    guard reader == nil else {
      return continuation.resume(throwing: TransportError(.protocolViolation, "two reads at a time"))
    }
    reader = continuation
    serveReader()
  }

  func cancelRead() {
    if let reader {
      self.reader = nil
      reader.resume(throwing: CancellationError())
    }
    giveUp(CancellationError())
  }
}

/// The rest of a response body. When its last user lets go of it, the network side is told.
final class ReceivedBody: Sendable {
  private let receiver: NIOLoopBound<ResponseReceiver>
  private let eventLoop: any EventLoop

  init(receiver: NIOLoopBound<ResponseReceiver>, eventLoop: any EventLoop) {
    self.receiver = receiver
    self.eventLoop = eventLoop
  }

  deinit {
    cancel()
  }

  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        eventLoop.execute { [receiver] in receiver.value.read(continuation) }
      }
    } onCancel: {
      cancel()
    }
  }

  func cancel() {
    eventLoop.execute { [receiver] in receiver.value.cancelRead() }
  }
}
