import APIMachinery
@testable import HTTPTransport
import Testing

@Suite struct WebSocketFrameTests {
  @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 300_000], [nil, 0xDEAD_BEEF as UInt32?])
  func framesSurviveTheWire(count: Int, mask: UInt32?) throws {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    var bytes: [UInt8] = []
    WebSocketFrame(opcode: .binary, payload: payload).append(to: &bytes, mask: mask)
    WebSocketFrame(opcode: .ping, payload: [1]).append(to: &bytes, mask: mask)
    var decoder = WebSocketFrameDecoder(expectsMask: mask != nil)
    var frames: [WebSocketFrame] = []
    for start in stride(from: 0, to: bytes.count, by: 1_001) {
      decoder.append(Array(bytes[start..<min(bytes.count, start + 1_001)]))
      while let frame = try decoder.next() { frames.append(frame) }
    }
    #expect(frames == [WebSocketFrame(opcode: .binary, payload: payload), WebSocketFrame(opcode: .ping, payload: [1])])
  }

  @Test(
    arguments: [
      [0x82, 0x01, 0x00], [0xC2, 0x81, 0, 0, 0, 0, 0], [0x83, 0x80, 0, 0, 0, 0],
      [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x09, 0x80, 0, 0, 0, 0],
      [0x89, 0xFE, 0x01, 0x00, 0, 0, 0, 0],
    ] as [[UInt8]])
  func refusesWhatIsNoFrame(bytes: [UInt8]) {
    var decoder = WebSocketFrameDecoder(expectsMask: true)
    decoder.append(bytes)
    #expect(throws: TransportError.self) { try decoder.next() }
  }

  @Test func assemblesPartsAndAnswersPings() async throws {
    let (near, far) = DuplexPipe.makePair()
    let socket = WebSocketConnection(near, role: .server)
    var bytes: [UInt8] = []
    WebSocketFrame(opcode: .text, isLast: false, payload: Array("hel".utf8)).append(to: &bytes, mask: 7)
    WebSocketFrame(opcode: .ping, payload: Array("?".utf8)).append(to: &bytes, mask: 7)
    WebSocketFrame(opcode: .continuation, payload: Array("lo".utf8)).append(to: &bytes, mask: 7)
    WebSocketFrame(opcode: .close, payload: []).append(to: &bytes, mask: 7)
    try await far.write(bytes)
    #expect(try await socket.receive() == .text(Array("hello".utf8)))
    #expect(try await socket.receive() == nil)
    var answer: [UInt8] = []
    WebSocketFrame(opcode: .pong, payload: Array("?".utf8)).append(to: &answer, mask: nil)
    WebSocketFrame(opcode: .close, payload: [0x03, 0xE8]).append(to: &answer, mask: nil)
    var received: [UInt8] = []
    while let piece = try await far.read() { received += piece }
    #expect(received == answer)
  }

  @Test func provesTheHandshake() {
    // The example of RFC 6455.
    #expect(WebSocketHandshake.acceptance(of: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }
}

@Suite struct SPDYFrameTests {
  @Test func framesSurviveTheWire() throws {
    let frames: [SPDYFrame] = [
      .synStream(stream: 1, headers: [1, 2, 3], isLast: true, isUnidirectional: false, priority: 3),
      .synReply(stream: 1, headers: [], isLast: false), .resetStream(stream: 7, status: 5), .settings, .ping(id: 9),
      .goAway(lastStream: 5, status: 0), .headers(stream: 3, headers: [9], isLast: true),
      .windowUpdate(stream: 3, delta: 70_000),
      .data(stream: 3, bytes: [UInt8](repeating: 4, count: 70_000), isLast: true),
    ]
    var bytes: [UInt8] = []
    for frame in frames { frame.append(to: &bytes) }
    var decoder = SPDYFrameDecoder()
    var decoded: [SPDYFrame] = []
    for start in stride(from: 0, to: bytes.count, by: 13) {
      decoder.append(Array(bytes[start..<min(bytes.count, start + 13)]))
      while let frame = try decoder.next() { decoded.append(frame) }
    }
    #expect(decoded == frames)
  }

  @Test func dictionaryIsTheSpecifications() {
    // Its Adler-32, which compressors put on the wire to say which dictionary they use.
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in SPDYDictionary.bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    #expect(SPDYDictionary.bytes.count == 1_423)
    #expect(high << 16 | low == 0xE3C6_A7C2)
  }

  @Test func headersAreCompressedOneAfterAnother() throws {
    let (sender, receiver) = (try SPDYHeaderCodec(), try SPDYHeaderCodec())
    for number in 0..<100 {
      let headers = Headers([("streamType", "data"), ("port", "80"), ("requestID", "\(number)"), ("requestID", "x")])
      let block = try sender.encode(headers)
      let decoded = try receiver.decode(block)
      #expect(decoded["StreamType"] == "data")
      #expect(decoded.all("requestid") == ["\(number)", "x"])
      if number > 0 { #expect(block.count < 60) }
    }
  }

  @Test func brokenBlocksAreErrors() throws {
    let random = SeededRandom(seed: 20_260_101)
    for _ in 0..<500 {
      let codec = try SPDYHeaderCodec()
      var block = try SPDYHeaderCodec().encode(Headers([("streamType", "data"), ("port", "80")]))
      for _ in 0...Int(random.next(below: 4)) {
        block[Int(random.next(below: UInt64(block.count)))] = UInt8(truncatingIfNeeded: random.next())
      }
      // An error or an answer: what matters is that it ends.
      _ = try? codec.decode(block)
    }
  }

  @Test func randomBytesNeverCrashTheDecoders() {
    let random = SeededRandom(seed: 4_711)
    for _ in 0..<2_000 {
      var bytes = (0..<Int(random.next(below: 200))).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if bytes.count > 4, random.next(below: 2) == 0 {
        bytes.replaceSubrange(0..<4, with: [0x80, 3, 0, UInt8(random.next(below: 10))])
      }
      var spdy = SPDYFrameDecoder()
      spdy.append(bytes)
      while let frame = try? spdy.next() { _ = frame }
      var socket = WebSocketFrameDecoder(expectsMask: random.next(below: 2) == 0)
      socket.append(bytes)
      while let frame = try? socket.next() { _ = frame }
    }
  }
}
