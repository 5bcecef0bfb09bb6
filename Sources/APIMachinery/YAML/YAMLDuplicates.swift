/// Keys that occur twice in a mapping, which libyaml's wrapper refuses and `sigs.k8s.io/yaml` takes, the last one
/// winning. The text is changed so that each earlier one has a name of its own, by which it is dropped later.
struct YAMLDuplicates {
  /// No document has keys with this beginning.
  private static let mark = "\u{F8FF}duplicate-"
  /// Mappings with duplicates in one document; more are refused.
  static let mappingsMax = 100

  /// In go-yaml's words: `line 2: key "a" already set in map`.
  private(set) var reports: [(line: Int, text: String)] = []
  private var count = 0

  static func isDropped(_ key: String) -> Bool { key.hasPrefix(mark) }

  private struct Key {
    var name: String
    var line: Int
    var range: Range<Int>
  }

  /// Renames the earlier ones of equal keys of the mapping that has a key at `line` and `column` (counted from 1, in
  /// characters). Returns nil where the mapping isn't found.
  mutating func rename(in text: [UInt8], line: Int, column: Int) -> [UInt8]? {
    var lines: [Int] = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") { lines.append(index + 1) }
    guard lines.indices.contains(line - 1) else { return nil }
    let start = Self.offset(of: column - 1, in: text, from: lines[line - 1])
    guard text.indices.contains(start) else { return nil }
    let keys =
      Self.enclosing(text, start, line: line)
      ?? Self.blockKeys(text, lines, line: line, indent: start - lines[line - 1])
    var result = text
    var renamed: [Range<Int>] = []
    for (position, key) in keys.enumerated() {
      guard keys[..<position].contains(where: { $0.name == key.name }) else { continue }
      reports.append((key.line, "line \(key.line): key \"\(key.name)\" already set in map"))
      if let earlier = keys[..<position].last(where: { $0.name == key.name }) { renamed.append(earlier.range) }
    }
    guard !renamed.isEmpty else { return nil }
    for range in renamed.sorted(by: { $0.lowerBound > $1.lowerBound }) {
      count += 1
      result.replaceSubrange(range, with: Array("\"\(Self.mark)\(count)\"".utf8))
    }
    return result
  }

  /// Where the character is that comes so many after `start`.
  private static func offset(of characters: Int, in text: [UInt8], from start: Int) -> Int {
    var (index, left) = (start, characters)
    while left > 0, index < text.count {
      index += 1
      while index < text.count, text[index] & 0xC0 == 0x80 { index += 1 }
      left -= 1
    }
    return index
  }

  /// The keys of the innermost mapping between braces around `position`, which is one of them; nil where there is none.
  private static func enclosing(_ text: [UInt8], _ position: Int, line: Int) -> [Key]? {
    var open: [(start: Int, line: Int)] = []
    var (index, at) = (0, 1)
    // Brackets and quotes count where a value can begin.
    var isBeginning = true
    while index < position {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if isBeginning { open.append((index, at)) }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if isBeginning, let close = closing(text, from: index) {
          at += text[index..<close].count { $0 == UInt8(ascii: "\n") }
          index = close
        }
      case UInt8(ascii: "\n"): at += 1
      default: break
      }
      if byte != UInt8(ascii: " ") { isBeginning = "{[,:-\n".utf8.contains(byte) }
      index += 1
    }
    guard let mapping = open.last, text[mapping.start] == UInt8(ascii: "{") else { return nil }
    let keys = flowKeys(text, from: mapping.start, line: mapping.line)
    return keys.contains { $0.range.lowerBound == position } ? keys : nil
  }

  /// The keys of a mapping written over lines: those that begin in its column.
  private static func blockKeys(_ text: [UInt8], _ lines: [Int], line: Int, indent: Int) -> [Key] {
    var keys: [Key] = []
    for number in line...lines.count {
      let begin = lines[number - 1]
      let end = number < lines.count ? lines[number] - 1 : text.count
      let spaces = text[begin..<end].prefix { $0 == UInt8(ascii: " ") }.count
      // The first key can stand behind the dash of a list.
      let first = number == line ? begin + indent : begin + spaces
      guard first < end, text[first] != UInt8(ascii: "#") else { continue }
      if number > line, spaces < indent { break }
      guard number == line || spaces == indent, let key = scalarKey(text, from: first, to: end, line: number) else {
        continue
      }
      keys.append(key)
    }
    return keys
  }

  /// The keys between `{` and its `}`.
  private static func flowKeys(_ text: [UInt8], from start: Int, line first: Int) -> [Key] {
    var keys: [Key] = []
    var (index, depth, line) = (start, 0, first)
    // Keys stand at the beginning and behind commas; what comes behind a key is its value.
    var isKeyNext = true
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return keys }
      case UInt8(ascii: ","): if depth == 1 { isKeyNext = true }
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
      default:
        if depth == 1, isKeyNext {
          isKeyNext = false
          if let key = scalarKey(text, from: index, to: text.count, line: line), !key.range.isEmpty {
            keys.append(key)
            index = key.range.upperBound
            continue
          }
        }
        if text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "'") {
          index = closing(text, from: index) ?? text.count
        }
      }
      index += 1
    }
    return keys
  }

  /// A scalar followed by a colon.
  private static func scalarKey(_ text: [UInt8], from start: Int, to end: Int, line: Int) -> Key? {
    let isQuoted = text[start] == UInt8(ascii: "\"") || text[start] == UInt8(ascii: "'")
    var stop: Int
    if isQuoted {
      guard let close = closing(text, from: start) else { return nil }
      stop = close + 1
    } else {
      stop = start
      while stop < end, !":{}[],\"\n".utf8.contains(text[stop]) { stop += 1 }
    }
    var colon = stop
    while colon < end, text[colon] == UInt8(ascii: " ") { colon += 1 }
    guard colon < end, text[colon] == UInt8(ascii: ":") else { return nil }
    let name = isQuoted ? text[(start + 1)..<(stop - 1)] : text[start..<stop]
    let trimmed = name.reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
    return Key(name: String(decoding: trimmed, as: UTF8.self), line: line, range: start..<stop)
  }

  private static func closing(_ text: [UInt8], from start: Int) -> Int? {
    var index = start + 1
    while index < text.count {
      if text[index] == text[start] { return index }
      index += text[index] == UInt8(ascii: "\\") && text[start] == UInt8(ascii: "\"") ? 2 : 1
    }
    return nil
  }
}
