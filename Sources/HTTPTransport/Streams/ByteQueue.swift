internal import Synchronization

/// Bytes of one stream on their way from the reader of its connection to its user. The connection's reader waits
/// while too many are unread, which slows down the peer.
final class ByteQueue: Sendable {
  static let bytesMax = 256 * 1024

  private let state = Mutex(State())

  private struct State {
    var unread: [UInt8] = []
    var isFinished = false
    var failure: (any Error)?
    /// The user wants no more: what comes is thrown away.
    var isAbandoned = false
    var reader: CheckedContinuation<[UInt8]?, any Error>?
    var deliverer: CheckedContinuation<Void, Never>?
  }

  /// Returns when there is room for more. Called by one task.
  func deliver(_ bytes: [UInt8]) async {
    guard !bytes.isEmpty else { return }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (reader, waits) = state.withLock { state -> (CheckedContinuation<[UInt8]?, any Error>?, Bool) in
          if state.isAbandoned || state.isFinished { return (nil, false) }
          if let reader = state.reader {
            state.reader = nil
            return (reader, false)
          }
          state.unread += bytes
          guard state.unread.count >= Self.bytesMax, !Task.isCancelled else { return (nil, false) }
          state.deliverer = continuation
          return (nil, true)
        }
        reader?.resume(returning: bytes)
        if !waits { continuation.resume() }
      }
    } onCancel: {
      takeDeliverer()?.resume()
    }
  }

  /// The end: what is unread can still be read, then `error` is thrown or the end returned.
  func finish(throwing error: (any Error)? = nil) {
    let (reader, deliverer) = state.withLock { state in
      defer {
        if !state.isFinished {
          state.isFinished = true
          state.failure = error
        }
        state.reader = nil
        state.deliverer = nil
      }
      return (state.reader, state.deliverer)
    }
    if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: nil) }
    deliverer?.resume()
  }

  func abandon() {
    state.withLock { state in
      state.isAbandoned = true
      state.unread = []
    }
    finish()
  }

  func read() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (result, deliverer) = state.withLock {
          state -> (Result<[UInt8]?, any Error>?, CheckedContinuation<Void, Never>?) in
          if !state.unread.isEmpty {
            defer {
              state.unread = []
              state.deliverer = nil
            }
            return (.success(state.unread), state.deliverer)
          }
          if state.isFinished { return (state.failure.map { .failure($0) } ?? .success(nil), nil) }
          if Task.isCancelled { return (.failure(CancellationError()), nil) }
          if state.reader != nil {
            return (.failure(TransportError(.protocolViolation, "two reads at a time")), nil)
          }
          state.reader = continuation
          return (nil, nil)
        }
        if let result { continuation.resume(with: result) }
        deliverer?.resume()
      }
    } onCancel: {
      let reader = state.withLock { state in
        defer { state.reader = nil }
        return state.reader
      }
      reader?.resume(throwing: CancellationError())
    }
  }

  private func takeDeliverer() -> CheckedContinuation<Void, Never>? {
    state.withLock { state in
      defer { state.deliverer = nil }
      return state.deliverer
    }
  }
}

/// Mutual exclusion that may be held across suspension, first come, first served: frames of several streams go out
/// one after another.
final class AsyncLock: Sendable {
  private let state = Mutex<(isHeld: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func withLock<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.isHeld else {
          state.isHeld = true
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
    defer { unlock() }
    return try await body()
  }

  private func unlock() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.waiting.isEmpty else {
        state.isHeld = false
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
