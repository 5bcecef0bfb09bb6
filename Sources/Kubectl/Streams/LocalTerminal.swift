import APIMachinery
import Dispatch
import Glibc
import Synchronization

/// Standard input as a stream, and the terminal's mode and size, for commands that talk to a container.
enum LocalTerminal {
  /// Puts the terminal into raw mode for the time of `body`: every key goes to the container as it is.
  static func withRawMode<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    var saved = termios()
    guard isatty(0) == 1, tcgetattr(0, &saved) == 0 else { return try await body() }
    var raw = saved
    cfmakeraw(&raw)
    tcsetattr(0, TCSANOW, &raw)
    defer {
      var saved = saved
      tcsetattr(0, TCSANOW, &saved)
    }
    return try await body()
  }

  /// `{"Width":80,"Height":24}`; nil where output is no terminal.
  static func size() -> [UInt8]? {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Array("{\"Width\":\(size.ws_col),\"Height\":\(size.ws_row)}".utf8)
  }

  /// Copies standard input to a stream until it ends or the task is cancelled. A thread waits for the input, since
  /// reading it would hold up every other task.
  static func copyInput(to stream: any DuplexStream) async {
    let input = InputQueue()
    let thread = Thread { input.readAll() }
    thread.start()
    while let bytes = await input.next() {
      guard (try? await stream.write(bytes)) != nil else { break }
    }
    await stream.finish()
  }

  /// A detached thread.
  private final class Thread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() { DispatchQueue.global().async(execute: body) }
  }
}

/// Hands what one thread reads to one task, a piece at a time.
private final class InputQueue: Sendable {
  private struct State {
    var piece: [UInt8]?
    var isEnded = false
    var waiting: CheckedContinuation<[UInt8]?, Never>?
  }

  private let state = Mutex(State())
  private let taken = DispatchSemaphore(value: 0)

  func readAll() {
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      put(Array(buffer[..<count]))
      taken.wait()
    }
    put(nil)
  }

  private func put(_ piece: [UInt8]?) {
    let waiting = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
      if let waiting = state.waiting {
        state.waiting = nil
        return waiting
      }
      state.piece = piece
      state.isEnded = piece == nil
      return nil
    }
    guard let waiting else { return }
    waiting.resume(returning: piece)
    if piece != nil { taken.signal() }
  }

  func next() async -> [UInt8]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready = state.withLock { state -> ([UInt8]?, Bool) in
          if let piece = state.piece {
            state.piece = nil
            return (piece, true)
          }
          if state.isEnded || Task.isCancelled { return (nil, true) }
          state.waiting = continuation
          return (nil, false)
        }
        guard ready.1 else { return }
        if ready.0 != nil { taken.signal() }
        continuation.resume(returning: ready.0)
      }
    } onCancel: {
      let waiting = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
        state.isEnded = true
        defer { state.waiting = nil }
        return state.waiting
      }
      waiting?.resume(returning: nil)
    }
  }
}
