/// Finds where the values at some paths of a document are, without building a tree of it.
///
/// For documents that are known to be valid, such as stored objects: what isn't looked for is stepped over, not
/// checked. Member names are compared as they are written, so one with escapes is not found.
public struct JSONPaths: Sendable {
  private struct Node: Sendable {
    /// Members that are looked for, or lead to what is.
    var members: [(name: [UInt8], node: Node)] = []
    /// The position of the path that ends here.
    var path: Int?
  }

  private let root: Node
  private let count: Int

  /// - Parameter paths: Names of members from the document's root on.
  public init(_ paths: [[String]]) {
    var root = Node()
    for (position, path) in paths.enumerated() { Self.add(path[...], position, to: &root) }
    self.root = root
    count = paths.count
  }

  private static func add(_ path: ArraySlice<String>, _ position: Int, to node: inout Node) {
    guard let first = path.first else {
      node.path = position
      return
    }
    let name = Array(first.utf8)
    if let index = node.members.firstIndex(where: { $0.name == name }) {
      add(path.dropFirst(), position, to: &node.members[index].node)
    } else {
      var child = Node()
      add(path.dropFirst(), position, to: &child)
      node.members.append((name, child))
    }
  }

  /// The bytes of the value at each path, in the order the paths were given; nil where there is none. Throws when the
  /// document ends too early or is no object.
  public func find(in bytes: [UInt8]) throws(JSONError) -> [Range<Int>?] {
    var found = [Range<Int>?](repeating: nil, count: count)
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      var skimmer = JSONSkimmer(bytes: buffer)
      try skimmer.space()
      try visit(root, &skimmer, &found)
    }
    return found
  }

  /// Goes through the members of an object.
  private func visit(_ node: Node, _ skimmer: inout JSONSkimmer, _ found: inout [Range<Int>?]) throws(JSONError) {
    guard try skimmer.enterObject() else { return }
    repeat {
      let name = try skimmer.name()
      guard let member = node.members.first(where: { skimmer.bytes[name].elementsEqual($0.name) })?.node else {
        try skimmer.skip()
        continue
      }
      let start = skimmer.position
      if !member.members.isEmpty, try skimmer.peek() == UInt8(ascii: "{") {
        try visit(member, &skimmer, &found)
      } else {
        try skimmer.skip()
      }
      if let path = member.path { found[path] = start..<skimmer.position }
    } while try skimmer.nextMember()
  }
}

/// A walk over the bytes of a valid document.
private struct JSONSkimmer {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  func peek() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw JSONError.unexpectedEnd(at: position) }
    return bytes[position]
  }

  mutating func space() throws(JSONError) {
    while try peek() <= 0x20 { position += 1 }
  }

  /// Steps over the brace of an object; false when nothing is in it.
  mutating func enterObject() throws(JSONError) -> Bool {
    let byte = try peek()
    guard byte == UInt8(ascii: "{") else {
      throw JSONError.invalidCharacter(byte, "looking for beginning of object", at: position + 1)
    }
    position += 1
    try space()
    guard bytes[position] == UInt8(ascii: "}") else { return true }
    position += 1
    return false
  }

  /// Reads a member's name and goes to its value.
  mutating func name() throws(JSONError) -> Range<Int> {
    let start = position + 1
    try string()
    let end = position - 1
    try space()
    position += 1
    try space()
    return start..<max(start, end)
  }

  /// After a value: true with the next member's name ahead, false behind the object's end.
  mutating func nextMember() throws(JSONError) -> Bool {
    try space()
    let isEnd = bytes[position] == UInt8(ascii: "}")
    position += 1
    if !isEnd { try space() }
    return !isEnd
  }

  /// Steps over a value.
  mutating func skip() throws(JSONError) {
    switch try peek() {
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): try container()
    default:
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...0x20: return
        default: position += 1
        }
      }
    }
  }

  private mutating func container() throws(JSONError) {
    var depth = 0
    repeat {
      switch try peek() {
      case UInt8(ascii: "\""):
        try string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
    } while depth > 0
  }

  /// Steps over a string; the next byte is its opening quote.
  private mutating func string() throws(JSONError) {
    position += 1
    while true {
      while bytes.count - position >= 8, let base = bytes.baseAddress {
        let word = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
        let stops = EightBytes.stops(word)
        if stops != 0 {
          position += stops.trailingZeroBitCount / 8
          break
        }
        position += 8
      }
      switch try peek() {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
  }
}
