internal import APIMachinery
internal import NIOCore
internal import NIOHTTP1

/// The head of an HTTP/1.1 response as bytes.
struct HTTP1ResponseHead {
  var status: Int
  var headers: Headers
  var length: BodyLength
  /// Sent as `Connection: close`.
  var closes: Bool
  var date: String
  /// Set for a body of unknown length whose reader understands chunks.
  var isChunked: Bool

  func append(to buffer: inout ByteBuffer) {
    buffer.writeStaticString("HTTP/1.1 ")
    if status == 200 {
      buffer.writeStaticString("200 OK\r\n")
    } else {
      buffer.writeString("\(status) \(Self.reason(status))\r\n")
    }
    var hasDate = false
    for field in headers.fields {
      switch field.name.utf8.count {
      case 4 where field.name.lowercased() == "date":
        hasDate = true
      case 10 where status != 101 && field.name.lowercased() == "connection",
        14 where length != .unknown && field.name.lowercased() == "content-length",
        17 where field.name.lowercased() == "transfer-encoding":
        continue  // Framing is ours to decide.
      default:
        break
      }
      Self.append(field.name, field.value, to: &buffer)
    }
    if !hasDate {
      buffer.writeStaticString("Date: ")
      buffer.writeString(date)
      buffer.writeStaticString("\r\n")
    }
    switch length {
    case .known(let count), .omitted(let count):
      buffer.writeStaticString("Content-Length: ")
      buffer.writeString(String(count))
      buffer.writeStaticString("\r\n")
    case .unknown where isChunked:
      buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
    case .unknown, .none:
      break
    }
    if closes { buffer.writeStaticString("Connection: close\r\n") }
    buffer.writeStaticString("\r\n")
  }

  /// A line break inside a value would start a header of the value's author: it becomes a space, as in Go's
  /// server. A name that is no token is left out.
  private static func append(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { return }
    buffer.writeString(name)
    buffer.writeStaticString(": ")
    if value.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) {
      buffer.writeBytes(value.utf8.map { $0 == 13 || $0 == 10 || $0 == 0 ? UInt8(ascii: " ") : $0 })
    } else {
      buffer.writeString(value)
    }
    buffer.writeStaticString("\r\n")
  }

  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default:
      "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  static func reason(_ status: Int) -> String {
    HTTPResponseStatus(statusCode: status).reasonPhrase
  }
}
