import Synchronization
public import Telemetry

/// Shows what work queues do, under upstream's names (`workqueue_*`).
public final class WorkQueueMetrics: Sendable {
  private let queues = Mutex<[(name: String, statistics: @Sendable () -> WorkQueueStatistics)]>([])

  /// Adds the metrics of the queues to come to `registry`.
  public init(registry: MetricRegistry) {
    registry.collect { [weak self] text in self?.write(&text) }
  }

  /// Shows a queue from now on.
  public func add<Key>(_ queue: WorkQueue<Key>) {
    let name = queue.name
    queues.withLock { $0.append((name, { queue.statistics })) }
  }

  private func write(_ text: inout MetricText) {
    let rows = queues.withLock { $0 }.map { ($0.name, $0.statistics()) }
    func family(
      _ name: String, _ help: String, _ kind: MetricText.Kind, _ value: (WorkQueueStatistics) -> Int
    ) {
      text.family(name, help: help, kind: kind) { text in
        for (queue, statistics) in rows {
          text.sample(Double(value(statistics)), labels: ["name"], values: [queue])
        }
      }
    }
    family("workqueue_depth", "Keys that wait to be worked on", .gauge) { $0.depth }
    family("workqueue_adds_total", "Keys added", .counter) { $0.adds }
    family("workqueue_retries_total", "Keys added again after a failure", .counter) { $0.retries }
  }
}
