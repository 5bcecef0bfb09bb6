internal import APIMachinery
internal import NIOCore

/// One request and its answer: runs the handler and sends what it returns as fast as the peer takes it. All on
/// the event loop of the connection, except for the handler's and the stream's own work.
final class ServerExchange {
  /// Bytes handed to the connection at a time.
  private static let chunkBytes = 128 * 1024

  private let context: ServerContext
  private let connection: ConnectionInfo
  private let eventLoop: any EventLoop
  private weak var output: (any ExchangeOutput)?
  private var state = State.idle
  private var stall: LazyDeadline?

  private enum State {
    case idle
    case handling(Task<Void, Never>)
    case sending(PieceReader)
    case streaming(ByteStream, Task<Void, Never>, waiter: CheckedContinuation<Bool, Never>?)
    case upgraded(Task<Void, Never>)
    case done
  }

  init(context: ServerContext, connection: ConnectionInfo, eventLoop: any EventLoop, output: any ExchangeOutput) {
    self.context = context
    self.connection = connection
    self.eventLoop = eventLoop
    self.output = output
  }

  /// Runs the handler, or sends its answer at once.
  func start(_ request: APIRequest) {
    if let response = context.handler.handleImmediately(request, connection: connection) {
      return respond(response, to: request)
    }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let task = Task { [context, connection, eventLoop] in
      let response = await context.handler.handle(request, connection: connection)
      eventLoop.execute { bound.value.respond(response, to: request) }
    }
    state = .handling(task)
  }

  /// Sends `response`.
  func respond(_ response: APIResponse, to request: APIRequest) {
    if case .done = state { return discard(response.body) }
    guard let output else { return discard(response.body) }
    var headers = response.headers
    let mayHaveBody = !(100..<200 ~= response.status || response.status == 204 || response.status == 304)
    let sendsBody = mayHaveBody && request.method != "HEAD"
    switch response.body {
    case .bytes(let bytes) where sendsBody && isCompressible(headers, byteCount: bytes.count, for: request):
      sendCompressed([bytes], response.status, &headers)
    case .pieces(let pieces)
    where sendsBody && isCompressible(headers, byteCount: pieces.reduce(0) { $0 + $1.count }, for: request):
      sendCompressed(pieces, response.status, &headers)
    case .bytes(let bytes):
      let length: BodyLength = sendsBody ? .known(bytes.count) : mayHaveBody ? .omitted(bytes.count) : .none
      output.writeHead(status: response.status, headers: headers, length: length)
      send(sendsBody ? [bytes] : [])
    case .pieces(let pieces):
      let count = pieces.reduce(0) { $0 + $1.count }
      let length: BodyLength = sendsBody ? .known(count) : mayHaveBody ? .omitted(count) : .none
      output.writeHead(status: response.status, headers: headers, length: length)
      send(sendsBody ? pieces : [])
    case .stream(let stream):
      let announced = headers["Content-Length"].flatMap { Int($0) }
      guard sendsBody else {
        stream.cancel()
        output.writeHead(status: response.status, headers: headers, length: mayHaveBody ? .unknown : .none)
        return send([])
      }
      output.writeHead(status: response.status, headers: headers, length: announced.map { .known($0) } ?? .unknown)
      output.flush()
      pump(stream)
    case .upgrade(let converse):
      guard output.canUpgrade, let stream = output.upgrade(headers: headers) else {
        let text = "unable to upgrade: the connection can't change its protocol\n"
        return respond(APIResponse(status: 400, body: .bytes(Array(text.utf8))), to: request)
      }
      let linger = TimeAmount(context.configuration.lingerTimeout)
      state = .upgraded(
        Task {
          await converse(stream)
          stream.closeGracefully(within: linger)
        })
    }
  }

  /// The peer has gone away: ends the handler's and the stream's work.
  func cancel() {
    let old = state
    state = .done
    stall?.cancel()
    switch old {
    case .handling(let task), .upgraded(let task):
      task.cancel()
    case .streaming(let stream, let task, let waiter):
      task.cancel()
      stream.cancel()
      waiter?.resume(returning: false)
    case .idle, .sending, .done:
      break
    }
  }

