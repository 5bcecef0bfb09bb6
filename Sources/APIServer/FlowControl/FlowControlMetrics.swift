import APIMachinery
import Synchronization

/// The metrics of priority and fairness, under upstream's names.
struct FlowControlMetrics {
  private static let prefix = "apiserver_flowcontrol_"

  private var families: [String: (kind: String, lines: [String])] = [:]
  private var order: [String] = []

  /// Everything that is counted, in Prometheus' text format.
  static func text(_ flowControl: FlowControl) -> String {
    var metrics = FlowControlMetrics()
    let levels = flowControl.current.withLock { $0.levels }
    for (name, level) in levels.sorted(by: { $0.key < $1.key }) {
      let state = level.level.state.withLock { state in
        (state.queues.counts, state.smoothed, state.target, state.queues.limit, state.queues.progress)
      }
      metrics.add(level: name, level.limits, smoothed: state.1, target: state.2, limit: state.3, progress: state.4)
      for counts in state.0 { metrics.add(level: name, counts) }
    }
    return metrics.order.map { name in
      guard let family = metrics.families[name] else { return "" }
      return "# TYPE \(prefix)\(name) \(family.kind)\n" + family.lines.joined()
    }.joined()
  }

  private mutating func add(
    level: String, _ limits: SeatLimits, smoothed: SmoothedDemand, target: Double, limit: Int, progress: Double
  ) {
    let labels = "priority_level=\"\(level)\""
    gauge("nominal_limit_seats", labels, Double(limits.nominal))
    gauge("lower_limit_seats", labels, Double(limits.lower))
    gauge("upper_limit_seats", labels, Double(limits.upper))
    gauge("current_limit_seats", labels, Double(limit))
    gauge("demand_seats_high_watermark", labels, Double(smoothed.highWatermark))
    gauge("demand_seats_average", labels, smoothed.average)
    gauge("demand_seats_stdev", labels, smoothed.deviation)
    gauge("demand_seats_smoothed", labels, smoothed.smoothed)
    gauge("target_seats", labels, target)
    gauge("current_r", labels, progress)
  }

  private mutating func add(level: String, _ counts: FlowCounts) {
    let labels = "flow_schema=\"\(counts.schema)\",priority_level=\"\(level)\""
    counter("dispatched_requests_total", labels, counts.dispatched)
    for (reason, count) in counts.rejected.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      counter("rejected_requests_total", "\(labels),reason=\"\(reason.rawValue)\"", count)
    }
    gauge("current_inqueue_requests", labels, Double(counts.waiting))
    gauge("current_inqueue_seats", labels, Double(counts.seatsWaiting))
    gauge("current_executing_requests", labels, Double(counts.executing))
    gauge("current_executing_seats", labels, Double(counts.seatsExecuting))
    counter("request_dispatch_no_accommodation_total", labels, counts.noAccommodation)
    histogram("request_wait_duration_seconds", "execute=\"true\",\(labels)", counts.waitExecuted)
    histogram("request_wait_duration_seconds", "execute=\"false\",\(labels)", counts.waitGivenUp)
    histogram("request_execution_seconds", "\(labels),type=\"regular\"", counts.execution)
    histogram("request_queue_length_after_enqueue", labels, counts.queueLength)
    histogram("work_estimated_seats", labels, counts.seats)
  }

  private mutating func add(_ name: String, _ kind: String, _ line: String) {
    if families[name] == nil {
      families[name] = (kind, [])
      order.append(name)
    }
    families[name]?.lines.append(line)
  }

  private mutating func gauge(_ name: String, _ labels: String, _ value: Double) {
    add(name, "gauge", "\(Self.prefix)\(name){\(labels)} \(GoFormat.plain(value))\n")
  }

  private mutating func counter(_ name: String, _ labels: String, _ value: Int) {
    add(name, "counter", "\(Self.prefix)\(name){\(labels)} \(value)\n")
  }

  private mutating func histogram(_ name: String, _ labels: String, _ value: FlowCounts.Histogram) {
    guard value.count > 0 else { return }
    var text = ""
    var total = 0
    for (bound, count) in zip(value.bounds, value.buckets) {
      total += count
      text += "\(Self.prefix)\(name)_bucket{\(labels),le=\"\(GoFormat.plain(bound))\"} \(total)\n"
    }
    text += "\(Self.prefix)\(name)_bucket{\(labels),le=\"+Inf\"} \(value.count)\n"
    text += "\(Self.prefix)\(name)_sum{\(labels)} \(GoFormat.plain(value.sum))\n"
    text += "\(Self.prefix)\(name)_count{\(labels)} \(value.count)\n"
    add(name, "histogram", text)
  }
}
