import APIMachinery

/// Reads lists in pieces, so that neither side holds a huge one at once.
struct ListReader: Sendable {
  let session: Session
  /// Objects a piece; 0 reads everything at once.
  var chunkSize = 500

  func list(_ path: String, query: [QueryItem] = [], accept: String = "application/json") async throws -> JSONValue {
    var result: JSONValue?
    var continuation: String?
    repeat {
      var page = query
      if chunkSize > 0 { page.append(QueryItem("limit", String(chunkSize))) }
      if let continuation { page.append(QueryItem("continue", continuation)) }
      let value = try await session.json("GET", path, query: page, accept: accept)
      continuation = value[path: "metadata", "continue"]?.stringValue
      if continuation?.isEmpty == true { continuation = nil }
      result = Self.appending(value, to: result)
    } while continuation != nil
    return result ?? .null
  }

  private static func appending(_ page: JSONValue, to earlier: JSONValue?) -> JSONValue {
    guard var result = earlier else { return page }
    for member in ["items", "rows"] {
      if let more = page[member]?.arrayValue { result[member] = .array((result[member]?.arrayValue ?? []) + more) }
    }
    return result
  }
}
