import APIMachinery
import Synchronization

/// Audits requests by a policy. A server without one has none, and pays nothing.
final class Auditor: Sendable {
  struct Target: Sendable {
    var backend: any AuditBackend
    /// A request whose first event is lost is refused (`blocking-strict`).
    var isStrict = false
  }

  struct Counts: Sendable {
    var events = 0
    var rejected = 0
    var levels: [AuditLevel: Int] = [:]
  }

  let time: any TimeSource
  private let policy: AuditPolicy
  private let targets: [Target]
  private let errors: AuditErrors
  private let counts = Mutex(Counts())

  init(policy: AuditPolicy, targets: [Target], time: any TimeSource, errors: AuditErrors = AuditErrors()) {
    self.policy = policy
    self.errors = errors
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

  /// For the ends of answers that last, which nobody waits for.
  func process(_ event: AuditEvent) {
    for target in targets { _ = target.backend.process([event]) }
    counts.withLock { $0.events += 1 }
  }

  /// False where a back end that must have the event doesn't.
  func deliver(_ event: AuditEvent) async -> Bool {
    var isKept = true
    for target in targets where await !target.backend.deliver([event]) {
      if target.isStrict, event.stage == .requestReceived { isKept = false }
    }
    counts.withLock { [isKept] counts in
      counts.events += 1
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
    return text + errors.metrics
  }
}
