import APIMachinery
import Testing

@testable import APIServer

@Suite struct SeatAllocationTests {
  private func claim(_ low: Double, _ high: Double, _ target: Double) -> SeatAllocation.Claim {
    .init(lowerBound: low, upperBound: high, target: target)
  }

  private func divide(_ total: Int, _ claims: [SeatAllocation.Claim]) -> [Double]? {
    SeatAllocation.divide(total, among: claims)?.shares.map { ($0 * 1_000).rounded() / 1_000 }
  }

  @Test func dividesByTargets() {
    #expect(divide(30, [claim(0, 100, 10), claim(0, 100, 20)]) == [10, 20])
    #expect(divide(60, [claim(0, 100, 10), claim(0, 100, 20)]) == [20, 40])
    #expect(divide(15, [claim(0, 100, 10), claim(0, 100, 20)]) == [5, 10])
  }

  @Test func keepsBounds() {
    #expect(divide(30, [claim(0, 5, 10), claim(0, 100, 20)]) == [5, 25])
    #expect(divide(30, [claim(20, 100, 20), claim(0, 100, 40)]) == [20, 10])
    #expect(divide(100, [claim(0, 10, 1), claim(0, 20, 1), claim(0, 100, 1)]) == [10, 20, 70])
    #expect(divide(30, [claim(10, 10, 10), claim(20, 20, 20)]) == [10, 20])
  }

  @Test func knowsNobodyWhoWantsNothing() {
    #expect(divide(30, [claim(0, 100, 0), claim(0, 100, 0)]) == [15, 15])
    #expect(divide(0, [claim(0, 100, 0)]) == [0])
  }

  @Test func refusesWhatBoundsForbid() {
    #expect(divide(10, [claim(6, 10, 6), claim(5, 10, 5)]) == nil)
    #expect(divide(30, [claim(0, 10, 5), claim(0, 10, 5)]) == nil)
  }

  /// Sums are right, bounds hold, and whoever isn't at a bound has the same fraction of its target.
  @Test(arguments: 1...200 as ClosedRange<UInt64>) func isFairForAnyClaims(_ seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    let claims = (0..<Int(random.next(below: 8) + 1)).map { _ in
      let low = Double(random.next(below: 50))
      return claim(low, low + Double(random.next(below: 200)), low + Double(random.next(below: 100)))
    }
    let (low, high) = (claims.reduce(0) { $0 + $1.lowerBound }, claims.reduce(0) { $0 + $1.upperBound })
    let total = Int(low) + Int(random.next(below: UInt64(high - low) + 1))
    let found = try #require(SeatAllocation.divide(total, among: claims))
    #expect(abs(found.shares.reduce(0, +) - Double(total)) < 0.001)
    for (claim, share) in zip(claims, found.shares) {
      #expect(share >= claim.lowerBound && share <= claim.upperBound)
      let fair = max(claim.target, 0.001) * found.fraction
      if share > claim.lowerBound + 0.001, share < claim.upperBound - 0.001 { #expect(abs(share - fair) < 0.001) }
    }
  }

  @Test func limitsFollowShares() throws {
    let levels = (FlowControlBootstrap.mandatoryLevels + FlowControlBootstrap.suggestedLevels)
      .compactMap(PriorityLevelSettings.init)
    let shares = levels.reduce(0) { $0 + $1.shares }
    #expect(shares == 245)
    let limits = Dictionary(
      uniqueKeysWithValues: levels.map { ($0.name, SeatLimits($0, serverSeats: 600, allShares: shares)) })
    // As upstream's metrics show them with default flags.
    #expect(limits["workload-low"]?.nominal == 245 && limits["workload-low"]?.lower == 24)
    #expect(limits["global-default"]?.nominal == 49 && limits["global-default"]?.lower == 24)
    #expect(limits["system"]?.nominal == 74 && limits["system"]?.lower == 50)
    #expect(limits["catch-all"]?.nominal == 13 && limits["catch-all"]?.lower == 13)
    #expect(limits["exempt"]?.nominal == 0)
    #expect(limits["leader-election"]?.upper == 625)
  }

  @Test func remembersDemand() {
    var demand = SeatDemand(now: 0)
    demand.set(10, now: 0)
    demand.set(0, now: 5)
    let results = demand.take(now: 10)
    #expect(results == .init(average: 5, deviation: 5, maximum: 10, duration: 10))
    var smoothed = SmoothedDemand()
    smoothed.update(results)
    #expect(smoothed.smoothed == 10 && smoothed.highWatermark == 10)
    smoothed.update(demand.take(now: 20))
    #expect(smoothed.smoothed == 9.77 && smoothed.highWatermark == 0)
  }
}
