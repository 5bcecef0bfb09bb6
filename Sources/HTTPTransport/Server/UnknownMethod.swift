internal import APIMachinery
internal import NIOCore

/// Keeps the bytes that came last, in front of the decoder: it gives up requests whose method it doesn't know, and what
/// it gave up is answered from here.
final class LastBytes: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private(set) var bytes = ByteBuffer()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes = unwrapInboundIn(data)
    context.fireChannelRead(data)
  }

  /// To be called for all that the decoder makes of the bytes: what it gives up doesn't begin with them any more.
  func forget() { bytes.clear() }
}

/// A request with a method of its own, such as `WAT / HTTP/1.1`, as Go's server takes it: what it means is for the
/// handler to say. The body isn't read.
enum UnknownMethod {
  /// Methods longer than this are none.
  private static let methodBytesMax = 64

  /// Nil where the bytes don't begin with a whole head of HTTP/1.
  static func request(in buffer: ByteBuffer, headBytesMax: Int) -> APIRequest? {
    let text = String(decoding: buffer.readableBytesView.prefix(headBytesMax), as: UTF8.self)
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard let end = lines.firstIndex(of: ""), end > 0 else { return nil }
    lines = Array(lines[..<end])
    let start = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard start.count == 3, isToken(start[0]), start[0].utf8.count <= methodBytesMax, start[1].hasPrefix("/"),
      start[2] == "HTTP/1.1" || start[2] == "HTTP/1.0"
    else { return nil }
    var headers: [(String, String)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers.append((String(line[..<colon]), String(value)))
    }
    let (path, query) = RequestTarget.parse(String(start[1]))
    return APIRequest(method: String(start[0]), path: path, query: query, headers: Headers(headers))
  }

  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }
}
