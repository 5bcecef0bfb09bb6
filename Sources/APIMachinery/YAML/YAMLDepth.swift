/// Guards the recursive YAML parser: finds documents that may be nested too deeply before they reach it.
enum YAMLDepth {
  /// An upper bound, from indentation, indicators at the start of lines, and brackets. Text in block scalars counts
  /// too, which no document of the API gets near the limit with.
  static func mayExceed(_ limit: Int, _ bytes: [UInt8]) -> Bool {
    var columns: [Int] = []
    var brackets = 0
    var deepest = 0
    var column = 0
    var isAtStart = true
    for byte in bytes {
      switch byte {
      case 0x0A, 0x0D:
        column = 0
        isAtStart = true
        continue
      case 0x20, 0x09: break
      default:
        if isAtStart {
          while let last = columns.last, last >= column { columns.removeLast() }
          columns.append(column)
          deepest = max(deepest, columns.count + brackets)
          // After `-` or `?` another level can begin on the same line.
          isAtStart = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: ":")
        }
        if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
          brackets += 1
          deepest = max(deepest, columns.count + brackets)
        } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
          brackets = max(0, brackets - 1)
        }
      }
      column += 1
      if deepest > limit { return true }
    }
    return false
  }
}
