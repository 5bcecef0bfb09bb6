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

  /// Renames the earlier ones of equal keys of the mapping that has a key at `line` and `column` (counted from 1), the
  /// first one of those that occur twice. Returns nil where the keys aren't found.
  mutating func rename(in text: [UInt8], line: Int, column: Int) -> [UInt8]? {
    var lines: [Int] = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") { lines.append(index + 1) }
    guard lines.indices.contains(line - 1) else { return nil }
    let start = lines[line - 1] + column - 1
    guard text.indices.contains(start) else { return nil }
    let before = text[lines[line - 1]..<start].last { $0 != UInt8(ascii: " ") }
    if before != UInt8(ascii: "{"), before != UInt8(ascii: ","),
      let result = rename(Self.blockKeys(text, lines, line: line, indent: column - 1), in: text)
    {
      return result
    }
    return rename(Self.flowKeys(text, from: start, line: line), in: text)
  }

  private mutating func rename(_ keys: [Key], in text: [UInt8]) -> [UInt8]? {
    var result = text
    var renamed: [Range<Int>] = []
    for (position, key) in keys.enumerated() {
      guard let earlier = keys[..<position].last(where: { $0.name == key.name }) else { continue }
      reports.append((key.line, "line \(key.line): key \"\(key.name)\" already set in map"))
      renamed.append(earlier.range)
    }
    guard !renamed.isEmpty else { return nil }
    for range in renamed.sorted(by: { $0.lowerBound > $1.lowerBound }) {
      count += 1
      result.replaceSubrange(range, with: Array("\"\(Self.mark)\(count)\"".utf8))
    }
    return result
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

  /// The keys from one of them to the `}` behind the last.
  private static func flowKeys(_ text: [UInt8], from start: Int, line first: Int) -> [Key] {
    var keys: [Key] = []
    var (index, depth, line) = (start, 1, first)
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return keys }
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
      default:
        if depth == 1, let key = scalarKey(text, from: index, to: text.count, line: line) {
          keys.append(key)
          index = key.range.upperBound
          continue
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
      while stop < end, !"{}[],\"\n".utf8.contains(text[stop]), !endsKey(text, at: stop) { stop += 1 }
      // A key has a name; the scan of a mapping goes on behind it.
      guard stop > start else { return nil }
    }
    var colon = stop
    while colon < end, text[colon] == UInt8(ascii: " ") { colon += 1 }
    guard colon < end, text[colon] == UInt8(ascii: ":") else { return nil }
    let name = isQuoted ? text[(start + 1)..<(stop - 1)] : text[start..<stop]
    let trimmed = name.reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
    return Key(name: String(decoding: trimmed, as: UTF8.self), line: line, range: start..<stop)
  }

  /// A colon within a plain scalar, as in `http://a`, is followed by something else than space.
  private static func endsKey(_ text: [UInt8], at index: Int) -> Bool {
    guard text[index] == UInt8(ascii: ":") else { return false }
    return index + 1 == text.count || " \r\n\t,[]{}".utf8.contains(text[index + 1])
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
