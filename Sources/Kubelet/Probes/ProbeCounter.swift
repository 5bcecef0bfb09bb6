/// Turns single results of a probe into a verdict: it changes only after so many equal results in a row.
struct ProbeCounter: Sendable {
  enum Verdict: Sendable, Equatable { case success, failure }

  var successThreshold: Int
  var failureThreshold: Int
  private(set) var verdict: Verdict?
  private var last: Verdict?
  private var run = 0

  init(_ probe: ProbeDefinition, initial: Verdict? = nil) {
    successThreshold = probe.successThreshold
    failureThreshold = probe.failureThreshold
    verdict = initial
  }

  /// The new verdict, when this result changes it.
  mutating func record(_ result: Verdict) -> Verdict? {
    run = result == last ? run + 1 : 1
    last = result
    guard run >= (result == .success ? successThreshold : failureThreshold), verdict != result else { return nil }
    verdict = result
    return result
  }
}
