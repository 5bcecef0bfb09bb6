internal import APIMachinery
internal import NIOCore

/// Keeps the bytes of which the decoder has made nothing yet, in front of it: it gives up requests whose method it
/// doesn't know, and what it gave up is answered from here.
final class LastBytes: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let bytesMax: Int
  private(set) var bytes = ByteBuffer()
  /// Told of all that comes once the decoder has given up; it gets nothing any more.
  var onMore: (() -> Void)?

  /// - Parameter bytesMax: The longest head; of more, the end is dropped.
  init(bytesMax: Int) { self.bytesMax = bytesMax }

  var isFull: Bool { bytes.readableBytes > bytesMax }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var piece = unwrapInboundIn(data)
    if bytes.readableBytes == 0 { bytes = piece } else if !isFull { bytes.writeBuffer(&piece) }
    if let onMore { onMore() } else { context.fireChannelRead(data) }
  }

  /// To be called for all that the decoder makes of the bytes: what it gives up doesn't begin with them any more.
  func forget() { bytes = ByteBuffer() }
}

/// A request with a method of its own, such as `WAT / HTTP/1.1`, as Go's server takes it: what it means is for the
/// handler to say. The body isn't read.
///
/// NIO's decoder has a fixed list of methods and no way to add to it, and a reader of our own before it would read
/// every request twice. So this one reads only what the decoder has given up, and nothing follows it on the
/// connection. Where such a request was sent together with the one before it, its bytes are gone with that one's, and
/// the answer is 400.
enum UnknownMethod {
  enum Head {
    case whole(APIRequest)
    /// More of it is to come.
    case partial
    /// Something else.
    case none
  }

  /// Methods longer than this are none.
  private static let methodBytesMax = 64

  /// What the bytes begin with.
  static func head(in buffer: ByteBuffer, bytesMax: Int) -> Head {
    let text = String(decoding: buffer.readableBytesView.prefix(bytesMax), as: UTF8.self)
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let start = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard isToken(start[0]), start[0].utf8.count <= methodBytesMax else { return .none }
    // The last line may be cut off, also in the middle of its end, which looks like an empty one when whole.
    guard lines.count > 1, let end = lines.dropLast().firstIndex(of: "") else { return .partial }
    lines = Array(lines[..<end])
    guard start.count == 3, start[1].hasPrefix("/"), start[2] == "HTTP/1.1" || start[2] == "HTTP/1.0" else {
      return .none
    }
    var headers: [(String, String)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else { return .none }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers.append((String(line[..<colon]), String(value)))
    }
    let (path, query) = RequestTarget.parse(String(start[1]))
    return .whole(APIRequest(method: String(start[0]), path: path, query: query, headers: Headers(headers)))
  }

  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }
}
