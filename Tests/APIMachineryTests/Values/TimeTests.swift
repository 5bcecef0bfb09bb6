import APIMachinery
import Testing

@Suite struct TimeTests {
  static let times: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-21T08:56:43Z", 1_795_251_403), ("2000-02-29T23:59:59Z", 951_868_799),
    ("1969-12-31T23:59:59Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
  ]

  @Test(arguments: times)
  func readsAndWrites(text: String, seconds: Int64) throws {
    #expect(try Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
    #expect(Timestamp(seconds: seconds).rfc3339 == text)
  }

  @Test func offsetsAndFractions() throws {
    #expect(try Timestamp(rfc3339: "1970-01-01T01:30:00+01:30") == Timestamp(seconds: 0))
    #expect(try Timestamp(rfc3339: "1969-12-31T16:00:00-08:00").rfc3339 == "1970-01-01T00:00:00Z")
    #expect(try Timestamp(rfc3339: "1970-01-01T00:00:00.5Z") == Timestamp(seconds: 0, nanoseconds: 500_000_000))
    #expect(try Timestamp(rfc3339Micro: "1970-01-01T00:00:01.000250Z") == Timestamp(seconds: 1, nanoseconds: 250_000))
    #expect(Timestamp(seconds: 1, nanoseconds: 250_999).rfc3339Micro == "1970-01-01T00:00:01.000250Z")
  }

  static let refused: [(String, String)] = [
    ("yesterday", #"parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006""#),
    ("2026-13-01T00:00:00Z", #"parsing time "2026-13-01T00:00:00Z": month out of range"#),
    ("2026-02-30T00:00:00Z", #"parsing time "2026-02-30T00:00:00Z": day out of range"#),
    ("2026-01-01T25:00:00Z", #"parsing time "2026-01-01T25:00:00Z": hour out of range"#),
    ("2026-01-01", #"parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T""#),
    (
      "2026-01-01T00:00:00",
      #"parsing time "2026-01-01T00:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00""#
    ),
    ("2026-01-01T00:00:00Zx", #"parsing time "2026-01-01T00:00:00Zx": extra text: "x""#),
  ]

  @Test(arguments: refused)
  func refuses(text: String, message: String) {
    let error = #expect(throws: ParseError.self) { try Timestamp(rfc3339: text) }
    #expect(error?.message == message)
  }

  static let goDurations: [(String, Int64, String)] = [
    ("0", 0, "0s"), ("0s", 0, "0s"), ("1h30m", 5_400_000_000_000, "1h30m0s"), ("1.5s", 1_500_000_000, "1.5s"),
    ("250ms", 250_000_000, "250ms"), ("-2m", -120_000_000_000, "-2m0s"), ("1us", 1_000, "1µs"), ("1µs", 1_000, "1µs"),
    ("3ns", 3, "3ns"), ("1h1m1.001s", 3_661_001_000_000, "1h1m1.001s"), (".5h", 1_800_000_000_000, "30m0s"),
    ("1500us", 1_500_000, "1.5ms"), ("+5s", 5_000_000_000, "5s"),
  ]

  @Test(arguments: goDurations)
  func durations(text: String, nanoseconds: Int64, printed: String) throws {
    let duration = try GoDuration(parsing: text)
    #expect(duration.nanoseconds == nanoseconds)
    #expect(duration.description == printed)
  }

  static let badDurations: [(String, String)] = [
    ("", #"time: invalid duration """#), ("1", #"time: missing unit in duration "1""#),
    ("s", #"time: invalid duration "s""#),
    ("1x", #"time: unknown unit "x" in duration "1x""#), ("99999999999h", #"time: invalid duration "99999999999h""#),
    ("-", #"time: invalid duration "-""#),
  ]

  @Test(arguments: badDurations)
  func refusesDurations(text: String, message: String) {
    let error = #expect(throws: ParseError.self) { try GoDuration(parsing: text) }
    #expect(error?.message == message)
  }
}
