/// Aligns cells that end in tabs (elastic tab stops), as Go's text/tabwriter does for `kubectl describe`: a column is
/// as wide as its widest cell among the neighbouring lines that have a cell there.
enum TabWriter {
  /// - Parameters:
  ///   - padding: Blanks between a column's widest cell and the next column.
  ///   - remembers: Columns are never narrower than they were further up.
  static func align(_ text: String, padding: Int = 2, remembers: Bool = false) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    var widths = lines.map { [Int](repeating: 0, count: max(0, $0.count - 1)) }
    var measure = Measure(padding: padding, remembers: remembers)
    measure.run(lines, &widths, column: 0, rows: 0..<lines.count)
    return zip(lines, widths).map { cells, widths in
      var line = ""
      for (column, cell) in cells.enumerated() {
        line += cell
        if column < widths.count { line += String(repeating: " ", count: max(0, widths[column] - cell.count)) }
      }
      return line
    }.joined(separator: "\n")
  }

  /// Finds the widths of columns among neighbouring lines.
  private struct Measure {
    let padding: Int
    let remembers: Bool
    var widest: [Int] = []

    mutating func run(
      _ lines: [[String]], _ widths: inout [[Int]], column: Int, rows: Range<Int>
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
        if remembers {
          while widest.count <= column { widest.append(0) }
          width = max(width, widest[column])
          widest[column] = width
        }
        for line in start..<row { widths[line][column] = width }
        run(lines, &widths, column: column + 1, rows: start..<row)
      }
    }
  }
}
