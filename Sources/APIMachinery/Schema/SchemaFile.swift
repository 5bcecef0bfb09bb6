/// A schema file, split into its types but not yet parsed: each is parsed when somebody asks for it.
struct SchemaFile: Sendable {
  /// `core/v1`.
  let groupVersion: String
  let documentation: Documentation
  /// The other version of the group that has the types which this file doesn't have; nil where there is none.
  let model: String?
  /// Where each type is, in the order of the file.
  let types: [Entry]
  private let positions: [String: Int]

  /// The lines of one type.
  struct Entry: @unchecked Sendable {
    let name: String
    let bytes: UnsafeRawBufferPointer
    let header: Range<Int>
    /// The lines after the header.
    let body: Range<Int>

    /// Whether objects of `file` can consist of it: it is no object itself, nor a list of others.
    func isPart(of file: SchemaFile) -> Bool {
      var line = SchemaLine(bytes, header)
      if line.skip("object") || line.skip("typed") { return false }
      guard line.skip("list"), line.word() != nil, line.skip("of"), let element = line.word() else { return true }
      return file.entry(named: element.text) != nil
    }

    /// The lines of the body.
    var lines: some Sequence<Range<Int>> { LineRanges(bytes: bytes, position: body.lowerBound, end: body.upperBound) }
  }

  /// `bytes` must live as long as the program. Nil when the file doesn't start with a `group` line.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var lines = LineRanges(bytes: bytes, position: 0, end: bytes.count)
    guard let first = lines.next() else { return nil }
    var line = SchemaLine(bytes, first)
    guard line.skip("group"), let group = line.word() else { return nil }
    groupVersion = group.text
    if let (attribute, arguments) = line.word()?.call, attribute == "like" {
      model = arguments.first
    } else {
      model = nil
    }
    documentation = line.documentation
    var entries: [Entry] = []
    var header: Range<Int>?
    func finish(at end: Int) {
      guard let header else { return }
      var line = SchemaLine(bytes, header)
      if line.skip("open") {}
      _ = line.word()
      guard let name = line.word() else { return }
      entries.append(Entry(name: name.text, bytes: bytes, header: header, body: header.upperBound..<end))
    }
    while let range = lines.next() {
      guard !range.isEmpty, bytes[range.lowerBound] != UInt8(ascii: " "), bytes[range.lowerBound] != UInt8(ascii: "#")
      else { continue }
      finish(at: range.lowerBound)
      header = range
    }
    finish(at: bytes.count)
    types = entries
    positions = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func entry(named name: String) -> Entry? { positions[name].map { types[$0] } }
}

/// The ranges of the lines of a text, without their line ends.
struct LineRanges: Sequence, IteratorProtocol {
  let bytes: UnsafeRawBufferPointer
  var position: Int
  let end: Int

  mutating func next() -> Range<Int>? {
    guard position < end else { return nil }
    let start = position
    while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    defer { position += 1 }
    return start..<position
  }
}
