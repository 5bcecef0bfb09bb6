import APIServer
import ArgumentParser

/// What is recorded of requests, and where.
struct AuditFlags: APIServerFlags {
  @Option(
    help: ArgumentHelp("What is audited: a Policy of audit.k8s.io/v1. Nothing is without it.", valueName: "file"))
  var auditPolicyFile = ""

  @Option(help: ArgumentHelp("The file that events are written to; - is standard output.", valueName: "file"))
  var auditLogPath = ""
  @Option(help: ArgumentHelp("json or legacy.", valueName: "format")) var auditLogFormat = "json"
  @Option(help: ArgumentHelp("batch, blocking or blocking-strict.", valueName: "mode")) var auditLogMode = "blocking"
  @Option(help: ArgumentHelp("Days that former files are kept; 0: for ever.", valueName: "days"))
  var auditLogMaxage = 366
  @Option(help: ArgumentHelp("Former files that are kept; 0: all.", valueName: "count")) var auditLogMaxbackup = 100
  @Option(help: ArgumentHelp("Megabytes after which a new file is begun.", valueName: "megabytes"))
  var auditLogMaxsize = 100
  @Option(help: ArgumentHelp("Whether former files are kept as gzip.", valueName: "bool")) var auditLogCompress = false
  @Option(help: ArgumentHelp("Events that wait at most; more are lost.", valueName: "count"))
  var auditLogBatchBufferSize = 10_000
  @Option(help: ArgumentHelp("Events written together at most.", valueName: "count")) var auditLogBatchMaxSize = 1
  @Option(help: ArgumentHelp("The longest an event waits for others.", valueName: "duration"))
  var auditLogBatchMaxWait = DurationFlag.seconds(0)
  @Option(help: ArgumentHelp("Whether batches are slowed down.", valueName: "bool"))
  var auditLogBatchThrottleEnable = false
  @Option(help: ArgumentHelp("Batches a second.", valueName: "rate")) var auditLogBatchThrottleQps = 0.0
  @Option(help: ArgumentHelp("Batches at once after a pause.", valueName: "count")) var auditLogBatchThrottleBurst = 0.0
  @Option(
    help: ArgumentHelp("Whether what was sent and answered is left out of large events.", valueName: "bool"))
  var auditLogTruncateEnabled = false
  @Option(help: ArgumentHelp("Bytes of JSON after which an event is large.", valueName: "bytes"))
  var auditLogTruncateMaxEventSize = 102_400
  @Option(help: ArgumentHelp("Bytes handed on together at most.", valueName: "bytes"))
  var auditLogTruncateMaxBatchSize = 10_485_760
  @Option(help: ArgumentHelp("The version of the events.", valueName: "version")) var auditLogVersion =
    "audit.k8s.io/v1"

  @Option(help: ArgumentHelp("A kubeconfig of the server that events are posted to.", valueName: "file"))
  var auditWebhookConfigFile = ""
  @Option(help: ArgumentHelp("batch, blocking or blocking-strict.", valueName: "mode")) var auditWebhookMode = "batch"
  @Option(help: ArgumentHelp("The time before the second attempt.", valueName: "duration"))
  var auditWebhookInitialBackoff = DurationFlag.seconds(10)
  @Option(help: ArgumentHelp("Events that wait at most; more are lost.", valueName: "count"))
  var auditWebhookBatchBufferSize = 10_000
  @Option(help: ArgumentHelp("Events posted together at most.", valueName: "count")) var auditWebhookBatchMaxSize = 400
  @Option(help: ArgumentHelp("The longest an event waits for others.", valueName: "duration"))
  var auditWebhookBatchMaxWait = DurationFlag.seconds(30)
  @Option(help: ArgumentHelp("Whether batches are slowed down.", valueName: "bool"))
  var auditWebhookBatchThrottleEnable = true
  @Option(help: ArgumentHelp("Batches a second.", valueName: "rate")) var auditWebhookBatchThrottleQps = 10.0
  @Option(help: ArgumentHelp("Batches at once after a pause.", valueName: "count"))
  var auditWebhookBatchThrottleBurst = 15.0
  @Option(
    help: ArgumentHelp("Whether what was sent and answered is left out of large events.", valueName: "bool"))
  var auditWebhookTruncateEnabled = false
  @Option(help: ArgumentHelp("Bytes of JSON after which an event is large.", valueName: "bytes"))
  var auditWebhookTruncateMaxEventSize = 102_400
  @Option(help: ArgumentHelp("Bytes posted together at most.", valueName: "bytes"))
  var auditWebhookTruncateMaxBatchSize = 10_485_760
  @Option(help: ArgumentHelp("The version of the events.", valueName: "version"))
  var auditWebhookVersion = "audit.k8s.io/v1"

  func set(_ options: inout KubeAPIServerOptions) {
    options.audit.policyFile = auditPolicyFile
    options.audit.logPath = auditLogPath
    options.audit.logFormat = auditLogFormat
    options.audit.logMode = auditLogMode
    options.audit.logDaysMax = auditLogMaxage
    options.audit.logFilesMax = auditLogMaxbackup
    options.audit.logMegabytesMax = auditLogMaxsize
    options.audit.logCompresses = auditLogCompress
    options.audit.logVersion = auditLogVersion
    options.audit.webhookConfigFile = auditWebhookConfigFile
    options.audit.webhookMode = auditWebhookMode
    options.audit.webhookInitialBackoff = auditWebhookInitialBackoff.duration
    options.audit.webhookVersion = auditWebhookVersion
    setBatches(&options.audit)
  }

  private func setBatches(_ audit: inout AuditOptions) {
    audit.logBatch.bufferSize = auditLogBatchBufferSize
    audit.logBatch.sizeMax = auditLogBatchMaxSize
    audit.logBatch.waitMax = auditLogBatchMaxWait.duration
    audit.logBatch.throttleEnabled = auditLogBatchThrottleEnable
    audit.logBatch.throttleRate = auditLogBatchThrottleQps
    audit.logBatch.throttleBurst = auditLogBatchThrottleBurst
    audit.logTruncation.isEnabled = auditLogTruncateEnabled
    audit.logTruncation.eventBytesMax = auditLogTruncateMaxEventSize
    audit.logTruncation.batchBytesMax = auditLogTruncateMaxBatchSize
    audit.webhookBatch.bufferSize = auditWebhookBatchBufferSize
    audit.webhookBatch.sizeMax = auditWebhookBatchMaxSize
    audit.webhookBatch.waitMax = auditWebhookBatchMaxWait.duration
    audit.webhookBatch.throttleEnabled = auditWebhookBatchThrottleEnable
    audit.webhookBatch.throttleRate = auditWebhookBatchThrottleQps
    audit.webhookBatch.throttleBurst = auditWebhookBatchThrottleBurst
    audit.webhookTruncation.isEnabled = auditWebhookTruncateEnabled
    audit.webhookTruncation.eventBytesMax = auditWebhookTruncateMaxEventSize
    audit.webhookTruncation.batchBytesMax = auditWebhookTruncateMaxBatchSize
  }
}
