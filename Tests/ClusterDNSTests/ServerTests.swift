import APIMachinery
import HTTPTransport
import NIOCore
import NIOPosix
import Testing

@testable import ClusterDNS

/// Questions over real sockets, on the loopback interface only.
@Suite(.timeLimit(.minutes(20))) struct ServerTests {
  private let loopback = IPAddress.v4(0x7F00_0001)

  private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    let continuation: AsyncStream<[UInt8]>.Continuation
    init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Array(unwrapInboundIn(data).data.readableBytesView))
    }
  }

  @Test func overDatagrams() async throws {
    let listening = try await DNSServer(responder: TestZone.responder()).listen(on: loopback, port: 0)
    let (answers, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    let client = try await DatagramBootstrap(group: TransportThreads.group)
      .channelInitializer { $0.pipeline.addHandler(Collector(continuation)) }.bind(host: "127.0.0.1", port: 0).get()
    let peer = try SocketAddress(ipAddress: "127.0.0.1", port: listening.port)
    let rounds = 20_000
    let window = 100
    let began = SystemTime().uptime()
    let message = ByteBuffer(bytes: question("web.default.svc.cluster.local"))
    for _ in 0..<window { client.write(AddressedEnvelope(remoteAddress: peer, data: message), promise: nil) }
    client.flush()
    var received = 0
    for await answer in answers {
      received += 1
      if received == 1 { #expect(ReadAnswer(answer)?.records[0] == ["web.default.svc.cluster.local. A 10.43.0.5"]) }
      if received + window <= rounds {
        client.writeAndFlush(AddressedEnvelope(remoteAddress: peer, data: message), promise: nil)
      }
      if received == rounds { break }
    }
    let seconds = (SystemTime().uptime() - began) / .seconds(1)
    print("DNS over UDP, client in the same process: \(Int(Double(rounds) / seconds)) answers per second")
    try await client.close().get()
    await listening.stop()
  }

  @Test func overStreamsInPiecesAndSeveralAtOnce() async throws {
    let listening = try await DNSServer(responder: TestZone.responder()).listen(on: loopback, port: 0)
    let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    let client = try await ClientBootstrap(group: TransportThreads.group)
      .channelInitializer { $0.pipeline.addHandler(StreamCollector(continuation)) }
      .connect(host: "127.0.0.1", port: listening.port).get()
    let message = question("db.default.svc.cluster.local")
    let framed = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
    // Not waiting for each byte: on a busy machine that would take longer than the server's patience.
    for byte in framed { client.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil) }
    try await client.writeAndFlush(ByteBuffer(bytes: framed + framed))
    var received: [UInt8] = []
    var answers = 0
    for await piece in pieces {
      received += piece
      while received.count >= 2, received.count >= 2 + Int(received[0]) << 8 + Int(received[1]) {
        let length = Int(received[0]) << 8 + Int(received[1])
        #expect(ReadAnswer(Array(received[2..<(2 + length)]))?.records[0].count == 2)
        received.removeFirst(2 + length)
        answers += 1
      }
      if answers == 3 { break }
    }
    try await client.close().get()
    await listening.stop()
  }

  private final class StreamCollector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let continuation: AsyncStream<[UInt8]>.Continuation
    init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }
    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
  }
}
