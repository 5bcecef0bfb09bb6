internal import CZlib

/// A zlib compressor. Not thread-safe: its owner sees to it that one thread uses it at a time.
public final class Deflater: @unchecked Sendable {
  /// What stands around the compressed bytes.
  public enum Format: Sendable {
    case zlib
    case gzip
  }

  private let stream: UnsafeMutablePointer<z_stream>

  /// Nil when there is no memory for it.
  ///
  /// - Parameter level: From 1, fast, to 9, small; -1 is zlib's own choice.
  public init?(format: Format, level: Int32, dictionary: [UInt8] = []) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBits: Int32 = format == .gzip ? 15 + 16 : 15
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      return nil
    }
    if !dictionary.isEmpty { deflateSetDictionary(stream, dictionary, UInt32(dictionary.count)) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends what comes out so far; some of the input may stay inside.
  public func compress(_ bytes: [UInt8], into output: inout [UInt8]) throws(TransportError) {
    try run(bytes, Z_NO_FLUSH, into: &output)
  }

  /// Appends everything up to here, so that the other side can decode all of it.
  func compressAndFlush(_ bytes: [UInt8], into output: inout [UInt8]) throws(TransportError) {
    try run(bytes, Z_SYNC_FLUSH, into: &output)
  }

  /// Appends the rest and the end of the format; nothing can be compressed after it.
  public func finish(into output: inout [UInt8]) throws(TransportError) {
    try run([], Z_FINISH, into: &output)
  }

  private func run(_ bytes: [UInt8], _ flush: Int32, into output: inout [UInt8]) throws(TransportError) {
    var input = bytes
    let failed = input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      return drain(flush, into: &output)
    }
    if failed { throw TransportError(.protocolViolation, "zlib: compression failed") }
  }

  private func drain(_ flush: Int32, into output: inout [UInt8]) -> Bool {
    let room = 32 * 1024
    while true {
      var status = Z_OK
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(room)
        status = deflate(stream, flush)
        count = room - Int(stream.pointee.avail_out)
      }
      output += chunk
      if status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR { return true }
      // Room left over means that everything has come out.
      if stream.pointee.avail_out > 0 { return false }
    }
  }
}

/// A zlib decompressor. Not thread-safe, as ``Deflater``.
final class Inflater: @unchecked Sendable {
  enum Format {
    case zlib
    /// Either zlib's or gzip's, as the input says.
    case any
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let dictionary: [UInt8]

  init?(format: Format, dictionary: [UInt8] = []) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.dictionary = dictionary
    let windowBits: Int32 = format == .any ? 15 + 32 : 15
    guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Everything that can be decoded so far; an error when that is more than `limit` bytes.
  func decompress(_ bytes: [UInt8], limit: Int) throws(TransportError) -> [UInt8] {
    var input = bytes
    var output: [UInt8] = []
    let failure = input.withUnsafeMutableBufferPointer { input -> TransportError? in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      return drain(into: &output, limit: limit)
    }
    if let failure { throw failure }
    return output
  }

  private func drain(into output: inout [UInt8], limit: Int) -> TransportError? {
    let room = 16 * 1024
    while true {
      var status = Z_OK
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(room)
        status = inflate(stream, Z_SYNC_FLUSH)
        count = room - Int(stream.pointee.avail_out)
      }
      output += chunk
      guard output.count <= limit else {
        return TransportError(.limitReached, "decompressed data is longer than \(limit) bytes")
      }
      switch status {
      case Z_NEED_DICT where !dictionary.isEmpty:
        guard inflateSetDictionary(stream, dictionary, UInt32(dictionary.count)) == Z_OK else {
          return TransportError(.protocolViolation, "zlib: wrong dictionary")
        }
      case Z_STREAM_END:
        return nil
      case Z_OK, Z_BUF_ERROR:
        if stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0 { return nil }
        if status == Z_BUF_ERROR && stream.pointee.avail_out > 0 { return nil }
      default:
        return TransportError(.protocolViolation, "zlib: invalid data")
      }
    }
  }
}
