import APIMachinery
import Storage
import Synchronization

/// The row of an object in a table, kept with the object until an age in it changes.
final class TableRow: Sendable {
  /// The array of cells as JSON.
  let cells: [UInt8]
  /// Where the object's metadata are in its bytes.
  let metadata: Range<Int>
  /// An object can be shown as several resources, with other columns.
  private let resource: GroupResource
  private let isValid: Range<Timestamp>

  private static let paths = JSONPaths([["metadata"]])

  private init(
    _ object: CachedObject, _ resource: ServedResource, at now: Timestamp, columns: Int, _ printer: any TablePrinter
  ) {
    let clock = TableClock(now)
    cells = JSONValue.array(TableRendering.fitted(printer.cells(object.decoded(), now: clock), to: columns)).encoded()
    metadata = (try? Self.paths.find(in: object.bytes))?.first.flatMap { $0 } ?? 0..<0
    self.resource = resource.groupResource
    isValid = now..<max(now, clock.nextChange)
  }

  static func of(
    _ object: CachedObject, _ resource: ServedResource, at now: Timestamp, columns: Int, _ printer: any TablePrinter
  ) -> TableRow {
    if let row = object.derived.withLock({ $0 }) as? TableRow, row.resource == resource.groupResource,
      row.isValid.contains(now)
    {
      return row
    }
    let row = TableRow(object, resource, at: now, columns: columns, printer)
    object.derived.withLock { $0 = row }
    return row
  }

  /// How many bytes the row takes in a table, roughly.
  func size(in object: CachedObject) -> Int { cells.count + metadata.count + 128 }
}
