import APIMachinery
import Testing

@Suite struct CivilDateTests {
  @Test(
    arguments: [
      (0, 1970, 1, 1, 0, 4), (-1, 1969, 12, 31, 364, 3), (11_016, 2000, 2, 29, 59, 2), (11_017, 2000, 3, 1, 60, 3),
      (20_779, 2026, 11, 22, 325, 0), (-719_529, -1, 12, 31, 364, 5), (-719_528, 0, 1, 1, 0, 6),
      (2_932_896, 9999, 12, 31, 364, 5),
    ] as [(Int64, Int64, Int64, Int64, Int64, Int64)])
  func daysAreDatesAndBack(_ days: Int64, year: Int64, month: Int64, day: Int64, dayOfYear: Int64, weekday: Int64) {
    let date = CivilDate(days: days)
    #expect(date == CivilDate(year: year, month: month, day: day))
    #expect(date.days == days)
    #expect(date.dayOfYear == dayOfYear)
    #expect(date.weekday == weekday)
  }

  @Test func februaryKnowsLeapYears() {
    let lengths = [1900, 2000, 2023, 2024].map { CivilDate(year: $0, month: 2, day: 1).daysInMonth }
    #expect(lengths == [28, 29, 28, 29])
  }

  @Test(arguments: [(-1, -1, 86_399), (0, 0, 0), (86_399, 0, 86_399), (86_400, 1, 0)] as [(Int64, Int64, Int64)])
  func timesAreDaysAndSeconds(_ seconds: Int64, days: Int64, rest: Int64) {
    #expect(Timestamp(seconds: seconds).wholeDays == (days, rest))
  }
}
