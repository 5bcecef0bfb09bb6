/// Aligns cells that end in tabs (elastic tab stops), as Go's text/tabwriter does for `kubectl describe`: a column is
/// as wide as its widest cell among the neighbouring lines that have a cell there.
enum TabWriter {
  /// - Parameter padding: Blanks between a column's widest cell and the next column.
  static func align(_ text: String, padding: Int = 2) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    var widths = lines.map { [Int](repeating: 0, count: max(0, $0.count - 1)) }
    measure(lines, &widths, column: 0, rows: 0..<lines.count, padding: padding)
    return zip(lines, widths).map { cells, widths in
      var line = ""
      for (column, cell) in cells.enumerated() {
        line += cell
        if column < widths.count { line += String(repeating: " ", count: max(0, widths[column] - cell.count)) }
      }
      return line
    }.joined(separator: "\n")
  }

  private static func measure(
    _ lines: [[String]], _ widths: inout [[Int]], column: Int, rows: Range<Int>, padding: Int
  ) {
    var row = rows.lowerBound
    while row < rows.upperBound {
      guard widths[row].count > column else {
        row += 1
        continue
      }
      let start = row
      var width = 0
      while row < rows.upperBound, widths[row].count > column {
        width = max(width, lines[row][column].count + padding)
        row += 1
      }
      if (start..<row).allSatisfy({ lines[$0][column].isEmpty }) { width = 0 }
      for line in start..<row { widths[line][column] = width }
      measure(lines, &widths, column: column + 1, rows: start..<row, padding: padding)
    }
  }
}
