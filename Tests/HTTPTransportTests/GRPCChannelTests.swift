import APIMachinery
import GRPCTesting
import NIOCore
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(20))) struct GRPCChannelTests {
  /// A deadline that no machine is too busy for.
  private static let patience = Duration.seconds(3_600)

  private func withServer(_ body: (GRPCTestServer, GRPCChannel) async throws -> Void) async throws {
    let path = "/tmp/apus-grpc-\(SystemRandom().suffix(length: 12)).sock"
    let server = try await GRPCTestServer.start(at: path) { method, request in
      switch method {
      case "/test/Echo": .messages([request])
      case "/test/Count": .messages(request.indices.map { [UInt8(truncatingIfNeeded: $0)] })
      case "/test/Fail": .failure(code: GRPCStatus.notFound, message: "no such thing: %C3%A4%")
      case "/test/Drop": .closedConnection
      default: .silence
      }
    }
    let channel = GRPCChannel(target: .unix(server.socketPath))
    try await body(server, channel)
    await channel.close()
    try await server.stop()
  }

  /// Each answer comes with a PING, as from grpc-go: 200 of them would end the connection of an untaught HTTP/2 client.
  @Test func tenThousandCallsUseOneConnection() async throws {
    try await withServer { server, channel in
      for number in 0..<10_000 {
        let request = [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
        let answer = try await channel.unary("/test/Echo", request, deadline: Self.patience)
        #expect(answer == request)
      }
      #expect(server.connections == 1)
    }
  }

  @Test func callsAtOnceShareTheConnection() async throws {
    try await withServer { server, channel in
      let answers = try await withThrowingTaskGroup(of: (UInt8, [UInt8]).self) { group in
        for number in UInt8(0)..<200 {
          group.addTask {
            let large = [UInt8](repeating: number, count: 40_000)
            return (number, try await channel.unary("/test/Echo", large, deadline: Self.patience))
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for (number, answer) in answers { #expect(answer == [UInt8](repeating: number, count: 40_000)) }
      #expect(answers.count == 200)
      #expect(server.connections == 1)
    }
  }

  @Test func statusesBecomeErrors() async throws {
    try await withServer { _, channel in
      let error = await #expect(throws: GRPCStatus.self) {
        try await channel.unary("/test/Fail", [], deadline: Self.patience)
      }
      #expect(error?.code == GRPCStatus.notFound)
      #expect(error?.message == "no such thing: ä%")
      #expect(error?.description == "rpc error: code = NotFound desc = no such thing: ä%")
    }
  }

  @Test func aCallWithoutAnswerEndsAtItsDeadline() async throws {
    try await withServer { _, channel in
      let error = await #expect(throws: GRPCStatus.self) {
        try await channel.unary("/test/Never", [], deadline: .milliseconds(50))
      }
      #expect(error?.code == GRPCStatus.deadlineExceeded)
      // The connection is still good.
      let answer = try await channel.unary("/test/Echo", [1], deadline: Self.patience)
      #expect(answer == [1])
    }
  }

  @Test func cancellingATaskEndsItsCall() async throws {
    try await withServer { _, channel in
      let task = Task { try await channel.unary("/test/Never", [], deadline: Self.patience) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func aLostConnectionIsOpenedAgain() async throws {
    try await withServer { server, channel in
      let error = await #expect(throws: GRPCStatus.self) {
        try await channel.unary("/test/Drop", [], deadline: Self.patience)
      }
      #expect(error?.code == GRPCStatus.unavailable)
      let answer = try await channel.unary("/test/Echo", [2], deadline: Self.patience, retries: 1)
      #expect(answer == [2])
      #expect(server.connections == 2)
    }
  }

  @Test func withoutServerCallsSayWhere() async throws {
    let channel = GRPCChannel(target: .unix("/tmp/apus-nobody-listens.sock"))
    let error = await #expect(throws: GRPCStatus.self) {
      try await channel.unary("/test/Echo", [], deadline: Self.patience, retries: 2)
    }
    #expect(error?.code == GRPCStatus.unavailable)
    #expect(error?.message.contains("/tmp/apus-nobody-listens.sock") ?? false)
  }

  @Test func streamsGiveEveryMessageInOrder() async throws {
    try await withServer { _, channel in
      let stream = try await channel.serverStream(
        "/test/Count", [UInt8](repeating: 0, count: 200), capacity: 1000, transform: { $0 })
      var received: [[UInt8]] = []
      for try await message in stream { received.append(message) }
      #expect(received == (0..<200).map { [UInt8($0)] })
    }
  }

  @Test func aSlowReaderOfAStreamIsToldSo() async throws {
    try await withServer { _, channel in
      let stream = try await channel.serverStream(
        "/test/Count", [UInt8](repeating: 0, count: 200), capacity: 3, transform: { $0 })
      // Nothing is read until everything has arrived.
      for _ in 0..<20 { _ = try await channel.unary("/test/Echo", [], deadline: Self.patience) }
      await #expect(throws: GRPCStatus.self) {
        for try await _ in stream {}
      }
    }
  }

  @Test func messagesAreSplitWhereverTheyAreCut() throws {
    var wire = GRPCMessageReader.framed([1, 2, 3], allocator: ByteBufferAllocator())
    var second = GRPCMessageReader.framed([], allocator: ByteBufferAllocator())
    wire.writeBuffer(&second)
    var reader = GRPCMessageReader(maximumLength: 3)
    var found: [[UInt8]] = []
    for byte in wire.readableBytesView {
      var piece = ByteBuffer(bytes: [byte])
      reader.append(&piece)
      while let message = try reader.next() { found.append(Array(message.readableBytesView)) }
    }
    #expect(found == [[1, 2, 3], []])
    var long = GRPCMessageReader.framed([1, 2, 3, 4], allocator: ByteBufferAllocator())
    reader.append(&long)
    let tooLong = reader
    #expect(throws: GRPCStatus.self) {
      var reader = tooLong
      _ = try reader.next()
    }
  }

  @Test func healthIsAskedOfServicesWithLongNames() {
    #expect(GRPCHealth.request("") == [])
    #expect(GRPCHealth.request("ab") == [0x0A, 2, 0x61, 0x62])
    let long = GRPCHealth.request(String(repeating: "a", count: 300))
    #expect(long.prefix(3) == [0x0A, 0xAC, 0x02] && long.count == 303)
  }
}
