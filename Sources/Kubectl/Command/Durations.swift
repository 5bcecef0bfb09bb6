import APIMachinery

/// Durations of flags, in Go's form (`90s`, `1h30m`).
enum Durations {
  static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    return (try? GoDuration(parsing: text)).map { .nanoseconds($0.nanoseconds) }
  }

  static func required(_ text: String) throws -> Duration {
    guard let duration = parse(text) else {
      throw KubectlError("error: invalid duration \"\(text)\": give a number with its unit, such as 30s, 5m or 2h")
    }
    return duration
  }
}
