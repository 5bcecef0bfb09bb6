import APIMachinery
import Synchronization

/// Where audit events go.
protocol AuditBackend: Sendable {
  /// False where an event is lost.
  func process(_ events: [AuditEvent]) -> Bool

  /// What runs beside the requests, until the task is cancelled; ends after what is kept has been written.
  func run() async
}

/// Audits requests by a policy. A server without one has none, and pays nothing.
final class Auditor: Sendable {
  struct Target: Sendable {
    var name: String
    var backend: any AuditBackend
    /// A request whose first event is lost is refused (`blocking-strict`).
    var isStrict = false
  }

  struct Counts: Sendable {
    var events = 0
    var rejected = 0
    var levels: [AuditLevel: Int] = [:]
    var errors: [String: Int] = [:]
  }

  let time: any TimeSource
  private let policy: AuditPolicy
  private let targets: [Target]
  private let counts = Mutex(Counts())

  init(policy: AuditPolicy, targets: [Target], time: any TimeSource) {
    self.policy = policy
    self.targets = targets
    self.time = time
  }

  /// Nil for a request that isn't audited.
  func begin(
    _ request: APIRequest, _ info: RequestInfo, user: UserInfo?, id: String, received: Timestamp,
    remoteAddress: String, annotations: AuditAnnotations
  ) -> AuditRecord? {
    let decision = policy.decide(info, user)
    counts.withLock { $0.levels[decision.level, default: 0] += 1 }
    guard decision.level != .none else { return nil }
    return AuditRecord(
      decision, request, info, user: user, id: id, received: received, remoteAddress: remoteAddress,
      annotations: annotations, auditor: self)
  }

  func process(_ event: AuditEvent) -> Bool {
    var isKept = true
    var failed: [String] = []
    for target in targets where !target.backend.process([event]) {
      failed.append(target.name)
      if target.isStrict, event.stage == .requestReceived { isKept = false }
    }
    counts.withLock { [failed, isKept] counts in
      counts.events += 1
      for name in failed { counts.errors[name, default: 0] += 1 }
      if !isKept { counts.rejected += 1 }
    }
    return isKept
  }

  func run() async {
    await withDiscardingTaskGroup { group in
      for target in targets { group.addTask { await target.backend.run() } }
    }
  }

  /// In Prometheus' text format, under upstream's names.
  var metrics: String {
    let counts = counts.withLock { $0 }
    var text = "# TYPE apiserver_audit_event_total counter\napiserver_audit_event_total \(counts.events)\n"
    text += "# TYPE apiserver_audit_requests_rejected_total counter\n"
    text += "apiserver_audit_requests_rejected_total \(counts.rejected)\n"
    text += "# TYPE apiserver_audit_level_total counter\n"
    for level in AuditLevel.allCases {
      guard let count = counts.levels[level] else { continue }
      text += "apiserver_audit_level_total{level=\"\(level.rawValue)\"} \(count)\n"
    }
    if !counts.errors.isEmpty { text += "# TYPE apiserver_audit_error_total counter\n" }
    for (name, count) in counts.errors.sorted(by: { $0.key < $1.key }) {
      text += "apiserver_audit_error_total{plugin=\"\(name)\"} \(count)\n"
    }
    return text
  }
}
