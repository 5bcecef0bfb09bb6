public import APIMachinery
internal import Synchronization

/// SPDY/3.1 over a connection that was upgraded to it: many streams of bytes, each with headers, either way.
///
/// As in the library that Kubernetes uses there are no flow-control windows: peers neither send nor respect
/// updates of them. Instead, a session stops reading its connection while one of its streams has too much unread.
public final class SPDYSession: Sendable {
  /// Which side of the connection this is: its streams have odd numbers or even ones.
  public enum Role: Sendable {
    case client
    case server
  }

  /// Streams open at a time; more are refused.
  public static let streamsMax = 1_024
  static let dataBytesMax = 32 * 1024

  private let connection: any DuplexStream
  private let role: Role
  private let codec: SPDYHeaderCodec
  private let writing = AsyncLock()
  private let state: Mutex<State>

  private struct State {
    var streams: [UInt32: SPDYStream] = [:]
    var nextStream: UInt32
    var lastAccepted: UInt32 = 0
    var incoming: [SPDYStream] = []
    var accepter: CheckedContinuation<SPDYStream?, Never>?
    var isOver = false
    var acceptsNoMore = false
  }

  public init(_ connection: any DuplexStream, role: Role) throws(TransportError) {
    self.connection = connection
    self.role = role
    codec = try SPDYHeaderCodec()
    state = Mutex(State(nextStream: role == .client ? 1 : 2))
  }

  /// Reads the connection until it ends; all streams end with it. Must run for the session to work.
  public func run() async throws {
    defer { end() }
    var decoder = SPDYFrameDecoder()
    while let bytes = try await connection.read() {
      decoder.append(bytes)
      while let frame = try decoder.next() { try await receive(frame) }
    }
  }

  /// Opens a stream and waits until the peer has agreed to it.
  public func open(_ headers: Headers) async throws -> SPDYStream {
    let stream = try await writing.withLock {
      // Numbers must go up in the order of the frames, so they are given under the lock.
      let stream = try state.withLock { state in
        guard !state.isOver, !state.acceptsNoMore else { throw TransportError(.closed, "spdy: session is over") }
        guard state.streams.count < Self.streamsMax else {
          throw TransportError(.limitReached, "spdy: too many streams")
        }
        let stream = SPDYStream(id: state.nextStream, headers: headers, session: self)
        state.nextStream += 2
        state.streams[stream.id] = stream
        return stream
      }
      try await write(
        .synStream(
          stream: stream.id, headers: try codec.encode(headers), isLast: false, isUnidirectional: false, priority: 0))
      return stream
    }
    try await stream.waitForReply()
    return stream
  }

  /// The next stream that the peer opens; nil when the session is over.
  public func accept() async -> SPDYStream? {
    let stream: SPDYStream? = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (stream, isNow) = state.withLock { state -> (SPDYStream?, Bool) in
          if !state.incoming.isEmpty { return (state.incoming.removeFirst(), true) }
          if state.isOver || Task.isCancelled || state.accepter != nil { return (nil, true) }
          state.accepter = continuation
          return (nil, false)
        }
        if isNow { continuation.resume(returning: stream) }
      }
    } onCancel: {
      takeAccepter()?.resume(returning: nil)
    }
    guard let stream else { return nil }
    try? await writing.withLock {
      try await write(.synReply(stream: stream.id, headers: try codec.encode(Headers()), isLast: false))
    }
    return stream
  }

  /// Says goodbye and ends the connection once all that was written is on its way.
  public func close() async {
    let last = state.withLock { state in
      state.acceptsNoMore = true
      return state.lastAccepted
    }
    try? await send(.goAway(lastStream: last, status: 0))
    await connection.finish()
  }

  // MARK: For the streams

  func send(_ frame: SPDYFrame) async throws {
    try await writing.withLock { try await write(frame) }
  }

  func reset(_ stream: SPDYStream) {
    forget(stream)
    // Closing a stream can't wait; a frame that doesn't get out belongs to a connection that is gone.
    Task { try? await send(.resetStream(stream: stream.id, status: SPDYFrame.resetCancel)) }
  }

  func forget(_ stream: SPDYStream) {
    _ = state.withLock { $0.streams.removeValue(forKey: stream.id) }
  }

  private func write(_ frame: SPDYFrame) async throws {
    var bytes: [UInt8] = []
    frame.append(to: &bytes)
    try await connection.write(bytes)
  }

  // MARK: Frames that come in

  private func receive(_ frame: SPDYFrame) async throws {
    switch frame {
    case .synStream(let id, let block, let isLast, _, _):
      try await receiveStream(id, try codec.decode(block), isLast: isLast)
    case .synReply(let id, let block, let isLast):
      _ = try codec.decode(block)  // The compression's state goes on even if nobody waits for it.
      let stream = stream(id)
      stream?.receiveReply()
      if isLast { stream?.receiveLast() }
    case .headers(let id, let block, let isLast):
      _ = try codec.decode(block)
      if isLast { stream(id)?.receiveLast() }
    case .data(let id, let bytes, let isLast):
      guard let stream = stream(id) else { return }  // Late data of a stream that we have closed.
      await stream.incoming.deliver(bytes)
      if isLast { stream.receiveLast() }
    case .resetStream(let id, _):
      let stream = state.withLock { $0.streams.removeValue(forKey: id) }
      stream?.end()
    case .ping(let id):
      // Clients number their pings odd, servers even; one of our own that comes back is no question.
      if (id % 2 == 1) == (role == .server) { try await send(.ping(id: id)) }
    case .goAway:
      state.withLock { $0.acceptsNoMore = true }
    case .settings, .windowUpdate, .unknown:
      break
    }
  }

  private func stream(_ id: UInt32) -> SPDYStream? { state.withLock { $0.streams[id] } }

  private func receiveStream(_ id: UInt32, _ headers: Headers, isLast: Bool) async throws {
    guard id > 0, (id % 2 == 1) == (role == .server) else {
      throw TransportError(.protocolViolation, "spdy: stream with a number of the wrong side")
    }
    let stream = SPDYStream(id: id, headers: headers, session: self)
    let (accepted, accepter) = try state.withLock { state -> (Bool, CheckedContinuation<SPDYStream?, Never>?) in
      guard id > state.lastAccepted else {
        throw TransportError(.protocolViolation, "spdy: stream number used before")
      }
      state.lastAccepted = id
      guard state.streams.count < Self.streamsMax, !state.acceptsNoMore else { return (false, nil) }
      state.streams[id] = stream
      guard let accepter = state.accepter else {
        state.incoming.append(stream)
        return (true, nil)
      }
      state.accepter = nil
      return (true, accepter)
    }
    guard accepted else { return try await send(.resetStream(stream: id, status: SPDYFrame.resetRefused)) }
    if isLast { stream.receiveLast() }
    accepter?.resume(returning: stream)
  }

  private func takeAccepter() -> CheckedContinuation<SPDYStream?, Never>? {
    state.withLock { state in
      defer { state.accepter = nil }
      return state.accepter
    }
  }

  private func end() {
    let (streams, accepter) = state.withLock { state in
      state.isOver = true
      defer {
        state.streams = [:]
        state.accepter = nil
      }
      return (Array(state.streams.values), state.accepter)
    }
    for stream in streams { stream.end() }
    accepter?.resume(returning: nil)
  }
}
