import APIMachinery

/// The identifiers that requests are audited under, and that every answer names. They are unique and say nothing, so a
/// sequence from a random start will do; the machine's randomness is too slow for each request.
struct RequestIdentifiers: Sendable {
  static let header = "Audit-Id"

  private let sequence: SeededRandom

  init(random: any RandomSource) {
    sequence = SeededRandom(seed: random.next())
  }

  func nextUnit() -> Double { sequence.nextUnit() }

  /// The caller's own, where there is one.
  func identifier(of request: APIRequest) -> String {
    if let own = request.headers["Audit-ID"], !own.isEmpty { return own }
    return sequence.uuid()
  }
}
