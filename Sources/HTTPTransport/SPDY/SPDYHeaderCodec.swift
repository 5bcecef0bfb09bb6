internal import APIMachinery

/// Header blocks of one direction of a connection: names and values with lengths, compressed with a dictionary and
/// with what earlier blocks contained.
final class SPDYHeaderCodec: Sendable {
  /// A decompressed block may be this long.
  private static let blockBytesMax = 64 * 1024
  private static let pairsMax = 256

  private let deflater: Deflater
  private let inflater: Inflater

  init() throws(TransportError) {
    guard let deflater = Deflater(format: .zlib, level: 9, dictionary: SPDYDictionary.bytes),
      let inflater = Inflater(format: .zlib, dictionary: SPDYDictionary.bytes)
    else { throw TransportError(.limitReached, "zlib: out of memory") }
    self.deflater = deflater
    self.inflater = inflater
  }

  /// By the connection's writer, in the order of the frames.
  func encode(_ headers: Headers) throws(TransportError) -> [UInt8] {
    var plain: [UInt8] = []
    var names: [String] = []
    for field in headers.fields {
      let name = field.name.lowercased()
      if !names.contains(name) { names.append(name) }
    }
    plain.append(bigEndian: UInt32(names.count))
    for name in names {
      // Several values of a name stand in one, separated by zero bytes.
      let value = headers.all(name).joined(separator: "\0")
      for text in [name, value] {
        plain.append(bigEndian: UInt32(text.utf8.count))
        plain += text.utf8
      }
    }
    var compressed: [UInt8] = []
    try deflater.compressAndFlush(plain, into: &compressed)
    return compressed
  }

  /// By the connection's reader, in the order of the frames.
  func decode(_ block: [UInt8]) throws(TransportError) -> Headers {
    let plain = try inflater.decompress(block, limit: Self.blockBytesMax)
    var position = 0
    func number() throws(TransportError) -> Int {
      guard plain.count - position >= 4 else { throw Self.malformed }
      defer { position += 4 }
      return plain[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    func text() throws(TransportError) -> String {
      let count = try number()
      guard count <= plain.count - position else { throw Self.malformed }
      defer { position += count }
      return String(decoding: plain[position..<(position + count)], as: UTF8.self)
    }
    var headers = Headers()
    let pairs = try number()
    guard pairs <= Self.pairsMax else { throw Self.malformed }
    for _ in 0..<pairs {
      let name = try text()
      for value in try text().split(separator: "\0", omittingEmptySubsequences: false) {
        headers.add(name, String(value))
      }
    }
    return headers
  }

  private static let malformed = TransportError(.protocolViolation, "spdy: malformed header block")
}
