import APIMachinery

/// Durations of flags, in Go's form (`90s`, `1h30m`).
enum Durations {
  static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    return (try? GoDuration(parsing: text)).map { .nanoseconds($0.nanoseconds) }
  }
}
