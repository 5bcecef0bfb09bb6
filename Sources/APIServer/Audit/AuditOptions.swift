import APIMachinery

/// The flags of auditing, under upstream's names.
public struct AuditOptions: Sendable {
  /// How events come to a back end.
  public enum Mode: String, Sendable {
    /// In batches, beside the requests.
    case batch
    /// Before the answer.
    case blocking
    /// And a request whose first event is lost is refused.
    case blockingStrict = "blocking-strict"
  }

  /// `--audit-*-batch-*`.
  public struct Batch: Sendable {
    public var bufferSize = 10_000
    public var sizeMax: Int
    public var waitMax: Duration
    public var throttleEnabled: Bool
    public var throttleRate = 10.0
    public var throttleBurst = 15.0

    func settings(_ flag: String) throws(KubeAPIServerError) -> AuditBuffer.Settings {
      guard bufferSize > 0, sizeMax > 0 else {
        throw KubeAPIServerError("\(flag)-batch-buffer-size and -max-size must be positive")
      }
      guard !throttleEnabled || throttleRate > 0 && throttleBurst > 0 else {
        throw KubeAPIServerError("\(flag)-batch-throttle-qps and -burst must be positive")
      }
      return AuditBuffer.Settings(
        capacity: bufferSize, batchMax: sizeMax, waitMax: waitMax,
        throttle: throttleEnabled ? (throttleRate, throttleBurst) : nil)
    }
  }

  /// `--audit-*-truncate-*`.
  public struct Truncation: Sendable {
    public var isEnabled = false
    public var eventBytesMax = 100 * 1024
    public var batchBytesMax = 10 * 1024 * 1024

    func limits(_ flag: String) throws(KubeAPIServerError) -> AuditTruncation.Limits? {
      guard isEnabled else { return nil }
      guard eventBytesMax > 0, batchBytesMax >= eventBytesMax else {
        throw KubeAPIServerError(
          "\(flag)-truncate-max-event-size must be positive, and -max-batch-size not smaller than that")
      }
      return AuditTruncation.Limits(eventMax: eventBytesMax, batchMax: batchBytesMax)
    }
  }

  /// `--audit-policy-file`; no audit where empty.
  public var policyFile = ""
  /// `--audit-log-path`; `-` is standard output.
  public var logPath = ""
  /// `--audit-log-format`: json or legacy.
  public var logFormat = "json"
  /// `--audit-log-mode`.
  public var logMode = "blocking"
  /// `--audit-log-maxage` (days), `-maxbackup` (files) and `-maxsize` (megabytes).
  public var logDaysMax = 366
  public var logFilesMax = 100
  public var logMegabytesMax = 100
  /// `--audit-log-compress`: former files are kept as gzip.
  public var logCompresses = false
  public var logBatch = Batch(sizeMax: 1, waitMax: .zero, throttleEnabled: false)
  public var logTruncation = Truncation()
  /// `--audit-log-version` and `--audit-webhook-version`.
  public var logVersion = "audit.k8s.io/v1"
  public var webhookVersion = "audit.k8s.io/v1"
  /// `--audit-webhook-config-file`: a kubeconfig.
  public var webhookConfigFile = ""
  /// `--audit-webhook-mode`.
  public var webhookMode = "batch"
  /// `--audit-webhook-initial-backoff`.
  public var webhookInitialBackoff = Duration.seconds(10)
  public var webhookBatch = Batch(sizeMax: 400, waitMax: .seconds(30), throttleEnabled: true)
  public var webhookTruncation = Truncation()

  public init() {}

  /// Nil where nothing is audited.
  func auditor(time: any TimeSource) throws(KubeAPIServerError) -> Auditor? {
    guard !policyFile.isEmpty else { return nil }
    let policy = try AuditPolicy(try ServerFiles.read(policyFile, flag: "--audit-policy-file"), path: policyFile)
    let errors = AuditErrors()
    var targets: [Auditor.Target] = []
    if !logPath.isEmpty {
      guard let format = AuditLog.Format(rawValue: logFormat) else {
        throw KubeAPIServerError("--audit-log-format: invalid audit log format \(logFormat), allowed are json, legacy")
      }
      try Self.check(version: logVersion, flag: "--audit-log-version")
      let log = try AuditLog(
        AuditLog.Settings(
          path: logPath, format: format, daysMax: logDaysMax, filesMax: logFilesMax, bytesMax: logMegabytesMax << 20,
          compresses: logCompresses),
        time: time, errors: errors)
      let mode = try Self.mode(logMode, "log")
      let backend: any AuditBackend =
        mode == .batch ? AuditBuffer(try logBatch.settings("--audit-log"), time: time, log, errors) : log
      targets.append(Self.target(backend, mode, try logTruncation.limits("--audit-log"), errors))
    }
    if !webhookConfigFile.isEmpty {
      try Self.check(version: webhookVersion, flag: "--audit-webhook-version")
      let webhook = try AuditWebhook(
        configuration: try ServerFiles.read(webhookConfigFile, flag: "--audit-webhook-config-file"),
        path: webhookConfigFile, initialBackoff: webhookInitialBackoff, time: time, errors: errors)
      let mode = try Self.mode(webhookMode, "webhook")
      let backend: any AuditBackend =
        mode == .batch
        ? AuditBuffer(try webhookBatch.settings("--audit-webhook"), time: time, webhook, errors)
        : AuditBlocking(webhook, time: time, errors: errors)
      targets.append(Self.target(backend, mode, try webhookTruncation.limits("--audit-webhook"), errors))
    }
    return targets.isEmpty ? nil : Auditor(policy: policy, targets: targets, time: time, errors: errors)
  }

  private static func target(
    _ backend: any AuditBackend, _ mode: Mode, _ limits: AuditTruncation.Limits?, _ errors: AuditErrors
  ) -> Auditor.Target {
    let whole = limits.map { AuditTruncation(next: backend, limits: $0, errors: errors) as any AuditBackend } ?? backend
    return Auditor.Target(backend: whole, isStrict: mode == .blockingStrict)
  }

  private static func mode(_ mode: String, _ name: String) throws(KubeAPIServerError) -> Mode {
    guard let mode = Mode(rawValue: mode) else {
      throw KubeAPIServerError(
        "invalid audit \(name) mode \(mode), allowed modes are \"batch,blocking,blocking-strict\"")
    }
    return mode
  }

  private static func check(version: String, flag: String) throws(KubeAPIServerError) {
    guard version == "audit.k8s.io/v1" else {
      throw KubeAPIServerError("\(flag): invalid group version \(version), allowed version is \"audit.k8s.io/v1\"")
    }
  }
}
