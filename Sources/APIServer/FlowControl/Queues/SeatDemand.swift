/// How many seats a priority level could use, over time.
struct SeatDemand: Sendable {
  private var value = 0.0
  private var since: Double
  private var start: Double
  private var area = 0.0
  private var squareArea = 0.0
  private var maximum = 0.0

  init(now: Double) {
    since = now
    start = now
  }

  mutating func set(_ seats: Int, now: Double) {
    advance(now)
    value = Double(seats)
    maximum = max(maximum, value)
  }

  struct Results: Equatable {
    var average = 0.0
    var deviation = 0.0
    var maximum = 0.0
    var duration = 0.0
  }

  /// What was seen since the last call.
  mutating func take(now: Double) -> Results {
    advance(now)
    var results = Results(maximum: maximum, duration: now - start)
    if results.duration > 0 {
      results.average = area / results.duration
      results.deviation = max(0, squareArea / results.duration - results.average * results.average).squareRoot()
    }
    start = now
    area = 0
    squareArea = 0
    maximum = value
    return results
  }

  private mutating func advance(_ now: Double) {
    let passed = max(0, now - since)
    area += value * passed
    squareArea += value * value * passed
    since = max(since, now)
  }
}

/// ``SeatDemand`` smoothed over adjustment periods: it rises at once and falls slowly, by half in five minutes.
struct SmoothedDemand: Sendable, Equatable {
  /// As upstream's `seatDemandSmoothingCoefficient`.
  private static let coefficient = 0.977

  private(set) var average = 0.0
  private(set) var deviation = 0.0
  private(set) var highWatermark = 0
  private(set) var smoothed = 0.0

  mutating func update(_ results: SeatDemand.Results) {
    highWatermark = Int(results.maximum.rounded())
    guard results.duration > 0 else { return }
    average = results.average
    deviation = results.deviation
    let envelope = results.average + results.deviation
    smoothed = max(envelope, Self.coefficient * smoothed + (1 - Self.coefficient) * envelope)
  }
}
