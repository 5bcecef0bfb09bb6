import APIServer
import ArgumentParser

/// The flags of auditing.
struct AuditFlags: ParsableArguments {
  @Option(help: "What is audited: a Policy of audit.k8s.io/v1. Nothing is without it.") var auditPolicyFile = ""
  @Option(help: "The file that events are written to; - is standard output.") var auditLogPath = ""
  @Option(help: "json or legacy.") var auditLogFormat = "json"
  @Option(help: "batch, blocking or blocking-strict.") var auditLogMode = "blocking"
  @Option(help: "Days that former files are kept; 0: for ever.") var auditLogMaxage = 366
  @Option(help: "Former files that are kept; 0: all.") var auditLogMaxbackup = 100
  @Option(help: "Megabytes after which a new file is begun.") var auditLogMaxsize = 100
  @Option var auditLogBatchBufferSize = 10_000
  @Option var auditLogBatchMaxSize = 1
  @Option var auditLogBatchMaxWait = "0s"
  @Option(transform: KubeAPIServerCommand.flag) var auditLogBatchThrottleEnable = false
  @Option var auditLogBatchThrottleQps = 0.0
  @Option var auditLogBatchThrottleBurst = 0.0
  @Option(help: "Whether former files are kept as gzip.", transform: KubeAPIServerCommand.flag)
  var auditLogCompress = false
  @Option(help: "Whether what was sent and answered is left out of large events.", transform: KubeAPIServerCommand.flag)
  var auditLogTruncateEnabled = false
  @Option(help: "Bytes of JSON after which an event is large.") var auditLogTruncateMaxEventSize = 102_400
  @Option(help: "Bytes handed on together at most.") var auditLogTruncateMaxBatchSize = 10_485_760
  @Option var auditLogVersion = "audit.k8s.io/v1"
  @Option(help: "A kubeconfig of the server that events are posted to.") var auditWebhookConfigFile = ""
  @Option(help: "batch, blocking or blocking-strict.") var auditWebhookMode = "batch"
  @Option(help: "The time before the second attempt.") var auditWebhookInitialBackoff = "10s"
  @Option(help: "Events that wait at most; more are lost.") var auditWebhookBatchBufferSize = 10_000
  @Option(help: "Events posted together at most.") var auditWebhookBatchMaxSize = 400
  @Option(help: "The longest an event waits for others.") var auditWebhookBatchMaxWait = "30s"
  @Option(help: "Whether batches are slowed down.", transform: KubeAPIServerCommand.flag)
  var auditWebhookBatchThrottleEnable = true
  @Option(help: "Batches a second.") var auditWebhookBatchThrottleQps = 10.0
  @Option(help: "Batches at once after a pause.") var auditWebhookBatchThrottleBurst = 15.0
  @Option(help: "Whether what was sent and answered is left out of large events.", transform: KubeAPIServerCommand.flag)
  var auditWebhookTruncateEnabled = false
  @Option(help: "Bytes of JSON after which an event is large.") var auditWebhookTruncateMaxEventSize = 102_400
  @Option(help: "Bytes posted together at most.") var auditWebhookTruncateMaxBatchSize = 10_485_760
  @Option var auditWebhookVersion = "audit.k8s.io/v1"

  func options() throws -> AuditOptions {
    var options = AuditOptions()
    options.policyFile = auditPolicyFile
    options.logPath = auditLogPath
    options.logFormat = auditLogFormat
    options.logMode = auditLogMode
    options.logDaysMax = auditLogMaxage
    options.logFilesMax = auditLogMaxbackup
    options.logMegabytesMax = auditLogMaxsize
    options.logBatch.bufferSize = auditLogBatchBufferSize
    options.logBatch.sizeMax = auditLogBatchMaxSize
    options.logBatch.waitMax = try RequestLimitFlags.duration(auditLogBatchMaxWait, "--audit-log-batch-max-wait")
    options.logBatch.throttleEnabled = auditLogBatchThrottleEnable
    options.logBatch.throttleRate = auditLogBatchThrottleQps
    options.logBatch.throttleBurst = auditLogBatchThrottleBurst
    options.logCompresses = auditLogCompress
    options.logTruncation.isEnabled = auditLogTruncateEnabled
    options.logTruncation.eventBytesMax = auditLogTruncateMaxEventSize
    options.logTruncation.batchBytesMax = auditLogTruncateMaxBatchSize
    options.logVersion = auditLogVersion
    options.webhookConfigFile = auditWebhookConfigFile
    options.webhookMode = auditWebhookMode
    options.webhookInitialBackoff = try RequestLimitFlags.duration(
      auditWebhookInitialBackoff, "--audit-webhook-initial-backoff")
    options.webhookBatch.bufferSize = auditWebhookBatchBufferSize
    options.webhookBatch.sizeMax = auditWebhookBatchMaxSize
    options.webhookBatch.waitMax = try RequestLimitFlags.duration(
      auditWebhookBatchMaxWait, "--audit-webhook-batch-max-wait")
    options.webhookBatch.throttleEnabled = auditWebhookBatchThrottleEnable
    options.webhookBatch.throttleRate = auditWebhookBatchThrottleQps
    options.webhookBatch.throttleBurst = auditWebhookBatchThrottleBurst
    options.webhookTruncation.isEnabled = auditWebhookTruncateEnabled
    options.webhookTruncation.eventBytesMax = auditWebhookTruncateMaxEventSize
    options.webhookTruncation.batchBytesMax = auditWebhookTruncateMaxBatchSize
    options.webhookVersion = auditWebhookVersion
    return options
  }
}
