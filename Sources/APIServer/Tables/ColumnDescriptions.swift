import CEmbedded

/// What the columns of a Table are said to show (`Schema/columns.txt`), in upstream's words, since clients see them.
struct ColumnDescriptions: Sendable {
  /// Read when the first Table is asked for.
  static let builtIn = ColumnDescriptions(embedded())

  /// By resource (`pods`, `deployments.apps`; `*` for all), then by column.
  private var texts: [String: [String: String]] = [:]

  init(_ text: String) {
    var resource = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard line.hasPrefix("  ") else {
        resource = String(line)
        continue
      }
      guard let colon = line.firstRange(of: ": ") else { continue }
      let column = String(line[line.index(line.startIndex, offsetBy: 2)..<colon.lowerBound])
      texts[resource, default: [:]][column] = Self.unescaped(line[colon.upperBound...])
    }
  }

  /// Empty where nothing is known of it.
  func description(of column: String, resource: String) -> String {
    texts[resource]?[column] ?? texts["*"]?[column] ?? ""
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        result.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static func embedded() -> String {
    let file = CEmbeddedTableColumns()
    return String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }
}
