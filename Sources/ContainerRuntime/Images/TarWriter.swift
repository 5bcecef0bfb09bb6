/// Writes entries as a POSIX tar archive. The same entries always give the same bytes, so that an image keeps its digest:
/// every time is 1970.
public struct TarWriter {
  private static let blockSize = 512

  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// The archive of these entries.
  public static func archive(_ entries: [TarEntry]) -> [UInt8] {
    var writer = TarWriter()
    for entry in entries { writer.add(entry) }
    writer.finish()
    return writer.bytes
  }

  /// Writes the entry behind those before.
  public mutating func add(_ entry: TarEntry) {
    let target: String
    let type: UInt8
    var body: [UInt8] = []
    switch entry.content {
    case .file(let content):
      (type, target, body) = (UInt8(ascii: "0"), "", content)
    case .directory:
      (type, target) = (UInt8(ascii: "5"), "")
    case .symbolicLink(let link):
      (type, target) = (UInt8(ascii: "2"), link)
    }
    let path = type == UInt8(ascii: "5") && !entry.path.hasSuffix("/") ? entry.path + "/" : entry.path
    // Names too long for the header's fields come in a PAX record in front.
    var records: [UInt8] = []
    if path.utf8.count > 100 { records += Self.record("path", path) }
    if target.utf8.count > 100 { records += Self.record("linkpath", target) }
    if !records.isEmpty {
      appendHeader(
        path: "pax", target: "", type: UInt8(ascii: "x"), size: records.count, mode: 0o644, user: 0, group: 0)
      appendPadded(records)
    }
    appendHeader(
      path: path, target: target, type: type, size: body.count, mode: entry.mode, user: entry.user, group: entry.group)
    appendPadded(body)
  }

  /// Ends the archive with its two empty blocks.
  public mutating func finish() {
    bytes += [UInt8](repeating: 0, count: 2 * Self.blockSize)
  }

  /// `LENGTH KEY=VALUE\n`, where the length counts itself.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
    return Array("\(length)\(rest)".utf8)
  }

  private mutating func appendHeader(
    path: String, target: String, type: UInt8, size: Int, mode: UInt32, user: UInt32, group: UInt32
  ) {
    var header = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ text: some Collection<UInt8>, at offset: Int, length: Int) {
      for (index, byte) in text.prefix(length).enumerated() { header[offset + index] = byte }
    }
    func putOctal(_ number: Int, at offset: Int, length: Int) {
      let digits = String(number, radix: 8)
      put(
        Array((String(repeating: "0", count: max(0, length - 1 - digits.count)) + digits).utf8), at: offset,
        length: length - 1)
    }
    put(Array(path.utf8), at: 0, length: 100)
    putOctal(Int(mode), at: 100, length: 8)
    putOctal(Int(user), at: 108, length: 8)
    putOctal(Int(group), at: 116, length: 8)
    putOctal(size, at: 124, length: 12)
    putOctal(0, at: 136, length: 12)
    header[156] = type
    put(Array(target.utf8), at: 157, length: 100)
    put(Array("ustar\u{0}00".utf8), at: 257, length: 8)
    // The checksum is taken with its own field full of spaces.
    put([UInt8](repeating: UInt8(ascii: " "), count: 8), at: 148, length: 8)
    putOctal(header.reduce(0) { $0 + Int($1) }, at: 148, length: 7)
    header[154] = 0
    bytes += header
  }

  private mutating func appendPadded(_ content: [UInt8]) {
    bytes += content
    let rest = content.count % Self.blockSize
    if rest > 0 { bytes += [UInt8](repeating: 0, count: Self.blockSize - rest) }
  }
}
