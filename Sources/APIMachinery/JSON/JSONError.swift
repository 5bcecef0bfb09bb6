/// Why bytes are no JSON document. The messages are those of Go's `encoding/json`, since kube-apiserver
/// hands them to clients as they are.
public struct JSONError: Error, Sendable, Equatable {
  /// Such as `invalid character '}' looking for beginning of value`.
  public var message: String
  /// How many bytes were read when the error was found.
  public var offset: Int

  public init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  static func unexpectedEnd(at offset: Int) -> JSONError {
    JSONError(message: "unexpected end of JSON input", offset: offset)
  }

  /// - Parameter context: What the parser was doing, such as `after array element`.
  static func invalidCharacter(_ byte: UInt8, _ context: String, at offset: Int) -> JSONError {
    JSONError(message: "invalid character \(quoted(byte)) \(context)", offset: offset)
  }

  /// The byte as Go's scanner quotes it: taken as a code point, escaped unless printable.
  private static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): "'\\''"
    case UInt8(ascii: "\""): "'\"'"
    case UInt8(ascii: "\\"): "'\\\\'"
    case 0x07: "'\\a'"
    case 0x08: "'\\b'"
    case 0x0C: "'\\f'"
    case 0x0A: "'\\n'"
    case 0x0D: "'\\r'"
    case 0x09: "'\\t'"
    case 0x0B: "'\\v'"
    case 0..<0x20, 0x7F: "'\\x\(hexadecimal(byte, width: 2))'"
    case 0x80...0xA0, 0xAD: "'\\u\(hexadecimal(byte, width: 4))'"
    default: "'\(Character(Unicode.Scalar(byte)))'"
    }
  }

  private static func hexadecimal(_ byte: UInt8, width: Int) -> String {
    let digits = String(byte, radix: 16)
    return String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { message }
}
