/// The way to a value in a document (RFC 6901): the containers to go through and the key in the last one.
struct JSONPointer {
  private let parents: [String]
  private let key: String

  /// Nil for the document as a whole and for text without slash.
  init?(_ text: String) {
    var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      Self.unescaped(String(decoding: Array($0), as: UTF8.self))
    }
    guard parts.count >= 2, let last = parts.popLast() else { return nil }
    parents = Array(parts.dropFirst())
    key = last
  }

  /// `~1` stands for a slash, `~0` for a tilde; one pass, as Go's replacer makes it.
  private static func unescaped(_ part: String) -> String {
    guard part.utf8.contains(UInt8(ascii: "~")) else { return part }
    var result: [UInt8] = []
    var bytes = Array(part.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "~"), let next = bytes.first, next == UInt8(ascii: "0") || next == UInt8(ascii: "1") {
        bytes.removeFirst()
        result.append(next == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The index that `key` means in a list of `count` elements; negative ones count from the end.
  static func index(_ key: String, count: Int) -> Int? {
    guard let index = Int(key), index < count, index >= -count else { return nil }
    return index < 0 ? index + count : index
  }

  /// Keeps a value from making the document deeper than any of our trees may be.
  func checkDepth(of value: JSONValue) throws(ParseError) {
    let room = JSONValue.maximumDepth - parents.count - 1
    guard room > 0, !value.isDeeper(than: room) else { throw ParseError("exceeded max depth") }
  }

  /// What the pointer leads to; null for a missing member of an object, nil when there is no such container.
  func value(in document: JSONValue, _ name: String, _ path: String) throws(ParseError) -> JSONValue? {
    var container = document
    for parent in parents {
      switch container {
      case .object(let object): container = object[parent] ?? .null
      case .array(let elements):
        guard let index = Self.index(parent, count: elements.count) else { return nil }
        container = elements[index]
      default: return nil
      }
    }
    switch container {
    case .object(let object): return object[key] ?? .null
    case .array(let elements):
      guard let index = Self.index(key, count: elements.count) else {
        throw ParseError("error in \(name) for path: '\(path)': Unable to access invalid index: \(key)")
      }
      return elements[index]
    default: return nil
    }
  }

  /// Calls `body` with the last container and the key in it; false when there is no such container.
  func change(
    _ document: inout JSONValue, _ body: (inout JSONValue, String) throws(ParseError) -> Void
  ) throws(ParseError) -> Bool {
    try change(&document, parents[...], body)
  }

  private func change(
    _ value: inout JSONValue, _ rest: ArraySlice<String>,
    _ body: (inout JSONValue, String) throws(ParseError) -> Void
  ) throws(ParseError) -> Bool {
    guard let next = rest.first else {
      switch value {
      case .object, .array:
        try body(&value, key)
        return true
      default: return false
      }
    }
    // The container is taken out while its element changes, so that nothing is copied.
    switch value {
    case .object(var object):
      guard let position = object.position(of: next) else { return false }
      value = .null
      defer { value = .object(object) }
      return try change(&object[position: position], rest.dropFirst(), body)
    case .array(var elements):
      guard let index = Self.index(next, count: elements.count) else { return false }
      value = .null
      defer { value = .array(elements) }
      return try change(&elements[index], rest.dropFirst(), body)
    default: return false
    }
  }

  func insert(
    _ new: JSONValue, into document: inout JSONValue, _ name: String, _ path: String
  ) throws(ParseError) {
    try checkDepth(of: new)
    let done = try change(&document) { (container, key) throws(ParseError) in
      switch container {
      case .object(var object):
        container = .null
        object[key] = new
        container = .object(object)
      case .array(var elements):
        let index: Int
        if key == "-" {
          index = elements.count
        } else {
          guard Int(key) != nil else {
            throw ParseError("error in \(name) for path: '\(path)': value was not a proper array index: '\(key)'")
          }
          // An element may also come right after the last one.
          guard let place = Self.index(key, count: elements.count + 1) else {
            throw ParseError("error in \(name) for path: '\(path)': Unable to access invalid index: \(key)")
          }
          index = place
        }
        container = .null
        elements.insert(new, at: index)
        container = .array(elements)
      default: break
      }
    }
    if !done { throw Self.missing(name, path) }
  }

  func remove(from document: inout JSONValue, _ name: String, _ path: String) throws(ParseError) {
    let done = try change(&document) { (container, key) throws(ParseError) in
      switch container {
      case .object(var object):
        guard object[key] != nil else {
          throw ParseError(
            "error in \(name) for path: '\(path)': Unable to remove nonexistent key: \(key): missing value")
        }
        container = .null
        object[key] = nil
        container = .object(object)
      case .array(var elements):
        guard let index = Self.index(key, count: elements.count) else {
          throw ParseError("error in \(name) for path: '\(path)': Unable to access invalid index: \(key)")
        }
        container = .null
        elements.remove(at: index)
        container = .array(elements)
      default: break
      }
    }
    if !done { throw Self.missing(name, path) }
  }

  private static func missing(_ name: String, _ path: String) -> ParseError {
    ParseError("\(name) operation does not apply: doc is missing path: \"\(path)\": missing value")
  }
}
