import APIMachinery

/// Parts of times and durations.
enum StandardTime {
  static let all: [CELFunction] =
    [
      part("getFullYear", "timestamp_to_year") { $0.year },
      part("getMonth", "timestamp_to_month") { $0.month - 1 },
      part("getDayOfYear", "timestamp_to_day_of_year") { $0.dayOfYear },
      part("getDayOfMonth", "timestamp_to_day_of_month") { $0.day - 1 },
      part("getDate", "timestamp_to_day_of_month_1_based") { $0.day },
      part("getDayOfWeek", "timestamp_to_day_of_week") { $0.dayOfWeek },
    ]
    + [
      part("getHours", "timestamp_to_hours", of: { $0.hour }, duration: { $0 / 3_600_000_000_000 }),
      part("getMinutes", "timestamp_to_minutes", of: { $0.minute }, duration: { $0 / 60_000_000_000 }),
      part("getSeconds", "timestamp_to_seconds_tz", of: { $0.second }, duration: { $0 / 1_000_000_000 }),
      part(
        "getMilliseconds", "timestamp_to_milliseconds", of: { $0.millisecond }, duration: { $0 / 1_000_000 % 1_000 }),
    ]

  private static func part(
    _ name: String, _ id: String, _ part: @escaping @Sendable (CivilTime) -> Int64
  ) -> CELFunction {
    CELFunction(
      name,
      [
        .member(id, "timestamp -> int") { value throws(CELError) in
          guard case .timestamp(let time) = value else { throw .noSuchOverload }
          return .int(part(CivilTime(time)))
        },
        .member("\(id)_with_tz", "timestamp, string -> int") { value, zone throws(CELError) in
          guard case .timestamp(let time) = value, case .string(let zone) = zone else { throw .noSuchOverload }
          return .int(part(CivilTime(try TimeZoneText.shift(time, to: zone))))
        },
      ])
  }

  private static func part(
    _ name: String, _ id: String, of time: @escaping @Sendable (CivilTime) -> Int64,
    duration: @escaping @Sendable (Int64) -> Int64
  ) -> CELFunction {
    var function = part(name, id, time)
    function.overloads.append(
      .member(id.replacing("timestamp", with: "duration"), "duration -> int") { value throws(CELError) in
        guard case .duration(let length) = value else { throw .noSuchOverload }
        return .int(duration(length.nanoseconds))
      })
    return function
  }
}

/// A time by the calendar.
struct CivilTime {
  let year, month, day, dayOfYear, dayOfWeek, hour, minute, second, millisecond: Int64

  init(_ time: Timestamp) {
    let (days, rest) = time.wholeDays
    let date = CivilDate(days: days)
    (year, month, day) = (date.year, date.month, date.day)
    (dayOfYear, dayOfWeek) = (date.dayOfYear, date.weekday)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    millisecond = Int64(time.nanoseconds) / 1_000_000
  }
}
