internal import APIMachinery
internal import Synchronization

/// The value of the `Date` header, formatted once a second.
final class HTTPDate: Sendable {
  private let time: any TimeSource
  private let cached = Mutex<(second: Int64, text: String)>((.min, ""))

  init(time: any TimeSource) {
    self.time = time
  }

  func text() -> String {
    let second = time.now().seconds
    return cached.withLock { cached in
      if cached.second != second { cached = (second, Self.format(second)) }
      return cached.text
    }
  }

  /// As RFC 9110's IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func format(_ seconds: Int64) -> String {
    let (days, rest) = Timestamp(seconds: seconds).wholeDays
    let date = CivilDate(days: days)
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
    return
      "\(weekdays[Int(date.weekday)]), \(twoDigits(date.day)) \(months[Int(date.month) - 1]) \(date.year) \(clock) GMT"
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
