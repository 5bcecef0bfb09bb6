internal import APIMachinery
internal import Synchronization

/// The proxy's figures, under kube-proxy's names.
final class ProxyMetrics: Sendable {
  private struct State {
    var syncs = 0
    var seconds = 0.0
    var buckets = [Int](repeating: 0, count: ProxyMetrics.bounds.count)
    var lastSync = 0.0
    var lastQueued = 0.0
    var failures = 0
  }

  /// Upper bounds in seconds: 1 ms, doubled 14 times.
  private static let bounds = (0..<15).map { 0.001 * Double(1 << $0) }

  private let state = Mutex(State())

  func queued(at now: Timestamp) {
    state.withLock { $0.lastQueued = Double(now.seconds) }
  }

  func failed() {
    state.withLock { $0.failures += 1 }
  }

  func synced(in duration: Duration, at now: Timestamp) {
    let seconds = duration / .seconds(1)
    state.withLock { state in
      state.syncs += 1
      state.seconds += seconds
      state.lastSync = Double(now.seconds)
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { state.buckets[index] += 1 }
    }
  }

  /// The text form that Prometheus reads.
  var text: String {
    let state = state.withLock { $0 }
    let duration = "kubeproxy_sync_proxy_rules_duration_seconds"
    let family = "ip_family=\"IPv4\""
    var lines = [
      "# HELP \(duration) SyncProxyRules latency in seconds for each IP family", "# TYPE \(duration) histogram",
    ]
    for (bound, count) in zip(Self.bounds, state.buckets) {
      lines.append("\(duration)_bucket{\(family),le=\"\(bound)\"} \(count)")
    }
    lines.append("\(duration)_bucket{\(family),le=\"+Inf\"} \(state.syncs)")
    lines.append("\(duration)_sum{\(family)} \(state.seconds)")
    lines.append("\(duration)_count{\(family)} \(state.syncs)")
    for (name, kind, value) in [
      ("kubeproxy_sync_proxy_rules_last_timestamp_seconds", "gauge", state.lastSync),
      ("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds", "gauge", state.lastQueued),
      ("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "counter", Double(state.failures)),
    ] {
      lines.append("# TYPE \(name) \(kind)")
      lines.append("\(name){\(family)} \(value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
