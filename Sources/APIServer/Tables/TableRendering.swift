import APIMachinery
import Storage

/// Makes a `meta.k8s.io` Table of objects of one resource.
struct TableRendering {
  let resource: ServedResource
  let server: APIServer
  let context: RequestContext

  /// Ages are as of now: a watch goes on long after its request came.
  private var now: TableClock { TableClock(server.time.now()) }

  /// - Parameters:
  ///   - objects: In the served version.
  ///   - metadata: Of the list, or the resource version of a single object.
  ///   - version: Of meta.k8s.io, `v1` or `v1beta1`.
  ///   - inclusion: What goes along with the rows, where it isn't what the request says.
  func table(
    _ objects: [JSONValue], metadata: JSONValue, version: String, including inclusion: Inclusion? = nil
  ) throws(APIError) -> JSONValue {
    let included = if let inclusion { inclusion } else { try Self.inclusion(context.request) }
    if let custom = resource.custom {
      return customTable(objects, custom.columns, metadata: metadata, version: version, included)
    }
    let (printer, columns) = printerAndColumns
    return try table(
      objects, metadata: metadata, version: version, printer: printer, columns: columns, describedAs: describedName,
      including: included)
  }

  /// Whose columns these are in ``ColumnDescriptions``.
  private var describedName: String { resource.group.isEmpty ? resource.name : "\(resource.name).\(resource.group)" }

  /// - Parameter describedAs: Whose columns these are in ``ColumnDescriptions``.
  func table(
    _ objects: [JSONValue], metadata: JSONValue, version: String, printer: any TablePrinter, columns: [TableColumn],
    describedAs name: String, including inclusion: Inclusion? = nil
  ) throws(APIError) -> JSONValue {
    let include = if let inclusion { inclusion } else { try Self.inclusion(context.request) }
    let now = now
    let rows = objects.map { object -> JSONValue in
      row(Self.fitted(printer.cells(object, now: now), to: columns.count), object, version, include)
    }
    return table(rows, metadata: metadata, version: version, columns, describedAs: name)
  }

  private func table(
    _ rows: [JSONValue], metadata: JSONValue, version: String, _ columns: [TableColumn], describedAs name: String
  ) -> JSONValue {
    [
      "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
      "columnDefinitions": .array(
        columns.map {
          $0.definition(description: ColumnDescriptions.builtIn.description(of: $0.name, resource: name))
        }),
      "rows": .array(rows),
    ]
  }

  /// The columns of a custom resource: its name, and what its definition says.
  private func customTable(
    _ objects: [JSONValue], _ columns: [CustomColumn], metadata: JSONValue, version: String, _ include: Inclusion
  ) -> JSONValue {
    let name = TableColumn(name: "Name", type: "string", format: "name")
    let now = now
    let rows = objects.map { object in
      row(
        [TableCells.name(object)] + columns.map { $0.cell(object, now: now) }, object, version, include)
    }
    return [
      "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
      "columnDefinitions": .array(
        [name.definition(description: ColumnDescriptions.builtIn.description(of: name.name, resource: "*"))]
          + columns.map(\.definition)),
      "rows": .array(rows),
    ]
  }

  private func row(_ cells: [JSONValue], _ object: JSONValue, _ version: String, _ include: Inclusion) -> JSONValue {
    let shown: JSONValue =
      switch include {
      case .metadata: Shaping.partial(object, version: version)
      case .object: object
      case .none: .null
      }
    return ["cells": .array(cells), "object": shown]
  }

  /// What of each object goes along with its row (`includeObject`).
  enum Inclusion: Sendable { case none, metadata, object }

  static func inclusion(_ request: APIRequest) throws(APIError) -> Inclusion {
    switch request.query("includeObject") ?? "" {
    case "", "Metadata": return .metadata
    case "Object": return .object
    case "None": return .none
    case let other:
      throw .badRequest(
        "Unable to convert to Table as requested: includeObject: Invalid value: \(quoted(other)): must be 'Metadata', "
          + "'Object', 'None', or empty")
    }
  }

  private var printerAndColumns: (any TablePrinter, [TableColumn]) {
    let info = ResourceCatalog.builtIn.resource(
      GroupVersionResource(group: resource.group, version: resource.version, resource: resource.name))
    if let printer = TablePrinters.printer(for: resource.groupResource), let columns = info?.columns {
      return (printer, columns)
    }
    return (DefaultTable(), DefaultTable.columns)
  }

  /// The same as JSON, put together from the objects' bytes and the rows that are kept with them: most tables are asked
  /// for again and again while few of their objects change.
  func json(_ page: CacheList, version: String) throws(APIError) -> [UInt8] {
    let include = try Self.inclusion(context.request)
    let (printer, columns) = printerAndColumns
    let head = table([], metadata: ListEncoding.metadata(page), version: version, columns, describedAs: describedName)
    let now = server.time.now()
    let rows = page.objects.map { TableRow.of($0, resource, at: now, columns: columns.count, printer) }
    let start = Array(
      "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/\(version)\",\"metadata\":".utf8)
    var writer = JSONWriter(capacity: 1024 + zip(page.objects, rows).reduce(0) { $0 + $1.1.size(in: $1.0) })
    // Without the brackets that end the rows and the table.
    writer.append(raw: Array(head.encoded().dropLast(2)))
    for (index, object) in page.objects.enumerated() {
      if index > 0 { writer.append(raw: UInt8(ascii: ",")) }
      writer.append(raw: "{\"cells\":")
      writer.append(raw: rows[index].cells)
      writer.append(raw: ",\"object\":")
      switch include {
      case .none: writer.append(raw: "null")
      case .object: writer.append(raw: object.bytes)
      case .metadata:
        writer.append(raw: start)
        object.bytes.withUnsafeBufferPointer {
          writer.append(raw: UnsafeBufferPointer(rebasing: $0[rows[index].metadata]))
        }
        writer.append(raw: "}")
      }
      writer.append(raw: "}")
    }
    writer.append(raw: "]}\n")
    return writer.bytes
  }

  /// Whether ``json(_:version:)`` can be used: the objects are shown as they are stored.
  var showsStoredForm: Bool {
    resource.custom == nil && resource.conversion == nil && !InternalForm.hidesAnnotations(of: resource.kind)
  }

  /// A row has a cell for each column, no more and no less.
  static func fitted(_ cells: [JSONValue], to count: Int) -> [JSONValue] {
    Array(cells.prefix(count)) + Array(repeating: .null, count: max(0, count - cells.count))
  }
}
