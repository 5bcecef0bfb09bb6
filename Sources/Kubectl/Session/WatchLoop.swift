import APIMachinery

/// Follows the changes of what a command selected.
struct WatchLoop: Sendable {
  let session: Session

  /// Calls `handle` with each event's type and object until it throws, the task is cancelled, or the server ends
  /// the watch.
  func run(
    _ selection: ResourceArguments.Selection, namespace: String?, selectors: SelectorFlags, from version: String,
    accept: String, handle: (String, JSONValue) async throws -> Void
  ) async throws {
    var query = selectors.query
    if let name = selection.name { query.append(QueryItem("fieldSelector", "metadata.name=\(name)")) }
    try await run(
      selection.resource.path(namespace: namespace), query: query, from: version, accept: accept, handle: handle)
  }

  func run(
    _ path: String, query: [QueryItem], from version: String, accept: String = "application/json",
    handle: (String, JSONValue) async throws -> Void
  ) async throws {
    let response = try await session.send(
      "GET", path, query: query + [QueryItem("watch", "true"), QueryItem("resourceVersion", version)], accept: accept)
    var lines = LineSplitter()
    guard case .stream(let stream) = response.body else {
      for line in lines.append(try await Session.collect(response)) { try await dispatch(line, handle) }
      return
    }
    defer { stream.cancel() }
    do {
      while let piece = try await stream.next() {
        for line in lines.append(piece) { try await dispatch(line, handle) }
      }
    } catch is RequestTimeout {
      // `--request-timeout` ends a watch in peace.
    }
  }

  private func dispatch(_ line: [UInt8], _ handle: (String, JSONValue) async throws -> Void) async throws {
    let event = try JSONParser.parse(line)
    guard let type = event["type"]?.stringValue, let object = event["object"] else { return }
    if type == "ERROR" { throw APIError(status: object) }
    if type == "BOOKMARK" { return }
    try await handle(type, object)
  }
}

/// Cuts a stream of bytes into lines.
struct LineSplitter {
  private var rest: [UInt8] = []

  /// The lines that are complete with `bytes`, without their line ends.
  mutating func append(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(rest + bytes[start..<end])
      rest = []
      start = end + 1
    }
    rest += bytes[start...]
    return lines.filter { !$0.isEmpty }
  }
}
