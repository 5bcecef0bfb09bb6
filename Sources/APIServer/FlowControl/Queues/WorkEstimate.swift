/// What a request will cost the server, in seats: how many it takes while it runs, and how many its watchers' events take
/// for how long afterwards.
struct WorkEstimate: Sendable, Equatable {
  var initialSeats = 1
  var finalSeats = 0
  /// Seconds after the request itself.
  var additionalLatency = 0.0

  var maxSeats: Int { max(initialSeats, finalSeats) }

  /// In seat-seconds, for a request that runs as long as is guessed.
  func total(serviceDuration: Double) -> Double {
    Double(initialSeats) * serviceDuration + Double(finalSeats) * additionalLatency
  }
}
