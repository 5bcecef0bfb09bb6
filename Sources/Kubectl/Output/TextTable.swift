/// Aligned columns, three spaces apart and six wide at least, as kubectl prints them.
struct TextTable {
  var header: [String]
  var rows: [[String]] = []
  var indent = ""

  /// Text with a line break at the end of each row; nothing for a table without rows and header.
  func text(withHeader: Bool = true) -> String {
    let lines = (withHeader && !header.isEmpty ? [header] : []) + rows
    var widths: [Int] = []
    for line in lines {
      for (column, cell) in line.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var text = ""
    for line in lines {
      text += indent
      for (column, cell) in line.enumerated() {
        text += cell
        if column < line.count - 1 { text += String(repeating: " ", count: max(widths[column] + 3, 6) - cell.count) }
      }
      text += "\n"
    }
    return text
  }

  /// As ``text(withHeader:)`` where cells may have line breaks: a row's cells are aligned with those of the lines
  /// above and below it, as Go's tabwriter does.
  func tabbed(withHeader: Bool = true) -> String {
    let lines = (withHeader && !header.isEmpty ? [header] : []) + rows
    return TabWriter.align(
      lines.map { $0.joined(separator: "\t") }.joined(separator: "\n"), padding: 3, remembers: true) + "\n"
  }
}
