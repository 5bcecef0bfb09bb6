import APIMachinery
import Logging
import Synchronization

/// Where audit events go. The names are those of upstream's plugins, which its metrics use.
protocol AuditBackend: Sendable {
  /// For those who can't wait. False where an event is lost and requests should know.
  func process(_ events: [AuditEvent]) -> Bool

  /// The same, after which the events are where they should be, as far as that is waited for at all.
  func deliver(_ events: [AuditEvent]) async -> Bool

  /// What runs beside the requests, until the task is cancelled; ends after what is kept has been written.
  func run() async
}

extension AuditBackend {
  func deliver(_ events: [AuditEvent]) async -> Bool { process(events) }
  func run() async {}
}

/// What writes events at its own pace.
protocol AuditSink: Sendable {
  /// False where the events are lost.
  func write(_ events: [AuditEvent]) async -> Bool

  /// What runs beside that, until the task is cancelled.
  func run() async
}

extension AuditSink {
  func run() async {}
}

/// Counts the events that weren't audited as they should be, by the plugin that says so, and says it in the log.
final class AuditErrors: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  private let logger = Logger(label: "audit")

  func note(_ plugin: String, events: Int, _ problem: String) {
    counts.withLock { $0[plugin, default: 0] += events }
    logger.error(
      "error in audit plugin", metadata: ["plugin": "\(plugin)", "events": "\(events)", "error": "\(problem)"])
  }

  /// In Prometheus' text format, under upstream's name.
  var metrics: String {
    let counts = counts.withLock { $0 }
    if counts.isEmpty { return "" }
    return "# TYPE apiserver_audit_error_total counter\n"
      + counts.sorted { $0.key < $1.key }.map { "apiserver_audit_error_total{plugin=\"\($0.key)\"} \($0.value)\n" }
      .joined()
  }
}

/// Waits for a sink with every event (`--audit-webhook-mode=blocking`).
final class AuditBlocking: AuditBackend {
  private let sink: any AuditSink
  /// For the ends of watches, which nobody waits for.
  private let late: AuditBuffer

  init(_ sink: any AuditSink, time: any TimeSource, errors: AuditErrors) {
    self.sink = sink
    late = AuditBuffer(AuditBuffer.Settings(batchMax: 1, waitMax: .zero, throttle: nil), time: time, sink, errors)
  }

  func process(_ events: [AuditEvent]) -> Bool { late.process(events) }
  func deliver(_ events: [AuditEvent]) async -> Bool { await sink.write(events) }
  func run() async { await late.run() }
}

/// Leaves out of large events what was sent and answered (`--audit-*-truncate-*`).
struct AuditTruncation: AuditBackend {
  struct Limits: Sendable {
    /// Of an event, in bytes of JSON.
    var eventMax = 100 * 1024
    /// Of what is handed on at once.
    var batchMax = 10 * 1024 * 1024
  }

  let next: any AuditBackend
  let limits: Limits
  let errors: AuditErrors

  private static let annotation = "audit.k8s.io/truncated"

  func process(_ events: [AuditEvent]) -> Bool {
    batches(events).reduce(true) { next.process($1) && $0 }
  }

  func deliver(_ events: [AuditEvent]) async -> Bool {
    var isKept = true
    for batch in batches(events) { isKept = await next.deliver(batch) && isKept }
    return isKept
  }

  func run() async { await next.run() }

  private func batches(_ events: [AuditEvent]) -> [[AuditEvent]] {
    var batches: [[AuditEvent]] = []
    var size = 0
    for event in events {
      var event = event
      var bytes = event.json.encoded().count
      if bytes > limits.eventMax, event.level >= .request {
        (event.requestObject, event.responseObject) = (nil, nil)
        event.annotations[Self.annotation] = "true"
        bytes = event.json.encoded().count
      }
      guard bytes <= limits.eventMax else {
        errors.note("truncate", events: 1, "event is too large even after truncating")
        continue
      }
      if batches.isEmpty || size + bytes > limits.batchMax {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(event)
      size += bytes
    }
    return batches
  }
}
