public import APIMachinery
internal import Synchronization

/// One stream of a ``SPDYSession``.
public final class SPDYStream: DuplexStream {
  let id: UInt32
  /// What the one who opened the stream said about it.
  public let headers: Headers

  private let session: SPDYSession  // It forgets its streams when it ends, so this is no cycle for long.
  let incoming = ByteQueue()
  private let state = Mutex(State())

  private struct State {
    var isReplied = false
    var waiter: CheckedContinuation<Void, any Error>?
    var sentLast = false
    var receivedLast = false
    var isReset = false
  }

  init(id: UInt32, headers: Headers, session: SPDYSession) {
    self.id = id
    self.headers = headers
    self.session = session
  }

  public func read() async throws -> [UInt8]? { try await incoming.read() }

  public func write(_ bytes: [UInt8]) async throws {
    guard state.withLock({ !$0.sentLast && !$0.isReset }) else {
      throw TransportError(.closed, "spdy: stream is closed")
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      try await session.send(.data(stream: id, bytes: Array(rest.prefix(SPDYSession.dataBytesMax)), isLast: false))
      rest = rest.dropFirst(SPDYSession.dataBytesMax)
    }
  }

  public func finish() async {
    let sends = state.withLock { state in
      guard !state.sentLast, !state.isReset else { return false }
      state.sentLast = true
      return true
    }
    guard sends else { return }
    try? await session.send(.data(stream: id, bytes: [], isLast: true))
    forgetIfDone()
  }

  public func close() {
    let resets = state.withLock { state in
      guard !state.isReset, !(state.sentLast && state.receivedLast) else { return false }
      state.isReset = true
      return true
    }
    incoming.abandon()
    if resets { session.reset(self) }
  }

  // MARK: For the session

  func waitForReply() async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = state.withLock { state in
          if state.isReset { return .failure(TransportError(.closed, "spdy: stream was refused")) }
          if state.isReplied { return .success(()) }
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiter = continuation
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      takeWaiter { _ in }?.resume(throwing: CancellationError())
    }
  }

  func receiveReply() {
    takeWaiter { $0.isReplied = true }?.resume()
  }

  func receiveLast() {
    state.withLock { $0.receivedLast = true }
    incoming.finish()
    forgetIfDone()
  }

  /// Reset by the peer, or the connection is gone.
  func end() {
    takeWaiter { $0.isReset = true }?.resume(throwing: TransportError(.closed, "spdy: stream was refused"))
    incoming.finish()
  }

  private func takeWaiter(_ change: (inout State) -> Void) -> CheckedContinuation<Void, any Error>? {
    state.withLock { state in
      change(&state)
      defer { state.waiter = nil }
      return state.waiter
    }
  }

  private func forgetIfDone() {
    if state.withLock({ $0.sentLast && $0.receivedLast }) { session.forget(self) }
  }
}
