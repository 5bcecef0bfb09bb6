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
    // Objects of one kind, named one by one, share a table.
    var tables: [(resource: MappedResource, table: JSONValue, namespace: String?)] = []
    var failures = Failures()
    for (selection, namespace) in zip(arguments.selections, namespaces) {
      var fetched: JSONValue?
      do {
        fetched = try await fetch(selection, namespace: namespace)
      } catch let error as APIError where arguments.selections.count > 1 {
        failures.add(error)
      }
      guard let table = fetched else { continue }
      if selection.name != nil, let last = tables.last, last.resource == selection.resource {
        tables[tables.count - 1].table["rows"] = .array(
          (last.table["rows"]?.arrayValue ?? []) + (table["rows"]?.arrayValue ?? []))
      } else {
        tables.append((selection.resource, table, namespace))
      }
    }
    let kinds = Set(tables.map(\.resource.qualifiedName))
    let showKind =
      command.showKind || (command.serverPrint && arguments.namesSeveralTypes) || kinds.count > 1
    var printed = 0
    if !command.watchOnly {
      for entry in tables {
        let rows = try sorted(entry.table["rows"]?.arrayValue ?? [])
        guard !rows.isEmpty else { continue }
        if printed > 0 { Terminal.print("") }
        print(
          rows, of: entry.table, resource: entry.resource, showKind: showKind, header: !command.noHeaders,
          event: command.watch && command.outputWatchEvents ? "ADDED" : nil)
        printed += rows.count
      }
    }
    let watches = command.watch || command.watchOnly
    if printed == 0 && !watches && !command.ignoreNotFound && failures.isEmpty { explainEmpty(arguments) }
    try failures.finish()
    if watches, let entry = tables.first, let selection = arguments.selections.first {
      try await follow(selection, entry.table, namespace: entry.namespace, hasHeader: printed > 0, showKind: showKind)
    }
  }

  private func fetch(_ selection: ResourceArguments.Selection, namespace: String?) async throws -> JSONValue? {
    var query = [QueryItem]()
    if command.sortBy != nil { query.append(QueryItem("includeObject", "Object")) }
    do {
      let accept = command.serverPrint ? Self.accept : "application/json"
      let value = try await command.fetch(
        selection, namespace: namespace, session: session, query: query, accept: accept)
      return value["columnDefinitions"] == nil ? Self.plainTable(value, resource: selection.resource) : value
    } catch let error as APIError where error.code == 404 && command.ignoreNotFound && selection.name != nil {
      return nil
    }
  }

  /// A table of names and ages for what doesn't come as one.
  private static func plainTable(_ value: JSONValue, resource: MappedResource) -> JSONValue {
    let items = value["items"] == nil ? [value] : Get.typedItems(value, resource: resource)
    let now = Surroundings.current.time.now()
    return [
      "columnDefinitions": [["name": "Name", "format": "name"], ["name": "Age"]],
      "metadata": value["metadata"] ?? [:],
      "rows": .array(
        items.map { item in
          let metadata = item["metadata"]
          return [
            "cells": [
              metadata?["name"] ?? "",
              .string(HumanDuration.age(since: metadata?["creationTimestamp"]?.stringValue, now: now)),
            ], "object": item,
          ]
        }),
    ]
  }

  private func sorted(_ rows: [JSONValue]) throws -> [JSONValue] {
    guard let expression = command.sortBy else { return rows }
    return try SortKey.sorted(rows, by: expression) { $0["object"] ?? .null }
  }

  private func explainEmpty(_ arguments: ResourceArguments) {
    let namespaced = arguments.selections.contains { $0.resource.isNamespaced }
    if !namespaced || command.selectors.allNamespaces {
      Terminal.printError("No resources found")
    } else {
      Terminal.printError("No resources found in \(session.namespace) namespace.")
    }
  }

  private func print(
    _ rows: [JSONValue], of table: JSONValue, resource: MappedResource, showKind: Bool, header: Bool, event: String?
  ) {
    var lines = text(rows, of: table, resource: resource, showKind: showKind)
    if let event { Self.add(event, to: &lines) }
    Terminal.write(lines.text(withHeader: header), to: 1)
  }

  /// A first column with the kind of change, as wide as the longest there is.
  private static func add(_ event: String, to table: inout TextTable) {
    func padded(_ word: String) -> String {
      word + String(repeating: " ", count: max(0, "MODIFIED".count - word.count))
    }
    table.header.insert(padded("EVENT"), at: 0)
    table.rows = table.rows.map { [padded(event)] + $0 }
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
      if showKind, let column = shown.firstIndex(where: { definitions[$0]["format"] == "name" }) {
        line[column] = "\(resource.objectPrefix)/\(line[column])"
      }
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
    case .string(let text):
      // Only the first line fits.
      if let end = text.firstIndex(where: { $0.isNewline || $0 == "\u{0C}" }) {
        String(text[..<end]) + "..."
      } else {
        text
      }
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
      if command.outputWatchEvents { Self.add(type, to: &lines) }
      Terminal.write(lines.text(withHeader: needsHeader), to: 1)
      needsHeader = false
    }
  }
}
