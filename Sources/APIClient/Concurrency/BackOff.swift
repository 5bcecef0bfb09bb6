public import APIMachinery

/// Growing waits between attempts, with a bound and jitter.
public struct BackOff: Sendable {
  private let initial: Duration
  private let limit: Duration
  private let factor: Double
  private let jitter: Double
  private var current: Duration

  /// - Parameters:
  ///   - initial: The first wait.
  ///   - limit: The longest wait, before jitter.
  ///   - factor: How much longer each wait is than the one before.
  ///   - jitter: How much of the wait can be added at random; 1 at most doubles it.
  public init(initial: Duration, limit: Duration, factor: Double = 2, jitter: Double = 0) {
    self.initial = initial
    self.limit = limit
    self.factor = factor
    self.jitter = jitter
    current = initial
  }

  /// The next wait.
  public mutating func next(_ random: any RandomSource) -> Duration {
    let wait = current
    current = min(current * factor, limit)
    return wait + wait * (jitter * random.nextUnit())
  }

  /// Starts again from the first wait.
  public mutating func reset() { current = initial }
}
