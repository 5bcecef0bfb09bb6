/// Divides the server's seats among priority levels by what they could use, within what each may lend and borrow.
enum SeatAllocation {
  struct Claim: Sendable, Equatable {
    var lowerBound: Double
    var upperBound: Double
    /// What it could use; at least the lower bound.
    var target: Double
  }

  private static let targetMin = 0.001
  private static let tolerance = 0.000_000_1

  /// Gives each the same fraction of its target, except those that a bound keeps above or below it; the sum is `total`.
  /// Nil where the bounds don't allow that sum.
  static func divide(_ total: Int, among claims: [Claim]) -> (shares: [Double], fraction: Double)? {
    let total = Double(total)
    let targets = claims.map { max($0.target, targetMin) }
    let low = claims.reduce(0) { $0 + $1.lowerBound }
    let high = claims.reduce(0) { $0 + $1.upperBound }
    guard low - total <= tolerance, total - high <= tolerance else { return nil }
    let shares = { (fraction: Double) in
      zip(claims, targets).map { max($0.lowerBound, min($0.upperBound, fraction * $1)) }
    }
    // The sum grows with the fraction, piece by piece in a straight line: find the piece, then the place on it.
    let bounds = zip(claims, targets).flatMap { [$0.lowerBound / $1, $0.upperBound / $1] }.sorted()
    var previous = (fraction: 0.0, sum: low)
    for fraction in bounds {
      let sum = shares(fraction).reduce(0, +)
      if sum >= total {
        let rise = sum - previous.sum
        let part = rise > 0 ? (total - previous.sum) / rise : 1
        let found = previous.fraction + max(0, min(1, part)) * (fraction - previous.fraction)
        return (shares(found), found)
      }
      previous = (fraction, sum)
    }
    return (shares(previous.fraction), previous.fraction)
  }
}
