import APIMachinery

/// When something that failed is tried again: soon at first, then less and less often.
struct RetryDelay: Sendable, Equatable {
  static let initial: Duration = .milliseconds(500)
  static let maximum: Duration = .seconds(30)

  /// Nil for at once.
  private(set) var at: Timestamp?
  private var delay: Duration = .zero

  mutating func failed(at now: Timestamp) {
    delay = delay == .zero ? Self.initial : min(delay + delay, Self.maximum)
    at = now + delay
  }

  mutating func succeeded() { self = RetryDelay() }
}
