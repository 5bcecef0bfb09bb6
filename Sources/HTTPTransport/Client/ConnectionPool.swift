internal import APIMachinery
internal import NIOCore
internal import Synchronization

/// The connections of one client: hands out what is free, opens more up to a limit, lets the others wait in line.
final class ConnectionPool: Sendable {
  private let connector: ClientConnector
  private let configuration: HTTPClientConfiguration
  private let time: any TimeSource
  private let state = Mutex(State())

  private struct State {
    var http2: [HTTP2ClientConnection] = []
    /// The most recently used last.
    var idle: [IdleConnection] = []
    /// Open and being opened.
    var count = 0
    var connecting = 0
    /// Learned from the first connection.
    var speaksHTTP2: Bool?
    var waiting: [Waiter] = []
    var nextWaiter: UInt64 = 0
    /// Counts what may let a waiting request go on.
    var changes: UInt64 = 0
    var isShutDown = false
  }

  private struct IdleConnection {
    let connection: HTTP1ClientConnection
    let since: Duration
  }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Void, any Error>
  }

  /// A connection to use for one request.
  enum Lease {
    case http1(HTTP1ClientConnection, reused: Bool)
    case http2(HTTP2ClientConnection, reused: Bool)
  }

  private enum Step {
    case use(Lease)
    case connect
    /// Until something has changed since then.
    case wait(UInt64)
    case fail(TransportError)
  }

  init(connector: ClientConnector, configuration: HTTPClientConfiguration, time: any TimeSource) {
    self.connector = connector
    self.configuration = configuration
    self.time = time
  }

  func acquire() async throws -> Lease {
    while true {
      try Task.checkCancellation()
      switch next() {
      case .use(let lease): return lease
      case .connect: if let lease = try await connect() { return lease }
      case .wait(let changes): try await wait(since: changes)
      case .fail(let error): throw error
      }
    }
  }

  private func next() -> Step {
    let now = time.uptime()
    var expired: [HTTP1ClientConnection] = []
    let step = state.withLock { state -> Step in
      if state.isShutDown { return .fail(TransportError(.shutDown, "http: client is shut down")) }
      for connection in state.http2 where connection.reserveStream() { return .use(.http2(connection, reused: true)) }
      while let last = state.idle.popLast() {
        if last.connection.isOpen, now - last.since < configuration.idleTimeout {
          return .use(.http1(last.connection, reused: true))
        }
        state.count -= 1
        expired.append(last.connection)
      }
      // While one connection is being made that may carry all requests, the others wait for it.
      let mayShare = configuration.tls != nil && configuration.allowsHTTP2 && state.speaksHTTP2 != false
      if mayShare && state.connecting > 0 { return .wait(state.changes) }
      guard state.count < configuration.maximumConnections else { return .wait(state.changes) }
      state.count += 1
      state.connecting += 1
      return .connect
    }
    for connection in expired { connection.close() }
    return step
  }

  private func connect() async throws -> Lease? {
    let connection: ClientConnection
    do {
      connection = try await connector.connect(allowsHTTP2: true)
    } catch {
      state.withLock { state in
        state.connecting -= 1
        state.count -= 1
      }
      wake(1)
      throw error
    }
    switch connection {
    case .http1(let made):
      let isShutDown = state.withLock { state in
        state.connecting -= 1
        state.speaksHTTP2 = false
        if state.isShutDown { state.count -= 1 }
        return state.isShutDown
      }
      if isShutDown {
        made.close()
        throw TransportError(.shutDown, "http: client is shut down")
      }
      wake(configuration.maximumConnections)
      return .http1(made, reused: false)
    case .http2(let made):
      let reserved = made.reserveStream()
      state.withLock { state in
        state.connecting -= 1
        state.speaksHTTP2 = true
        state.http2.append(made)
      }
      made.channel.closeFuture.whenComplete { [weak self] _ in self?.forget(made) }
      wake(.max)
      return reserved ? .http2(made, reused: false) : nil
    }
  }

  private func forget(_ connection: HTTP2ClientConnection) {
    state.withLock { state in
      guard let index = state.http2.firstIndex(where: { $0 === connection }) else { return }
      state.http2.remove(at: index)
      state.count -= 1
    }
    wake(1)
  }

  /// A stream of an HTTP/2 connection has ended.
  func streamEnded() { wake(1) }

  func release(_ connection: HTTP1ClientConnection, reusable: Bool) {
    let keep = state.withLock { state in
      guard reusable, configuration.keepsConnections, !state.isShutDown, connection.isOpen else {
        state.count -= 1
        return false
      }
      state.idle.append(IdleConnection(connection: connection, since: time.uptime()))
      return true
    }
    if !keep { connection.close() }
    wake(1)
  }

  /// Closes what has not been used for a while.
  func closeIdle() {
    let now = time.uptime()
    let expired = state.withLock { state in
      let old = state.idle.filter { now - $0.since >= configuration.idleTimeout || !$0.connection.isOpen }
      state.idle.removeAll { now - $0.since >= configuration.idleTimeout || !$0.connection.isOpen }
      state.count -= old.count
      return old.map(\.connection)
    }
    for connection in expired { connection.close() }
  }

  func shutDown() {
    let (idle, shared, waiting) = state.withLock { state in
      state.isShutDown = true
      let all = (state.idle.map(\.connection), state.http2, state.waiting)
      state.count -= state.idle.count
      state.idle = []
      state.waiting = []
      return all
    }
    for connection in idle { connection.close() }
    for connection in shared { connection.close() }
    for waiter in waiting {
      waiter.continuation.resume(throwing: TransportError(.shutDown, "http: client is shut down"))
    }
  }

  // MARK: Waiting in line

  private func wait(since changes: UInt64) async throws {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome: Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.changes != changes { return .success(()) }
          guard state.waiting.count < configuration.maximumWaitingRequests else {
            return .failure(TransportError(.limitReached, "http: too many requests wait for a connection"))
          }
          state.waiting.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiting.remove(at: index)
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  private func wake(_ count: Int) {
    let woken = state.withLock { state in
      state.changes += 1
      let woken = Array(state.waiting.prefix(count))
      state.waiting.removeFirst(woken.count)
      return woken
    }
    for waiter in woken { waiter.continuation.resume() }
  }
}
