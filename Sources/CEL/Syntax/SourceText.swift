/// The text of an expression, by Unicode code points, which is how positions in it are counted.
struct SourceText: Sendable {
  let scalars: [Unicode.Scalar]
  /// Where each line begins.
  private let lineStarts: [Int]

  /// What stands for the expression in messages.
  static let description = "<input>"

  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    self.scalars = scalars
    lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
    return String(view)
  }

  /// Line from 1 and column from 0.
  func location(of offset: Int) -> (line: Int, column: Int) {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, max(offset - lineStarts[low], 0))
  }

  /// A line without its end.
  func line(_ number: Int) -> ArraySlice<Unicode.Scalar> {
    guard lineStarts.indices.contains(number - 1) else { return [] }
    let end = lineStarts.indices.contains(number) ? lineStarts[number] - 1 : scalars.count
    return scalars[lineStarts[number - 1]..<end]
  }
}
