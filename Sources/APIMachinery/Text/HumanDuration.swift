/// Durations as tables and kubectl show ages: at most two units, coarser as they grow.
///
/// Steps as `k8s.io/apimachinery/pkg/util/duration.HumanDuration`.
public enum HumanDuration {
  /// Such as `5m` or `3d4h`; `<invalid>` for what is more than a second in the future.
  public static func text(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    if seconds < -1 { return "<invalid>" }
    if seconds < 0 { return "0s" }
    if seconds < 60 * 2 { return "\(seconds)s" }
    let minutes = seconds / 60
    if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
    if minutes < 60 * 3 { return "\(minutes)m" }
    let hours = minutes / 60
    if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
    if hours < 48 { return "\(hours)h" }
    let days = hours / 24
    if hours < 24 * 8 { return pair(days, "d", hours % 24, "h") }
    if days < 365 * 2 { return "\(days)d" }
    let years = days / 365
    if days < 365 * 8 { return pair(years, "y", days % 365, "d") }
    return "\(years)y"
  }

  /// A duration up to which the text is that of `duration`; it may be so a little longer.
  public static func nextChange(after duration: Duration) -> Duration {
    let seconds = duration.components.seconds
    let minute: Int64 = 60
    let hour = 60 * minute
    let day = 24 * hour
    let step: Int64 =
      switch seconds {
      case ..<(10 * minute): 1
      case ..<(8 * hour): minute
      case ..<(8 * day): hour
      default: day
      }
    return .seconds((seconds / step + 1) * step)
  }

  /// The age of something made at `time` (RFC 3339), or `<unknown>`.
  public static func age(since time: String?, now: Timestamp) -> String {
    guard let time, let start = (try? Timestamp(rfc3339: time)) ?? (try? Timestamp(rfc3339Micro: time)) else {
      return "<unknown>"
    }
    return text(now - start)
  }

  private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
    small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
  }
}