  /// The peer sends no more, so most likely it is gone: the handler may stop, but what it answers is still sent.
  func cancelHandler() {
    if case .handling(let task) = state { task.cancel() }
  }

  /// Whether the answer is a stream or a conversation, which may go on for ever.
  var isOpenEnded: Bool {
    switch state {
    case .streaming, .upgraded: true
    case .idle, .handling, .sending, .done: false
    }
  }

  func writabilityChanged() {
    guard let output, output.isWritable else { return }
    switch state {
    case .sending(let reader):
      continueSending(reader)
    case .streaming(let stream, let task, .some(let waiter)):
      state = .streaming(stream, task, waiter: nil)
      waiter.resume(returning: true)
    default:
      break
    }
  }

  private func discard(_ body: APIResponse.Body) {
    if case .stream(let stream) = body { stream.cancel() }
  }
}

// MARK: - Finished bodies

extension ServerExchange {
  private func send(_ pieces: [[UInt8]]) {
    continueSending(PieceReader(pieces))
  }

  private func continueSending(_ pieces: PieceReader) {
    guard let output else { return }
    var reader = pieces
    while true {
      if let chunk = reader.next(upTo: Self.chunkBytes) { output.writeBody(chunk) }
      if reader.isAtEnd { break }
      output.flush()
      // Flushing can run into the end of the connection, and with it of this exchange.
      if case .done = state { return }
      guard output.isWritable else {
        state = .sending(reader)
        if stall == nil {
          stall = LazyDeadline(eventLoop: eventLoop) { [weak self] in self?.output?.abort() }
        }
        stall?.set(after: TimeAmount(context.configuration.stallTimeout))
        return
      }
    }
    finish()
  }

  private func finish() {
    state = .done
    stall?.cancel()
    output?.writeEnd()
  }

  private func isCompressible(_ headers: Headers, byteCount: Int, for request: APIRequest) -> Bool {
    guard let threshold = context.configuration.compressionThreshold, byteCount >= threshold else { return false }
    return headers["Content-Encoding"] == nil && GzipStream.isAccepted(by: request.headers)
  }

  private func sendCompressed(_ pieces: [[UInt8]], _ status: Int, _ headers: inout Headers) {
    headers["Content-Length"] = nil
    headers["Content-Encoding"] = "gzip"
    headers.add("Vary", "Accept-Encoding")
    output?.writeHead(status: status, headers: headers, length: .unknown)
    pump(GzipStream(pieces).stream)
  }
}

// MARK: - Streams

extension ServerExchange {
  private func pump(_ stream: ByteStream) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let task = Task { [eventLoop] in
      do {
        while let piece = try await stream.next() {
          if piece.isEmpty { continue }
          let goesOn = await withCheckedContinuation { continuation in
            eventLoop.execute { bound.value.write(piece, continuation) }
          }
          guard goesOn else { return }
        }
        eventLoop.execute { bound.value.streamEnded(abnormally: false) }
      } catch {
        eventLoop.execute { bound.value.streamEnded(abnormally: true) }
      }
    }
    state = .streaming(stream, task, waiter: nil)
  }

  /// Resumes with true when the peer is ready for more, with false when it has gone away.
  private func write(_ piece: [UInt8], _ continuation: CheckedContinuation<Bool, Never>) {
    guard case .streaming = state, let output else { return continuation.resume(returning: false) }
    output.writeBody(ByteBuffer(bytes: piece))
    output.flush()
    guard case .streaming(let stream, let task, _) = state else { return continuation.resume(returning: false) }
    if output.isWritable {
      continuation.resume(returning: true)
    } else {
      state = .streaming(stream, task, waiter: continuation)
    }
  }

  private func streamEnded(abnormally: Bool) {
    guard case .streaming = state else { return }
    state = .done
    if abnormally { output?.abort() } else { output?.writeEnd() }
  }
}
