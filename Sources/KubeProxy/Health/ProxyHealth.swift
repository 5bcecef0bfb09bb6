internal import APIMachinery
internal import Synchronization

/// Whether the proxy keeps up, for its health endpoints: a change that waits too long for its commit makes it unhealthy.
final class ProxyHealth: Sendable {
  private struct State {
    var oldestQueued: Duration?
    var updatedAt: Timestamp?
    var verifiedAt: Duration?
    var nodeIsEligible = true
  }

  let metrics = ProxyMetrics()
  private let state = Mutex(State())
  private let time: any TimeSource
  /// A change may wait this long: twice the sync period, as upstream.
  private let limit: Duration

  init(time: any TimeSource, limit: Duration) {
    self.time = time
    self.limit = limit
  }

  /// A change was heard of.
  func queued() {
    let now = time.uptime()
    metrics.queued(at: time.now())
    state.withLock { if $0.oldestQueued == nil { $0.oldestQueued = now } }
  }

  /// Everything that was heard of is committed.
  func updated() {
    let now = time.now()
    state.withLock {
      $0.oldestQueued = nil
      $0.updatedAt = now
    }
  }

  /// A node that goes away should get no more traffic from load balancers.
  func setEligible(_ isEligible: Bool) { state.withLock { $0.nodeIsEligible = isEligible } }

  /// Whether it's time to look whether the rules are still there.
  func shouldVerify(at now: Duration, every period: Duration) -> Bool {
    state.withLock { state in
      if let last = state.verifiedAt, now - last < period { return false }
      state.verifiedAt = now
      return true
    }
  }

  /// Nothing waits too long, and there was a first commit.
  var isHealthy: Bool {
    let now = time.uptime()
    return state.withLock { state in
      guard state.updatedAt != nil else { return false }
      return state.oldestQueued.map { now - $0 < limit } ?? true
    }
  }

  /// `/healthz` (with the node's eligibility) and `/livez`, in kube-proxy's form.
  func answer(withEligibility: Bool) -> APIResponse {
    let now = time.now()
    let (updated, eligible) = state.withLock { ($0.updatedAt, $0.nodeIsEligible) }
    let healthy = isHealthy && (eligible || !withEligibility)
    // While nothing is wrong, the last update is "now": there was nothing to do since.
    let last = isHealthy ? now : updated ?? Timestamp(seconds: -62_135_596_800)
    var body = "{\"lastUpdated\": \"\(last.rfc3339)\",\"currentTime\": \"\(now.rfc3339)\""
    if withEligibility { body += ", \"nodeEligible\": \(eligible)" }
    body += "}"
    return APIResponse(
      status: healthy ? 200 : 503,
      headers: Headers([("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff")]),
      body: .bytes(Array(body.utf8)))
  }
}
