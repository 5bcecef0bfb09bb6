import Telemetry

/// What the engine counts, under etcd's names.
struct StoreMetrics: Sendable {
  private let puts: Counter
  private let deletions: Counter
  private let commits: Histogram

  init(_ registry: MetricRegistry) {
    puts = registry.counter("etcd_mvcc_put_total", help: "Puts that the store has committed.").with()
    deletions = registry.counter("etcd_mvcc_delete_total", help: "Deletions that the store has committed.").with()
    commits = registry.histogram(
      "etcd_disk_backend_commit_duration_seconds",
      help: "How long commits took, the sync to disk included. One commit has all writes that waited.",
      buckets: (0..<14).map { 0.000_1 * Double(1 << $0) }
    ).with()
  }

  func count(_ events: [StoreEvent], commit duration: Duration) {
    commits.observe(duration)
    var deleted = 0
    for event in events { if case .deleted = event.change { deleted += 1 } }
    if deleted > 0 { deletions.increment(by: Double(deleted)) }
    if events.count > deleted { puts.increment(by: Double(events.count - deleted)) }
  }
}
