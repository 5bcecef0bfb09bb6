import APIMachinery

/// A running watch: events in the order the server sends them, until the server or ``cancel()`` ends it.
///
/// One consumer at a time.
public struct WatchStream<Object: Sendable>: AsyncSequence, Sendable {
  /// An object's change, or a bookmark.
  public typealias Element = WatchEvent<Object>

  private let bytes: ByteStream
  private let decode: @Sendable (JSONValue) throws -> Object

  init(bytes: ByteStream, decode: @escaping @Sendable (JSONValue) throws -> Object) {
    self.bytes = bytes
    self.decode = decode
  }

  /// Ends the watch at the server.
  public func cancel() { bytes.cancel() }

  public func makeAsyncIterator() -> Iterator {
    Iterator(bytes: bytes, decode: decode)
  }

  /// Splits the stream into lines and decodes one at a time.
  public struct Iterator: AsyncIteratorProtocol {
    private let bytes: ByteStream
    private let decode: @Sendable (JSONValue) throws -> Object
    private var lines = LineBuffer()

    fileprivate init(bytes: ByteStream, decode: @escaping @Sendable (JSONValue) throws -> Object) {
      self.bytes = bytes
      self.decode = decode
    }

    /// The next event; nil when the server has ended the watch.
    public mutating func next() async throws -> WatchEvent<Object>? {
      while true {
        if let line = lines.next() { return try event(line) }
        guard let piece = try await bytes.next() else { return nil }
        do {
          try lines.append(piece)
        } catch {
          bytes.cancel()
          throw error
        }
      }
    }

    private func event(_ line: [UInt8]) throws -> WatchEvent<Object> {
      let json = try JSONParser.parse(line)
      guard let type = json["type"]?.stringValue, let object = json["object"] else {
        throw ClientError(.invalidResponse, "a watch event has no type or no object")
      }
      switch type {
      case "ADDED": return .added(try decode(object))
      case "MODIFIED": return .modified(try decode(object))
      case "DELETED": return .deleted(try decode(object))
      case "BOOKMARK":
        return .bookmark(resourceVersion: object[path: "metadata", "resourceVersion"]?.stringValue ?? "")
      case "ERROR": return .error(APIError(status: object))
      default: throw ClientError(.invalidResponse, "a watch event has the unknown type \(type)")
      }
    }
  }
}

/// Cuts bytes into lines. Holds one unfinished line of at most ``lineBytesMax``.
struct LineBuffer {
  /// Larger than any object the API takes (3 MiB), with room for what the server adds.
  static let lineBytesMax = 32 << 20

  private var buffer: [UInt8] = []
  private var start = 0
  /// How far the buffer was searched for a line end.
  private var searched = 0

  mutating func append(_ piece: [UInt8]) throws {
    if start == buffer.count {
      buffer = piece
      start = 0
      searched = 0
    } else {
      if start > 0 {
        buffer.removeFirst(start)
        searched -= start
        start = 0
      }
      buffer += piece
    }
    guard buffer.count <= Self.lineBytesMax else {
      throw ClientError(.invalidResponse, "a watch event is longer than \(Self.lineBytesMax) bytes")
    }
  }

  /// The next whole line that isn't empty.
  mutating func next() -> [UInt8]? {
    while searched < buffer.count {
      guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
        searched = buffer.count
        return nil
      }
      let line = buffer[start..<end]
      start = end + 1
      searched = start
      if !line.isEmpty { return Array(line) }
    }
    return nil
  }
}
