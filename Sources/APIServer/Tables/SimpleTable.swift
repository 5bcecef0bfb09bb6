import APIMachinery

/// Rows of a kind whose cells need no more than a look at one field each; the name stands first.
struct SimpleTable: TablePrinter {
  typealias Cell = @Sendable (_ object: JSONValue, _ now: TableClock) -> JSONValue

  let rest: [Cell]

  init(_ rest: Cell...) {
    self.rest = rest
  }

  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    [TableCells.name(object)] + rest.map { $0(object, now) }
  }

  // MARK: Cells

  static let age: Cell = { TableCells.age($0, $1) }

  /// The text at a path; `fallback` where there is none.
  static func text(_ path: String..., or fallback: String = "") -> Cell {
    { object, _ in TableCells.text(value(object, path), or: fallback) }
  }

  static func integer(_ path: String...) -> Cell {
    { object, _ in TableCells.count(value(object, path)) }
  }

  static func flag(_ path: String...) -> Cell {
    { object, _ in .bool(value(object, path) == true) }
  }

  /// How many elements a list has, or members a map.
  static func count(_ path: String...) -> Cell {
    { object, _ in
      let found = value(object, path)
      return .integer(Int64(found?.arrayValue?.count ?? found?.objectValue?.count ?? 0))
    }
  }

  static func joined(_ path: String..., or fallback: String = "") -> Cell {
    { object, _ in TableCells.joined(value(object, path), or: fallback) }
  }

  static func selector(_ path: String...) -> Cell {
    { object, _ in TableCells.selector(value(object, path)) }
  }

  static func value(_ object: JSONValue, _ path: [String]) -> JSONValue? {
    var found: JSONValue? = object
    for member in path { found = found?[member] }
    return found.flatMap { $0.isNull ? nil : $0 }
  }
}
