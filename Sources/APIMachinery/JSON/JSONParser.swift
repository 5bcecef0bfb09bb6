/// Reads JSON documents (RFC 8259), accepting and refusing what Go's `encoding/json` and Kubernetes' fork of it
/// (`sigs.k8s.io/json`) do: bytes in strings that are no UTF-8 and lone surrogates become U+FFFD, of members with
/// the same name the last wins, integers that fit 64 bits are kept apart from other numbers.
///
/// The parser has no recursion: open containers are entries of a stack on the heap. The depth is limited all the
/// same, because the tree that comes out is released, compared and written recursively.
public struct JSONParser: ~Copyable {
  /// What is refused.
  public struct Options: Sendable {
    /// How many containers may be inside each other. Go allows 10,000, on stacks that grow; a thread of ours has as
    /// little as 512 KB, on which 500 levels of the deepest recursion over a tree (see `JSONDepthTests`) are safe.
    public var maximumDepth: Int

    public init(maximumDepth: Int = 500) {
      self.maximumDepth = maximumDepth
    }
  }

  /// The tree of the document `bytes`.
  public static func parse(_ bytes: [UInt8], options: Options = Options()) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      try parse(buffer, options: options)
    }
  }

  /// The tree of the document `bytes`.
  public static func parse(_ bytes: ArraySlice<UInt8>, options: Options = Options()) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      try parse(buffer, options: options)
    }
  }

  /// The tree of the document `bytes`.
  public static func parse(_ text: String, options: Options = Options()) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), options: options)
  }

  /// The tree of the document `bytes`.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, options: Options = Options()
  ) throws(JSONError) -> JSONValue {
    try parse(bytes.bindMemory(to: UInt8.self), options: options)
  }

  /// The tree of the document `bytes`.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, options: Options = Options()
  ) throws(JSONError) -> JSONValue {
    var duplicates: [String]?
    return try parse(bytes, options: options, duplicates: &duplicates)
  }

  /// The tree of the document `bytes`, and the paths of members that occur more than once in their object, such as
  /// `spec.containers[0].image`; each once, at most 100 (as `sigs.k8s.io/json` bounds them).
  public static func parseReportingDuplicates(
    _ bytes: [UInt8], options: Options = Options()
  ) throws(JSONError) -> (value: JSONValue, duplicates: [String]) {
    var duplicates: [String]? = []
    let value = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      try parse(buffer, options: options, duplicates: &duplicates)
    }
    return (value, duplicates ?? [])
  }

  private static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, options: Options, duplicates: inout [String]?
  ) throws(JSONError) -> JSONValue {
    guard let start = bytes.baseAddress else { throw JSONError.unexpectedEnd(at: 0) }
    let cache = JSONKeyCache.take()
    defer { JSONKeyCache.giveBack(cache) }
    var parser = JSONParser(
      start: start, count: bytes.count, options: options, cache: cache, reportsDuplicates: duplicates != nil)
    let value = try parser.document()
    if duplicates != nil { duplicates = parser.duplicates }
    return value
  }

  /// A container whose end hasn't been reached.
  struct Frame {
    var isObject: Bool
    /// Where its elements begin, in `members` or `elements`.
    var start: Int
  }

  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  /// The next byte to read; never beyond `end`.
  var position: UnsafePointer<UInt8>
  let options: Options
  let cache: JSONKeyCache
  let reportsDuplicates: Bool
  var duplicates: [String] = []
  /// Where a string with escapes is put together.
  var scratch: [UInt8] = []

  var frames: [Frame] = []
  var members = ValueStack<JSONObject.Member>(capacity: 32)
  /// The hash of each name in `members`: equal names have equal hashes.
  var hashes = ValueStack<UInt64>(capacity: 32)
  var elements = ValueStack<JSONValue>(capacity: 16)

  init(
    start: UnsafePointer<UInt8>, count: Int, options: Options, cache: JSONKeyCache, reportsDuplicates: Bool
  ) {
    self.start = start
    end = start + count
    position = start
    self.options = options
    self.cache = cache
    self.reportsDuplicates = reportsDuplicates
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    frames.reserveCapacity(16)
    while true {
      guard var value = try startValue() else { continue }
      // Hands the value to the container around it, and that one, if it ends here, to the next.
      while true {
        guard let frame = frames.last else {
          try expectEnd()
          return value
        }
        if frame.isObject {
          members.top.pointee.value = consume value
          guard try endsObject() else { break }
          value = .object(closeObject(from: frame.start))
        } else {
          elements.push(consume value)
          guard try endsArray() else { break }
          value = .array(elements.popAll(from: frame.start))
        }
        frames.removeLast()
      }
    }
  }

  /// Reads a value, or the start of a container that isn't empty: then nil.
  @inline(__always)
  private mutating func startValue() throws(JSONError) -> JSONValue? {
    let byte = try nextAfterSpace()
    switch byte {
    case UInt8(ascii: "\""):
      return .string(try string())
    case UInt8(ascii: "{"):
      try checkDepth()
      position += 1
      let next = try nextAfterSpace()
      if next == UInt8(ascii: "}") {
        position += 1
        return .object(JSONObject())
      }
      frames.append(Frame(isObject: true, start: members.count))
      try memberName(next)
      return nil
    case UInt8(ascii: "["):
      try checkDepth()
      position += 1
      if try nextAfterSpace() == UInt8(ascii: "]") {
        position += 1
        return .array([])
      }
      frames.append(Frame(isObject: false, start: elements.count))
      return nil
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try number()
    default:
      throw invalid(byte, "looking for beginning of value")
    }
  }

  private func checkDepth() throws(JSONError) {
    guard frames.count < options.maximumDepth else {
      throw JSONError(message: "exceeded max depth", offset: offset + 1)
    }
  }

  /// Reads a member's name and the colon after it.
  @inline(__always)
  private mutating func memberName(_ first: UInt8) throws(JSONError) {
    guard first == UInt8(ascii: "\"") else { throw invalid(first, "looking for beginning of object key string") }
    let (key, hash) = try keyString()
    let byte = try nextAfterSpace()
    guard byte == UInt8(ascii: ":") else { throw invalid(byte, "after object key") }
    position += 1
    members.push(JSONObject.Member(key, .null))
    hashes.push(hash)
  }

  /// After a member: true at the object's end, false with the next member's name read.
  @inline(__always)
  private mutating func endsObject() throws(JSONError) -> Bool {
    let byte = try nextAfterSpace()
    if byte == UInt8(ascii: ",") {
      position += 1
      try memberName(try nextAfterSpace())
      return false
    }
    guard byte == UInt8(ascii: "}") else { throw invalid(byte, "after object key:value pair") }
    position += 1
    return true
  }

  @inline(__always)
  private mutating func endsArray() throws(JSONError) -> Bool {
    let byte = try nextAfterSpace()
    if byte == UInt8(ascii: ",") {
      position += 1
      return false
    }
    guard byte == UInt8(ascii: "]") else { throw invalid(byte, "after array element") }
    position += 1
    return true
  }

  private mutating func expectEnd() throws(JSONError) {
    skipSpace()
    guard position == end else { throw invalid(position.pointee, "after top-level value") }
  }

  private mutating func literal(_ text: StaticString) throws(JSONError) {
    position += 1
    for index in 1..<text.utf8CodeUnitCount {
      guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
      let expected = text.utf8Start[index]
      guard position.pointee == expected else {
        throw invalid(position.pointee, "in literal \(text) (expecting '\(Character(Unicode.Scalar(expected)))')")
      }
      position += 1
    }
  }

  // MARK: Bytes

  var offset: Int { position - start }

  func invalid(_ byte: UInt8, _ context: String) -> JSONError {
    .invalidCharacter(byte, context, at: offset + 1)
  }

  @inline(__always)
  private mutating func skipSpace() {
    while position < end {
      switch position.pointee {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// The next byte that is no white space, which stays unread.
  @inline(__always)
  private mutating func nextAfterSpace() throws(JSONError) -> UInt8 {
    if position < end, position.pointee > 0x20 { return position.pointee }
    skipSpace()
    guard position < end else { throw JSONError.unexpectedEnd(at: offset) }
    return position.pointee
  }
}
