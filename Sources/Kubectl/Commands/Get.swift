import APIMachinery
import ArgumentParser

/// `kubectl get`.
struct Get: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show one or many resources.")

  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var output: OutputFlags
  @OptionGroup var files: FileFlags

  @Argument(help: "TYPE [NAME…], TYPE/NAME…, or TYPE,TYPE…")
  var resources: [String] = []

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

  @Option(help: ArgumentHelp("Show this part of the objects, such as status or scale.", valueName: "name"))
  var subresource: String?

  @Flag(
    name: .customLong("server-print"), inversion: .prefixedNo,
    help: "Let the server make the columns; without it, only names and ages are shown.")
  var serverPrint = true

  @Option(name: .long, help: ArgumentHelp("Request the raw content of this path from the server.", valueName: "path"))
  var raw: String?

  @Option(
    name: .customLong("chunk-size"),
    help: ArgumentHelp("Read long lists in pieces of this size; 0 reads them whole.", valueName: "objects"))
  var chunkSize = 500

  func run() async throws {
    let session = try global.session()
    if let raw {
      guard resources.isEmpty else { throw KubectlError("error: arguments may not be passed when --raw is specified") }
      return try await RawPath(raw).print(session, method: "GET")
    }
    guard !resources.isEmpty || !files.isEmpty else {
      throw KubectlError(
        """
        You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

        error: Required resource not specified.
        Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
        See 'kubectl get -h' for help and examples
        """)
    }
    let format = try output.outputFormat()
    let mapper = try await session.mapper()
    let arguments: ResourceArguments
    var namespaces: [String?] = []
    if files.isEmpty {
      arguments = try ResourceArguments(resources, mapper: mapper)
      namespaces = arguments.selections.map { _ in selectors.allNamespaces ? nil : session.namespace }
    } else {
      var selections: [ResourceArguments.Selection] = []
      for (_, target) in try await files.targets(session, global) {
        selections.append(.init(resource: target.resource, name: target.name))
        namespaces.append(target.namespace)
      }
      arguments = ResourceArguments(selections: selections, isSingular: selections.count == 1)
    }
    if arguments.selections.contains(where: { $0.name != nil }), files.isEmpty {
      guard selectors.query.isEmpty else {
        throw KubectlError("error: name cannot be provided when a selector is specified")
      }
      guard !selectors.allNamespaces else {
        throw KubectlError("error: a resource cannot be retrieved by name across all namespaces")
      }
    }
    guard !(watch || watchOnly) || Set(arguments.selections.map(\.resource)).count == 1 else {
      throw KubectlError("error: you may only specify a single resource type")
    }
    if format.isTable {
      try await GetTables(command: self, session: session, format: format).run(arguments, namespaces: namespaces)
    } else {
      try await GetObjects(command: self, session: session, format: format).run(arguments, namespaces: namespaces)
    }
    if session.warningsAreErrors, session.warningCount > 0 {
      throw KubectlError("error: \(session.warningCount) warning\(session.warningCount == 1 ? "" : "s") received")
    }
  }

  /// Reads what a selection means. Objects that don't exist and selectors that the server refuses get kubectl's words.
  func fetch(
    _ selection: ResourceArguments.Selection, namespace: String?, session: Session, query: [QueryItem] = [],
    accept: String = "application/json"
  ) async throws -> JSONValue {
    let path = selection.resource.path(namespace: namespace, name: selection.name, subresource: subresource)
    if selection.name != nil { return try await session.json("GET", path, query: query, accept: accept) }
    do {
      return try await ListReader(session: session, chunkSize: sortBy == nil ? chunkSize : 0)
        .list(path, query: selectors.query + query, accept: accept)
    } catch var error as APIError where error.reason == .badRequest && !selectors.query.isEmpty {
      let resource = selection.resource
      error.message =
        "Unable to find \"\(resource.group)/\(resource.version), Resource=\(resource.plural)\" that match label selector "
        + "\"\(selectors.label ?? "")\", field selector \"\(selectors.field ?? "")\": \(error.message)"
      throw error
    }
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
}

/// A path of the server with its query, as `--raw` takes it.
struct RawPath {
  let path: String
  let query: [QueryItem]

  init(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1).map(String.init)
    path = parts.first ?? "/"
    query = (parts.count > 1 ? parts[1].split(separator: "&") : []).map { item in
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return QueryItem(PercentEncoding.decode(pair[0]), pair.count > 1 ? PercentEncoding.decode(pair[1]) : "")
    }
  }

  func print(_ session: Session, method: String, body: [UInt8]? = nil) async throws {
    Terminal.write(
      try await session.bytes(method, path, query: query, body: body, accept: "application/json, */*"), to: 1)
  }
}

/// Collects the failures of several objects, so that the others are still shown.
struct Failures {
  private var errors: [any Error] = []

  var isEmpty: Bool { errors.isEmpty }

  mutating func add(_ error: any Error) { errors.append(error) }

  /// Prints them all and throws where there was any.
  func finish() throws {
    guard !errors.isEmpty else { return }
    if errors.count == 1 { throw errors[0] }
    for error in errors {
      if let error = error as? APIError {
        Terminal.printError(error.textAmongOthers)
      } else {
        _ = Kubectl.report(error)
      }
    }
    throw KubectlError("")
  }
}
