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
  public var logBatch = Batch(sizeMax: 1, waitMax: .zero, throttleEnabled: false)
  /// `--audit-webhook-config-file`: a kubeconfig.
  public var webhookConfigFile = ""
  /// `--audit-webhook-mode`.
  public var webhookMode = "batch"
  /// `--audit-webhook-initial-backoff`.
  public var webhookInitialBackoff = Duration.seconds(10)
  public var webhookBatch = Batch(sizeMax: 400, waitMax: .seconds(30), throttleEnabled: true)

  public init() {}

  /// Nil where nothing is audited.
  func auditor(time: any TimeSource) throws(KubeAPIServerError) -> Auditor? {
    guard !policyFile.isEmpty else { return nil }
    let policy = try AuditPolicy(try ServerFiles.read(policyFile, flag: "--audit-policy-file"), path: policyFile)
    var targets: [Auditor.Target] = []
    if !logPath.isEmpty {
      guard let format = AuditLog.Format(rawValue: logFormat) else {
        throw KubeAPIServerError("--audit-log-format: invalid audit log format \(logFormat), allowed are json, legacy")
      }
      let log = try AuditLog(
        AuditLog.Settings(
          path: logPath, format: format, daysMax: logDaysMax, filesMax: logFilesMax, bytesMax: logMegabytesMax << 20),
        time: time)
      targets.append(try target("log", logMode, logBatch, log, time) { _ = log.process($0) })
    }
    if !webhookConfigFile.isEmpty {
      let webhook = try AuditWebhook(
        configuration: try ServerFiles.read(webhookConfigFile, flag: "--audit-webhook-config-file"),
        path: webhookConfigFile, initialBackoff: webhookInitialBackoff, time: time)
      targets.append(try target("webhook", webhookMode, webhookBatch, nil, time) { await webhook.send($0) })
    }
    return targets.isEmpty ? nil : Auditor(policy: policy, targets: targets, time: time)
  }

  /// - Parameter direct: What takes events at once; only a buffer can stand before what can't.
  private func target(
    _ name: String, _ mode: String, _ batch: Batch, _ direct: (any AuditBackend)?, _ time: any TimeSource,
    _ send: @escaping @Sendable ([AuditEvent]) async -> Void
  ) throws(KubeAPIServerError) -> Auditor.Target {
    guard let mode = Mode(rawValue: mode) else {
      throw KubeAPIServerError(
        "invalid audit \(name) mode \(mode), allowed modes are \"batch,blocking,blocking-strict\"")
    }
    if mode != .batch, let direct {
      return Auditor.Target(name: name, backend: direct, isStrict: mode == .blockingStrict)
    }
    guard mode == .batch else {
      throw KubeAPIServerError("--audit-\(name)-mode: \(mode.rawValue) is not supported; use batch")
    }
    let buffer = AuditBuffer(try batch.settings("--audit-\(name)"), time: time, send: send)
    return Auditor.Target(name: name, backend: buffer)
  }
}
