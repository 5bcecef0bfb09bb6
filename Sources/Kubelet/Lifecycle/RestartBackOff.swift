import APIMachinery

/// How long to wait before something that failed is tried again: doubles with each failure.
struct RestartBackOff: Sendable, Equatable {
  /// As upstream's kubelet, for containers that end and images that can't be pulled.
  static let initial: Duration = .seconds(10)
  static let maximum: Duration = .seconds(300)

  private(set) var delay: Duration = .zero
  private var lastUse: Timestamp?

  /// A failure long after the last one starts from the beginning.
  private func isForgotten(at time: Timestamp) -> Bool {
    guard let lastUse else { return true }
    return time - lastUse > Self.maximum + Self.maximum
  }

  /// When the next try may begin after a failure at `failure`; nil for at once.
  func earliest(after failure: Timestamp) -> Timestamp? {
    delay > .zero && !isForgotten(at: failure) ? failure + delay : nil
  }

  /// A try begins now, after a failure at `failure`: the next one has to wait longer.
  mutating func use(at now: Timestamp, after failure: Timestamp) {
    if isForgotten(at: failure) { delay = .zero }
    delay = delay == .zero ? Self.initial : min(delay + delay, Self.maximum)
    lastUse = now
  }
}
