import LinuxSupport
import Testing

@Suite struct ReleaseRuleTests {
  /// What a rule says to a look: the megabytes of the process, and how much of a processor it uses.
  private typealias Look = (megabytes: Int, share: Double)

  private func answers(after megabytes: Int, _ looks: [Look]) -> [Bool] {
    var rule = ReleaseRule()
    rule.release(resident: megabytes << 20)
    return looks.map { rule.isDue(resident: $0.megabytes << 20, processorShare: $0.share) }
  }

  @Test func memoryIsGivenBackWhenItHasGrownAndLittleIsDone() {
    #expect(answers(after: 100, [(110, 0), (300, 1.5), (300, 0.1)]) == [false, false, true])
    #expect(answers(after: 290, [(300, 0)]) == [false])
  }

  @Test func whatShrankByItselfCanGrowAgain() {
    #expect(answers(after: 300, [(100, 0), (150, 0)]) == [false, true])
  }

  @Test func whoIsAlwaysBusyWaitsOnlySoLong() {
    #expect(answers(after: 100, Array(repeating: (500, 2), count: 90)).firstIndex(of: true) == 60)
  }
}
