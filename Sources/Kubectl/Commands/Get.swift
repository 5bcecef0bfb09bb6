import APIMachinery
import ArgumentParser

/// `kubectl get`.
struct Get: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show one or many resources.")

  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var output: OutputFlags

  @Argument(help: "TYPE [NAME…], TYPE/NAME…, or TYPE,TYPE…")
  var resources: [String] = []

  @Option(
    name: [.customShort("f", allowingJoined: true), .customLong("filename")],
    help: "File or folder that names the objects.")
  var filenames: [String] = []

  @Flag(name: [.customShort("R"), .long], help: "Read folders with their subfolders.")
  var recursive = false

  @Flag(name: [.customShort("w"), .long], help: "After showing the objects, show changes as they happen.")
  var watch = false

  @Flag(name: .customLong("watch-only"), help: "Show changes without the objects first.")
  var watchOnly = false

  @Flag(name: .customLong("output-watch-events"), help: "Show the kind of each change.")
  var outputWatchEvents = false

  @Flag(name: .customLong("ignore-not-found"), help: "An object that doesn't exist is no error.")
  var ignoreNotFound = false

  @Flag(name: .customLong("no-headers"), help: "Print no header line.")
  var noHeaders = false

  @Flag(name: .customLong("show-kind"), help: "Print the kind in front of each name.")
  var showKind = false

  @Flag(name: .customLong("show-labels"), help: "Add a column with all labels.")
  var showLabels = false

  @Option(
    name: [.customShort("L", allowingJoined: true), .customLong("label-columns")], help: "Labels to show as columns.")
  var labelColumns: [String] = []

  @Option(name: .customLong("sort-by"), help: ArgumentHelp("Sort by this field.", valueName: "jsonpath"))
  var sortBy: String?

  @Option(name: .long, help: "Request the raw content of this path from the server.")
  var raw: String?

  @Option(name: .customLong("chunk-size"), help: "Read long lists in pieces of this size; 0 reads them whole.")
  var chunkSize = 500

  func run() async throws {
    let session = try global.session()
    if let raw {
      let parts = raw.split(separator: "?", maxSplits: 1).map(String.init)
      let query = parts.count > 1 ? parts[1].split(separator: "&").map(RawQuery.item) : []
      Terminal.write(try await session.bytes("GET", parts[0], query: query, accept: "application/json, */*"), to: 1)
      return
    }
    let mapper = try await session.mapper()
    let arguments: ResourceArguments
    var namespaces: [String?] = []
    if filenames.isEmpty {
      arguments = try ResourceArguments(resources, mapper: mapper)
      namespaces = arguments.selections.map { _ in selectors.allNamespaces ? nil : session.namespace }
    } else {
      let items = try Manifests.read(filenames, recursive: recursive)
      var selections: [ResourceArguments.Selection] = []
      for item in items {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace)
        selections.append(.init(resource: target.resource, name: target.name))
        namespaces.append(target.namespace)
      }
      arguments = ResourceArguments(selections: selections, isSingular: selections.count == 1)
    }
    let format = try OutputFormat(output.format)
    if format.isTable {
      try await GetTables(command: self, session: session, format: format).run(arguments, namespaces: namespaces)
    } else {
      try await printObjects(arguments, namespaces: namespaces, session: session, format: format)
    }
  }

  /// Every output but the table: the objects themselves.
  private func printObjects(
    _ arguments: ResourceArguments, namespaces: [String?], session: Session, format: OutputFormat
  ) async throws {
    let printer = ObjectPrinter(format: format, showsManagedFields: output.showManagedFields)
    var objects: [JSONValue] = []
    var version = "0"
    for (selection, namespace) in zip(arguments.selections, namespaces) {
      do {
        let value = try await fetch(selection, namespace: namespace, session: session)
        version = value[path: "metadata", "resourceVersion"]?.stringValue ?? version
        if selection.name != nil {
          objects.append(value)
        } else {
          objects += Self.typedItems(value, resource: selection.resource)
        }
      } catch let error as APIError where error.code == 404 && ignoreNotFound && selection.name != nil {
        continue
      }
    }
    if let sortBy { objects = try Self.sorted(objects, by: sortBy) }
    if !watchOnly {
      if case .name = format {
        let resources = arguments.selections.count == 1 ? arguments.selections[0].resource : nil
        for object in objects { Terminal.write(try printer.text(object, resource: resources), to: 1) }
      } else if arguments.isSingular {
        if let object = objects.first { Terminal.write(try printer.text(object), to: 1) }
      } else {
        let list: JSONValue = [
          "apiVersion": "v1", "items": .array(objects), "kind": "List", "metadata": ["resourceVersion": ""],
        ]
        Terminal.write(try printer.text(list), to: 1)
      }
    }
    if watch || watchOnly, let selection = arguments.selections.first {
      try await WatchLoop(session: session).run(
        selection, namespace: namespaces[0], selectors: selectors, from: version, accept: "application/json"
      ) { type, object in
        var shown = object
        if outputWatchEvents { shown = ["type": .string(type), "object": object] }
        Terminal.write(try printer.text(shown, resource: selection.resource), to: 1)
      }
    }
  }

  private func fetch(_ selection: ResourceArguments.Selection, namespace: String?, session: Session) async throws
    -> JSONValue
  {
    let path = selection.resource.path(namespace: namespace, name: selection.name)
    guard selection.name == nil else {
      guard selectors.label == nil, selectors.field == nil else {
        throw KubectlError("error: name cannot be provided when a selector is specified")
      }
      return try await session.json("GET", path)
    }
    return try await ListReader(session: session, chunkSize: chunkSize).list(path, query: selectors.query)
  }

  /// The items of a list with apiVersion and kind, which the server leaves out in lists.
  static func typedItems(_ list: JSONValue, resource: MappedResource) -> [JSONValue] {
    (list["items"]?.arrayValue ?? []).map { item in
      guard item["kind"] == nil else { return item }
      return .object(
        JSONObject(
          [("apiVersion", .string(resource.apiVersion)), ("kind", .string(resource.kind))]
            + (item.objectValue?.members.map { ($0.key, $0.value) } ?? [])))
    }
  }

  static func sorted(_ objects: [JSONValue], by expression: String) throws -> [JSONValue] {
    let path = try JSONPath(relaxed: expression)
    let keyed = try objects.map { (key: try path.find(in: $0).first, object: $0) }
    return keyed.sorted { SortKey.isLess($0.key, $1.key) }.map(\.object)
  }
}

/// The order of `--sort-by`: missing values first, numbers and quantities by value, text by its letters.
enum SortKey {
  static func isLess(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    guard let left else { return right != nil }
    guard let right else { return false }
    if let left = left.doubleValue, let right = right.doubleValue { return left < right }
    return JSONPath.text(left) < JSONPath.text(right)
  }
}

/// A query given as text.
enum RawQuery {
  static func item(_ text: Substring) -> QueryItem {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return QueryItem(parts[0], parts.count > 1 ? parts[1] : "")
  }
}
