internal import APIMachinery
internal import Logging
internal import NIOCore
internal import Synchronization

/// What all connections of a server share.
final class ServerContext: Sendable {
  let configuration: HTTPServerConfiguration
  let handler: any HTTPHandler
  let tls: ServerTLS?
  let logger: Logger
  let date: HTTPDate

  private let state = Mutex(State())

  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    var isShuttingDown = false
  }

  private struct Connection {
    let channel: any Channel
    let shutDown: @Sendable () -> Void
  }

  init(configuration: HTTPServerConfiguration, handler: any HTTPHandler, tls: ServerTLS?, logger: Logger) {
    self.configuration = configuration
    self.handler = handler
    self.tls = tls
    self.logger = logger
    date = HTTPDate(time: configuration.time)
  }

  var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }

  var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Counts a new connection; false when there are too many or the server is shutting down.
  func admit(_ channel: any Channel) -> Bool {
    let admitted = state.withLock { state in
      guard !state.isShuttingDown, state.connections.count < configuration.maximumConnections else { return false }
      state.connections[ObjectIdentifier(channel)] = Connection(channel: channel) { channel.close(promise: nil) }
      return true
    }
    if admitted {
      channel.closeFuture.whenComplete { [self] _ in
        _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
      }
    }
    return admitted
  }

  /// How to end the connection without cutting off its running requests.
  func onShutdown(of channel: any Channel, _ shutDown: @escaping @Sendable () -> Void) {
    let now = state.withLock { state in
      guard state.connections[ObjectIdentifier(channel)] != nil else { return false }
      state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, shutDown: shutDown)
      return state.isShuttingDown
    }
    if now { shutDown() }
  }

  /// Asks every connection to end when its running requests have been answered.
  func beginShutdown() {
    let connections = state.withLock { state in
      state.isShuttingDown = true
      return Array(state.connections.values)
    }
    for connection in connections { connection.shutDown() }
  }

  /// Ends every connection at once; returns when all are gone.
  func closeAll() async {
    let channels = state.withLock { $0.connections.values.map(\.channel) }
    for channel in channels { channel.close(promise: nil) }
    for channel in channels { try? await channel.closeFuture.get() }
  }
}
