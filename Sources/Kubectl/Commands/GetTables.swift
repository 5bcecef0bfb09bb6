import APIMachinery

/// The table output of `kubectl get`: rows come from the server, which knows every kind's columns.
struct GetTables {
  static let accept =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"

  let command: Get
  let session: Session
  let format: OutputFormat

  private var isWide: Bool { if case .table(wide: true) = format { true } else { false } }

  func run(_ arguments: ResourceArguments, namespaces: [String?]) async throws {
    let kinds = Set(arguments.selections.map(\.resource.qualifiedName))
    let showKind = command.showKind || kinds.count > 1
    // Objects of one kind, named one by one, share a table.
    var tables: [(resource: MappedResource, table: JSONValue, namespace: String?)] = []
    for (selection, namespace) in zip(arguments.selections, namespaces) {
      guard let table = try await fetch(selection, namespace: namespace) else { continue }
      if selection.name != nil, let last = tables.last, last.resource == selection.resource {
        tables[tables.count - 1].table["rows"] = .array(
          (last.table["rows"]?.arrayValue ?? []) + (table["rows"]?.arrayValue ?? []))
      } else {
        tables.append((selection.resource, table, namespace))
      }
    }
    var printed = 0
    if !command.watchOnly {
      for entry in tables {
        let rows = try sorted(entry.table["rows"]?.arrayValue ?? [])
        guard !rows.isEmpty else { continue }
        if printed > 0 { Terminal.print("") }
        print(rows, of: entry.table, resource: entry.resource, showKind: showKind, header: !command.noHeaders)
        printed += rows.count
      }
    }
    let watches = command.watch || command.watchOnly
    if printed == 0 && !watches && !command.ignoreNotFound { explainEmpty(arguments) }
    if watches, let entry = tables.first, let selection = arguments.selections.first {
      try await follow(selection, entry.table, namespace: entry.namespace, hasHeader: printed > 0, showKind: showKind)
    }
  }

  private func fetch(_ selection: ResourceArguments.Selection, namespace: String?) async throws -> JSONValue? {
    let path = selection.resource.path(namespace: namespace, name: selection.name)
    var query = [QueryItem]()
    if needsObjects { query.append(QueryItem("includeObject", "Object")) }
    if selection.name != nil {
      do {
        return try await session.json("GET", path, query: query, accept: Self.accept)
      } catch let error as APIError where error.code == 404 && command.ignoreNotFound {
        return nil
      }
    }
    return try await ListReader(session: session, chunkSize: command.sortBy == nil ? command.chunkSize : 0)
      .list(path, query: command.selectors.query + query, accept: Self.accept)
  }

  private var needsObjects: Bool { command.sortBy != nil }

  private func sorted(_ rows: [JSONValue]) throws -> [JSONValue] {
    guard let expression = command.sortBy else { return rows }
    let path = try JSONPath(relaxed: expression)
    let keyed = try rows.map { (key: try path.find(in: $0["object"] ?? .null).first, row: $0) }
    return keyed.sorted { SortKey.isLess($0.key, $1.key) }.map(\.row)
  }

  private func explainEmpty(_ arguments: ResourceArguments) {
    let namespaced = arguments.selections.contains { $0.resource.isNamespaced }
    if !namespaced || command.selectors.allNamespaces {
      Terminal.printError("No resources found")
    } else {
      Terminal.printError("No resources found in \(session.namespace) namespace.")
    }
  }

  private func print(_ rows: [JSONValue], of table: JSONValue, resource: MappedResource, showKind: Bool, header: Bool) {
    Terminal.write(text(rows, of: table, resource: resource, showKind: showKind).text(withHeader: header), to: 1)
  }

  private func text(_ rows: [JSONValue], of table: JSONValue, resource: MappedResource, showKind: Bool) -> TextTable {
    let definitions = table["columnDefinitions"]?.arrayValue ?? []
    let shown = definitions.indices.filter { isWide || (definitions[$0]["priority"]?.integerValue ?? 0) == 0 }
    let showsNamespace = command.selectors.allNamespaces && resource.isNamespaced
    var header = shown.map { (definitions[$0]["name"]?.stringValue ?? "").uppercased() }
    if showsNamespace { header.insert("NAMESPACE", at: 0) }
    let labels = command.labelColumns.flatMap { $0.split(separator: ",").map(String.init) }
    header += labels.map { ($0.split(separator: "/").last.map(String.init) ?? $0).uppercased() }
    if command.showLabels { header.append("LABELS") }
    let lines = rows.map { row -> [String] in
      let cells = row["cells"]?.arrayValue ?? []
      var line = shown.map { index in cells.indices.contains(index) ? Self.cell(cells[index]) : "" }
      if showKind, !line.isEmpty { line[0] = "\(resource.objectPrefix)/\(line[0])" }
      let metadata = row[path: "object", "metadata"] ?? .null
      if showsNamespace { line.insert(metadata["namespace"]?.stringValue ?? "", at: 0) }
      line += labels.map { metadata[path: "labels", $0]?.stringValue ?? "" }
      if command.showLabels { line.append(Self.labels(metadata["labels"])) }
      return line
    }
    return TextTable(header: header, rows: lines)
  }

  static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: "<none>"
    case .string(let text): text.replacing("\n", with: "\\n")
    default: JSONPath.text(value)
    }
  }

  static func labels(_ value: JSONValue?) -> String {
    guard let object = value?.objectValue, !object.isEmpty else { return "<none>" }
    return object.members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(
      separator: ",")
  }

  /// Prints changes under the first table, with the widths that each line needs.
  private func follow(
    _ selection: ResourceArguments.Selection, _ table: JSONValue, namespace: String?, hasHeader: Bool, showKind: Bool
  ) async throws {
    var needsHeader = !hasHeader && !command.noHeaders
    let version = table[path: "metadata", "resourceVersion"]?.stringValue ?? "0"
    var definitions = table
    try await WatchLoop(session: session).run(
      selection, namespace: namespace, selectors: command.selectors, from: version, accept: Self.accept
    ) { type, object in
      if object["columnDefinitions"]?.arrayValue?.isEmpty == false { definitions = object }
      var lines = text(
        object["rows"]?.arrayValue ?? [], of: definitions, resource: selection.resource, showKind: showKind)
      if command.outputWatchEvents {
        lines.header.insert("EVENT", at: 0)
        lines.rows = lines.rows.map { [type] + $0 }
      }
      Terminal.write(lines.text(withHeader: needsHeader), to: 1)
      needsHeader = false
    }
  }
}
