import APIMachinery

/// Which part of a container's log is wanted: `PodLogOptions`.
struct LogOptions: Sendable, Equatable {
  var follow = false
  var timestamps = false
  var tailLines: Int?
  var limitBytes: Int?
  var since: Timestamp?
  var previous = false
  /// `Stdout`, `Stderr` or nil for both.
  var stream: String?

  init() {}

  /// Reads the query of `/containerLogs`. Throws a message for the caller.
  init(query: APIRequest, now: Timestamp) throws(APIError) {
    func flag(_ name: String) -> Bool { ["true", "1"].contains(query.query(name)?.lowercased() ?? "") }
    func number(_ name: String, least: Int) throws(APIError) -> Int? {
      guard let text = query.query(name), !text.isEmpty, text != "all" || name != "tailLines" else { return nil }
      guard let number = Int(text), number >= least else {
        throw APIError(code: 400, reason: .badRequest, message: "invalid value for \(name): \(text)")
      }
      return number
    }
    follow = flag("follow")
    timestamps = flag("timestamps")
    previous = flag("previous")
    tailLines = try number("tailLines", least: 0)
    limitBytes = try number("limitBytes", least: 1)
    if let seconds = try number("sinceSeconds", least: 1) {
      since = now - .seconds(seconds)
    } else if let text = query.query("sinceTime"), !text.isEmpty {
      do {
        since = try Timestamp(rfc3339: text)
      } catch {
        throw APIError(code: 400, reason: .badRequest, message: "invalid value for sinceTime: \(text)")
      }
    }
    if let text = query.query("stream"), text != "All", !text.isEmpty { stream = text }
  }
}
