import APIMachinery

/// Makes a `meta.k8s.io` Table of objects of one resource.
struct TableRendering {
  let resource: ServedResource
  let server: APIServer
  let context: RequestContext

  /// Ages are as of now: a watch goes on long after its request came.
  private var now: Timestamp { server.time.now() }

  /// - Parameters:
  ///   - objects: In the served version.
  ///   - metadata: Of the list, or the resource version of a single object.
  ///   - version: Of meta.k8s.io, `v1` or `v1beta1`.
  func table(_ objects: [JSONValue], metadata: JSONValue, version: String) throws(APIError) -> JSONValue {
    if let custom = resource.custom {
      return customTable(
        objects, custom.columns, metadata: metadata, version: version, try Self.inclusion(context.request))
    }
    let (printer, columns) = printerAndColumns
    let name = resource.group.isEmpty ? resource.name : "\(resource.name).\(resource.group)"
    return try table(
      objects, metadata: metadata, version: version, printer: printer, columns: columns, describedAs: name)
  }

  /// - Parameter describedAs: Whose columns these are in ``ColumnDescriptions``.
  func table(
    _ objects: [JSONValue], metadata: JSONValue, version: String, printer: any TablePrinter, columns: [TableColumn],
    describedAs name: String
  ) throws(APIError) -> JSONValue {
    let include = try Self.inclusion(context.request)
    let now = now
    let rows = objects.map { object -> JSONValue in
      row(Self.fitted(printer.cells(object, now: now), to: columns.count), object, version, include)
    }
    return [
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
  private enum Inclusion { case none, metadata, object }

  private static func inclusion(_ request: APIRequest) throws(APIError) -> Inclusion {
    switch request.query("includeObject") ?? "" {
    case "", "Metadata": return .metadata
    case "Object": return .object
    case "None": return .none
    case let other: throw .badRequest("unrecognized includeObject value: \"\(other)\"")
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

  /// A row has a cell for each column, no more and no less.
  private static func fitted(_ cells: [JSONValue], to count: Int) -> [JSONValue] {
    Array(cells.prefix(count)) + Array(repeating: .null, count: max(0, count - cells.count))
  }
}
