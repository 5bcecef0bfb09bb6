internal import Synchronization

/// Two ends of a conversation inside this process: what is written to one is read from the other. A writer waits
/// while as many bytes as the capacity are unread.
public final class DuplexPipe: DuplexStream {
  private let incoming: Channel
  private let outgoing: Channel

  private init(incoming: Channel, outgoing: Channel) {
    self.incoming = incoming
    self.outgoing = outgoing
  }

  /// - Parameter capacity: In bytes, for each direction; one write may exceed it.
  public static func makePair(capacity: Int = 256 * 1024) -> (DuplexPipe, DuplexPipe) {
    let there = Channel(capacity: capacity)
    let back = Channel(capacity: capacity)
    return (DuplexPipe(incoming: back, outgoing: there), DuplexPipe(incoming: there, outgoing: back))
  }

  public func read() async throws -> [UInt8]? { try await incoming.read() }

  public func write(_ bytes: [UInt8]) async throws { try await outgoing.write(bytes) }

  public func finish() async { outgoing.finish() }

  public func close() {
    outgoing.finish()
    incoming.breakOff()
  }
}

/// Used after the conversation was closed.
public struct DuplexPipeClosed: Error {}

extension DuplexPipe {
  /// One direction of a pipe.
  private final class Channel: Sendable {
    private let capacity: Int
    private let state = Mutex(State())

    private struct State {
      var unread: [UInt8] = []
      var isFinished = false
      var isBroken = false
      var reader: CheckedContinuation<[UInt8]?, any Error>?
      var writers: [CheckedContinuation<Void, any Error>] = []
    }

    init(capacity: Int) {
      self.capacity = capacity
    }

    func read() async throws -> [UInt8]? {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          let (result, writers) = state.withLock {
            state -> (Result<[UInt8]?, any Error>?, [CheckedContinuation<Void, any Error>]) in
            if !state.unread.isEmpty {
              let bytes = state.unread
              let writers = state.writers
              state.unread = []
              state.writers = []
              return (.success(bytes), writers)
            }
            if state.isFinished || state.isBroken { return (.success(nil), []) }
            if Task.isCancelled || state.reader != nil { return (.failure(CancellationError()), []) }
            state.reader = continuation
            return (nil, [])
          }
          if let result { continuation.resume(with: result) }
          for writer in writers { writer.resume() }
        }
      } onCancel: {
        let reader = state.withLock { state in
          defer { state.reader = nil }
          return state.reader
        }
        reader?.resume(throwing: CancellationError())
      }
    }

    func write(_ bytes: [UInt8]) async throws {
      guard !bytes.isEmpty else { return }
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          let (result, reader) = state.withLock {
            state -> (Result<Void, any Error>?, CheckedContinuation<[UInt8]?, any Error>?) in
            if state.isFinished || state.isBroken { return (.failure(DuplexPipeClosed()), nil) }
            if Task.isCancelled { return (.failure(CancellationError()), nil) }
            if let reader = state.reader {
              state.reader = nil
              return (.success(()), reader)
            }
            state.unread += bytes
            if state.unread.count < capacity { return (.success(()), nil) }
            state.writers.append(continuation)
            return (nil, nil)
          }
          reader?.resume(returning: bytes)
          if let result { continuation.resume(with: result) }
        }
      } onCancel: {
        let writers = state.withLock { state in
          defer { state.writers = [] }
          return state.writers
        }
        for writer in writers { writer.resume(throwing: CancellationError()) }
      }
    }

    func finish() {
      let reader = state.withLock { state in
        state.isFinished = true
        defer { state.reader = nil }
        return state.reader
      }
      reader?.resume(returning: nil)
    }

    /// Nothing more is read: writers learn of it.
    func breakOff() {
      let (reader, writers) = state.withLock { state in
        state.isBroken = true
        state.unread = []
        defer {
          state.reader = nil
          state.writers = []
        }
        return (state.reader, state.writers)
      }
      reader?.resume(returning: nil)
      for writer in writers { writer.resume(throwing: DuplexPipeClosed()) }
    }
  }
}

extension APIResponse {
  /// The connection of a response with status 101, for one who wants to talk over it; nil for other responses.
  /// The conversation ends when the stream is closed.
  public func duplexStream() -> (any DuplexStream)? {
    guard case .upgrade(let converse) = body else { return nil }
    let (near, far) = DuplexPipe.makePair()
    Task {
      await converse(far)
      far.close()
    }
    return near
  }
}

extension APIResponse.Body {
  /// The whole body, however it comes; an error when it is more than `limit` bytes. An upgrade has none.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    switch self {
    case .bytes(let bytes):
      guard bytes.count <= limit else { throw ByteStreamError.tooLong(limit: limit) }
      return bytes
    case .pieces(let pieces):
      guard pieces.reduce(0, { $0 + $1.count }) <= limit else { throw ByteStreamError.tooLong(limit: limit) }
      return Array(pieces.joined())
    case .stream(let stream):
      return try await stream.collect(upTo: limit)
    case .upgrade:
      return []
    }
  }
}
