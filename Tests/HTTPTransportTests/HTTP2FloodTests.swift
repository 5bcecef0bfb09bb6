import APIMachinery
import HTTPTransport
import Testing

/// Frames that cost a server more than they cost the sender: the connection is ended, others are served meanwhile.
@Suite(.timeLimit(.minutes(20))) struct HTTP2FloodTests {
  struct Flood: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Sent first.
    var start: [UInt8] = []
    /// Sent again and again.
    var frame: [UInt8]
    var count: Int
  }

  private static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, _ payload: [UInt8] = []) -> [UInt8] {
    let count = payload.count
    return [UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF), type, flags, 0, 0, 0, stream]
      + payload
  }

  /// A header that isn't kept in the table: a name and a value of 100 letters each.
  private static let header =
    [0x00, 100] + [UInt8](repeating: 0x61, count: 100) + [100] + [UInt8](repeating: 0x62, count: 100)

  private static let floods = [
    Flood(testDescription: "settings", frame: frame(4), count: 50_000),
    Flood(testDescription: "settings with values", frame: frame(4, [0, 3, 0, 0, 0, 100]), count: 50_000),
    Flood(testDescription: "pings", frame: frame(6, [UInt8](repeating: 7, count: 8)), count: 50_000),
    Flood(
      testDescription: "continuations", start: frame(1, stream: 1, header), frame: frame(9, stream: 1, header),
      count: 20_000),
    Flood(
      testDescription: "empty continuations", start: frame(1, stream: 1, header), frame: frame(9, stream: 1),
      count: 50_000),
    Flood(
      testDescription: "window updates of a stream that isn't", frame: frame(8, stream: 1, [0, 0, 0, 1]), count: 1_000),
    Flood(testDescription: "a huge frame", frame: [0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1], count: 10),
  ]

  @Test(arguments: floods) func ends(_ flood: Flood) async throws {
    let server = try await TestServer.start(handler: EchoHandler())
    let hostile = try await RawHTTP2.openBytes(server)
    let client = try server.client()
    async let attack: Void = {
      try? await hostile.write(
        Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(4) + flood.start)
      let batch = Array(repeating: flood.frame, count: 100).flatMap { $0 }
      for _ in 0..<max(1, flood.count / 100) {
        guard (try? await hostile.write(batch)) != nil else { return }
      }
    }()
    for _ in 0..<5 {
      #expect(try await client.send(APIRequest(method: "GET", path: "/")).status == 200)
    }
    await attack
    await hostile.waitUntilClosed()
    #expect(try await client.send(APIRequest(method: "GET", path: "/")).status == 200)
    await server.stop()
  }
}
