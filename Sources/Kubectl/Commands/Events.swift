import APIMachinery
import ArgumentParser

/// `kubectl events`.
struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List events, oldest first.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var output: OutputFlags
  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "Events of every namespace.")
  var allNamespaces = false
  @Flag(name: [.customShort("w"), .long], help: "Go on printing events as they happen.") var watch = false
  @Option(name: .customLong("for"), help: ArgumentHelp("Only about this object.", valueName: "TYPE/NAME")) var target:
    String?
  @Option(help: ArgumentHelp("Only of these types.", valueName: "Normal,Warning")) var types: String?
  @Flag(name: .customLong("no-headers"), help: "Print no header line.") var noHeaders = false

  func run() async throws {
    let session = try global.session()
    var query: [QueryItem] = []
    if let target {
      let mapper = try await session.mapper()
      _ = try mapper.resource(namedPlainly: String(target.prefix { $0 != "/" }))
      let arguments = try ResourceArguments([target], mapper: mapper)
      guard let selection = arguments.selections.first, let name = selection.name else {
        throw KubectlError("error: --for must be in resource/name form")
      }
      query = [QueryItem("fieldSelector", "involvedObject.kind=\(selection.resource.kind),involvedObject.name=\(name)")]
    }
    for type in types?.split(separator: ",") ?? [] where !["normal", "warning"].contains(type.lowercased()) {
      throw KubectlError("error: valid --types are Normal or Warning")
    }
    let path = allNamespaces ? "/api/v1/events" : "/api/v1/namespaces/\(session.namespace)/events"
    let list = try await ListReader(session: session).list(path, query: query)
    let wanted = types.map { Set($0.split(separator: ",").map { $0.lowercased() }) }
    let events = (list["items"]?.arrayValue ?? []).filter { event in
      wanted?.contains(event["type"]?.stringValue?.lowercased() ?? "") ?? true
    }.sorted { EventText.time($0) < EventText.time($1) }
    let printer = try output.printer()
    if !printer.format.isTable {
      let typed = Get.typedItems(
        ["items": .array(events)], resource: try await session.mapper().resource(named: "events"))
      let full: JSONValue = ["apiVersion": "v1", "kind": "EventList", "items": .array(typed), "metadata": [:]]
      Terminal.write(try printer.text(full), to: 1)
      return
    }
    if events.isEmpty && !watch {
      Terminal.printError(allNamespaces ? "No events found." : "No events found in \(session.namespace) namespace.")
      return
    }
    let now = session.time.now()
    var table = TextTable(
      header: (allNamespaces ? ["NAMESPACE"] : []) + ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"])
    table.rows = events.map { row($0, now: now) }
    if !events.isEmpty { Terminal.write(table.tabbed(withHeader: !noHeaders), to: 1) }
    guard watch else { return }
    try await WatchLoop(session: session).run(
      path, query: query, from: list[path: "metadata", "resourceVersion"]?.stringValue ?? "0"
    ) { type, event in
      guard type != "DELETED", wanted?.contains(event["type"]?.stringValue?.lowercased() ?? "") ?? true else { return }
      Terminal.write(TextTable(header: [], rows: [row(event, now: session.time.now())]).text(), to: 1)
    }
  }

  private func row(_ event: JSONValue, now: Timestamp) -> [String] {
    let object = event["involvedObject"]
    return (allNamespaces ? [event[path: "metadata", "namespace"]?.stringValue ?? ""] : []) + [
      EventText.lastSeen(event, now: now), event["type"]?.stringValue ?? "", event["reason"]?.stringValue ?? "",
      "\(object?["kind"]?.stringValue ?? "")/\(object?["name"]?.stringValue ?? "")",
      (event["message"]?.stringValue ?? "").trimmingSpaces,
    ]
  }
}

/// Reads the times of events, which have several fields for them.
enum EventText {
  static func time(_ event: JSONValue) -> String {
    event[path: "series", "lastObservedTime"]?.stringValue ?? event["lastTimestamp"]?.stringValue
      ?? event["eventTime"]?.stringValue ?? event[path: "metadata", "creationTimestamp"]?.stringValue ?? ""
  }

  /// `3m (x5 over 10m)`.
  static func lastSeen(_ event: JSONValue, now: Timestamp) -> String {
    let last = HumanDuration.age(since: time(event), now: now)
    let count = event[path: "series", "count"]?.integerValue ?? event["count"]?.integerValue ?? 1
    guard count > 1 else { return last }
    let first = event["firstTimestamp"]?.stringValue ?? event["eventTime"]?.stringValue
    return "\(last) (x\(count) over \(HumanDuration.age(since: first, now: now)))"
  }
}

extension String {
  /// Without blanks and line ends around it.
  var trimmingSpaces: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
