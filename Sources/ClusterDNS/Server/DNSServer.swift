internal import APIMachinery
internal import HTTPTransport
internal import NIOCore
internal import NIOPosix

/// Listens for questions over UDP and TCP.
struct DNSServer: Sendable {
  let responder: DNSResponder

  /// Open sockets; closed by ``stop()``.
  struct Listening: Sendable {
    let channels: [any Channel]
    let port: Int

    func stop() async {
      for channel in channels { try? await channel.close().get() }
    }
  }

  /// - Parameter port: 0 picks a free one.
  func listen(on address: IPAddress, port: Int) async throws -> Listening {
    let responder = responder
    let group = TransportThreads.group
    let datagrams = try await DatagramBootstrap(group: group)
      .channelOption(.socketOption(.so_reuseaddr), value: 1)
      .channelOption(.datagramVectorReadMessageCount, value: 32)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 32 * 2048))
      .channelInitializer { $0.pipeline.addHandler(DatagramHandler(responder)) }
      .bind(host: "\(address)", port: port).get()
    let bound = datagrams.localAddress?.port ?? port
    do {
      let streams = try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(StreamHandler(responder))
          }
        }
        .bind(host: "\(address)", port: bound).get()
      return Listening(channels: [datagrams, streams], port: bound)
    } catch {
      try? await datagrams.close().get()
      throw error
    }
  }
}
