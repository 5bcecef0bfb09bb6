// swift-format-ignore-file
// Generated from Schema/batch_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Runs pods until enough of them have succeeded.
public struct Job: APIObject {
  public static let gvk = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
  public static let resource = GroupVersionResource(
    group: "batch", version: "v1", resource: "jobs")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: JobSpec
  @Shared public var status: JobStatus

  public init() {}
}

extension Job {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// `batch/v1.PodFailurePolicyOnExitCodesRequirement`
public struct PodFailurePolicyOnExitCodesRequirement: APIValue {
  public var containerName: String?
  public var `operator`: String = ""
  public var values: [Int32] = []

  public init() {}
}

extension PodFailurePolicyOnExitCodesRequirement {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.containerName = try reader.optionalString("containerName")
    self.`operator` = try reader.string("operator")
    self.values = try reader.int32s("values")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalString("containerName", containerName)
    writer.string("operator", `operator`, always: true)
    writer.int32s("values", values, always: true)
    return writer.json
  }
}

/// `batch/v1.PodFailurePolicyOnPodConditionsPattern`
public struct PodFailurePolicyOnPodConditionsPattern: APIValue {
  public var type: String = ""
  public var status: String = ""

  public init() {}
}

extension PodFailurePolicyOnPodConditionsPattern {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    return writer.json
  }
}

/// `batch/v1.PodFailurePolicyRule`
public struct PodFailurePolicyRule: APIValue {
  public var action: String = ""
  @Boxed public var onExitCodes: PodFailurePolicyOnExitCodesRequirement?
  public var onPodConditions: [PodFailurePolicyOnPodConditionsPattern] = []

  public init() {}
}

extension PodFailurePolicyRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.action = try reader.string("action")
    self.onExitCodes = try reader.optionalObject("onExitCodes")
    self.onPodConditions = try reader.objects("onPodConditions")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("action", action, always: true)
    writer.optionalObject("onExitCodes", onExitCodes)
    writer.objects("onPodConditions", onPodConditions)
    return writer.json
  }
}

/// `batch/v1.PodFailurePolicy`
public struct PodFailurePolicy: APIValue {
  public var rules: [PodFailurePolicyRule] = []

  public init() {}
}

extension PodFailurePolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.rules = try reader.objects("rules")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("rules", rules, always: true)
    return writer.json
  }
}

/// `batch/v1.SuccessPolicy`
public struct SuccessPolicy: APIValue {
  public var rules: [SuccessPolicyRule] = []

  public init() {}
}

extension SuccessPolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.rules = try reader.objects("rules")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.objects("rules", rules, always: true)
    return writer.json
  }
}

/// `batch/v1.SuccessPolicyRule`
public struct SuccessPolicyRule: APIValue {
  public var succeededIndexes: String?
  public var succeededCount: Int32?

  public init() {}
}

extension SuccessPolicyRule {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.succeededIndexes = try reader.optionalString("succeededIndexes")
    self.succeededCount = try reader.optionalInt32("succeededCount")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.optionalString("succeededIndexes", succeededIndexes)
    writer.optionalInt32("succeededCount", succeededCount)
    return writer.json
  }
}

/// `batch/v1.JobSpec`
public struct JobSpec: APIValue {
  public var parallelism: Int32?
  public var completions: Int32?
  public var activeDeadlineSeconds: Int64?
  @Boxed public var podFailurePolicy: PodFailurePolicy?
  @Boxed public var successPolicy: SuccessPolicy?
  public var backoffLimit: Int32?
  public var backoffLimitPerIndex: Int32?
  public var maxFailedIndexes: Int32?
  @Boxed public var selector: MetaLabelSelector?
  public var manualSelector: Bool?
  public var template: PodTemplateSpec = PodTemplateSpec()
  public var ttlSecondsAfterFinished: Int32?
  public var completionMode: String?
  public var suspend: Bool?
  public var podReplacementPolicy: String?
  public var managedBy: String?

  public init() {}
}

extension JobSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.parallelism = try reader.optionalInt32("parallelism")
    self.completions = try reader.optionalInt32("completions")
    self.activeDeadlineSeconds = try reader.optionalInt64("activeDeadlineSeconds")
    self.podFailurePolicy = try reader.optionalObject("podFailurePolicy")
    self.successPolicy = try reader.optionalObject("successPolicy")
    self.backoffLimit = try reader.optionalInt32("backoffLimit")
    self.backoffLimitPerIndex = try reader.optionalInt32("backoffLimitPerIndex")
    self.maxFailedIndexes = try reader.optionalInt32("maxFailedIndexes")
    self.selector = try reader.optionalObject("selector")
    self.manualSelector = try reader.optionalBool("manualSelector")
    self.template = try reader.object("template")
    self.ttlSecondsAfterFinished = try reader.optionalInt32("ttlSecondsAfterFinished")
    self.completionMode = try reader.optionalString("completionMode")
    self.suspend = try reader.optionalBool("suspend")
    self.podReplacementPolicy = try reader.optionalString("podReplacementPolicy")
    self.managedBy = try reader.optionalString("managedBy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalInt32("parallelism", parallelism)
    writer.optionalInt32("completions", completions)
    writer.optionalInt64("activeDeadlineSeconds", activeDeadlineSeconds)
    writer.optionalObject("podFailurePolicy", podFailurePolicy)
    writer.optionalObject("successPolicy", successPolicy)
    writer.optionalInt32("backoffLimit", backoffLimit)
    writer.optionalInt32("backoffLimitPerIndex", backoffLimitPerIndex)
    writer.optionalInt32("maxFailedIndexes", maxFailedIndexes)
    writer.optionalObject("selector", selector)
    writer.optionalBool("manualSelector", manualSelector)
    writer.object("template", template)
    writer.optionalInt32("ttlSecondsAfterFinished", ttlSecondsAfterFinished)
    writer.optionalString("completionMode", completionMode)
    writer.optionalBool("suspend", suspend)
    writer.optionalString("podReplacementPolicy", podReplacementPolicy)
    writer.optionalString("managedBy", managedBy)
    return writer.json
  }
}

/// `batch/v1.JobStatus`
public struct JobStatus: APIValue {
  public var conditions: [JobCondition] = []
  public var startTime: Timestamp?
  public var completionTime: Timestamp?
  public var active: Int32 = 0
  public var succeeded: Int32 = 0
  public var failed: Int32 = 0
  public var terminating: Int32?
  public var completedIndexes: String = ""
  public var failedIndexes: String?
  @Boxed public var uncountedTerminatedPods: UncountedTerminatedPods?
  public var ready: Int32?

  public init() {}
}

extension JobStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.conditions = try reader.objects("conditions")
    self.startTime = try reader.time("startTime")
    self.completionTime = try reader.time("completionTime")
    self.active = try reader.int32("active")
    self.succeeded = try reader.int32("succeeded")
    self.failed = try reader.int32("failed")
    self.terminating = try reader.optionalInt32("terminating")
    self.completedIndexes = try reader.string("completedIndexes")
    self.failedIndexes = try reader.optionalString("failedIndexes")
    self.uncountedTerminatedPods = try reader.optionalObject("uncountedTerminatedPods")
    self.ready = try reader.optionalInt32("ready")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.objects("conditions", conditions)
    writer.time("startTime", startTime)
    writer.time("completionTime", completionTime)
    writer.int32("active", active)
    writer.int32("succeeded", succeeded)
    writer.int32("failed", failed)
    writer.optionalInt32("terminating", terminating)
    writer.string("completedIndexes", completedIndexes)
    writer.optionalString("failedIndexes", failedIndexes)
    writer.optionalObject("uncountedTerminatedPods", uncountedTerminatedPods)
    writer.optionalInt32("ready", ready)
    return writer.json
  }
}

/// `batch/v1.UncountedTerminatedPods`
public struct UncountedTerminatedPods: APIValue {
  public var succeeded: [String] = []
  public var failed: [String] = []

  public init() {}
}

extension UncountedTerminatedPods {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.succeeded = try reader.strings("succeeded")
    self.failed = try reader.strings("failed")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.strings("succeeded", succeeded)
    writer.strings("failed", failed)
    return writer.json
  }
}

/// `batch/v1.JobCondition`
public struct JobCondition: APIValue {
  public var type: String = ""
  public var status: String = ""
  public var lastProbeTime: Timestamp?
  public var lastTransitionTime: Timestamp?
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension JobCondition {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.type = try reader.string("type")
    self.status = try reader.string("status")
    self.lastProbeTime = try reader.time("lastProbeTime")
    self.lastTransitionTime = try reader.time("lastTransitionTime")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 8)
    writer.string("type", type, always: true)
    writer.string("status", status, always: true)
    writer.time("lastProbeTime", lastProbeTime)
    writer.time("lastTransitionTime", lastTransitionTime)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// `batch/v1.JobTemplateSpec`
public struct JobTemplateSpec: APIValue {
  public var metadata: ObjectMeta = ObjectMeta()
  public var spec: JobSpec = JobSpec()

  public init() {}
}

extension JobTemplateSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    return writer.json
  }
}

/// Starts jobs at the times of a schedule.
public struct CronJob: APIObject {
  public static let gvk = GroupVersionKind(group: "batch", version: "v1", kind: "CronJob")
  public static let resource = GroupVersionResource(
    group: "batch", version: "v1", resource: "cronjobs")
  public static let isNamespaced = true

  @Shared public var metadata: ObjectMeta
  @Shared public var spec: CronJobSpec
  @Shared public var status: CronJobStatus

  public init() {}
}

extension CronJob {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.metadata = try reader.object("metadata")
    self.spec = try reader.object("spec")
    self.status = try reader.object("status")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.string("kind", Self.gvk.kind)
    writer.string("apiVersion", Self.gvk.apiVersion)
    writer.object("metadata", metadata)
    writer.object("spec", spec)
    writer.object("status", status)
    return writer.json
  }
}

/// `batch/v1.CronJobSpec`
public struct CronJobSpec: APIValue {
  public var schedule: String = ""
  public var timeZone: String?
  public var startingDeadlineSeconds: Int64?
  public var concurrencyPolicy: String = ""
  public var suspend: Bool?
  public var jobTemplate: JobTemplateSpec = JobTemplateSpec()
  public var successfulJobsHistoryLimit: Int32?
  public var failedJobsHistoryLimit: Int32?

  public init() {}
}

extension CronJobSpec {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.schedule = try reader.string("schedule")
    self.timeZone = try reader.optionalString("timeZone")
    self.startingDeadlineSeconds = try reader.optionalInt64("startingDeadlineSeconds")
    self.concurrencyPolicy = try reader.string("concurrencyPolicy")
    self.suspend = try reader.optionalBool("suspend")
    self.jobTemplate = try reader.object("jobTemplate")
    self.successfulJobsHistoryLimit = try reader.optionalInt32("successfulJobsHistoryLimit")
    self.failedJobsHistoryLimit = try reader.optionalInt32("failedJobsHistoryLimit")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 10)
    writer.string("schedule", schedule, always: true)
    writer.optionalString("timeZone", timeZone)
    writer.optionalInt64("startingDeadlineSeconds", startingDeadlineSeconds)
    writer.string("concurrencyPolicy", concurrencyPolicy)
    writer.optionalBool("suspend", suspend)
    writer.object("jobTemplate", jobTemplate)
    writer.optionalInt32("successfulJobsHistoryLimit", successfulJobsHistoryLimit)
    writer.optionalInt32("failedJobsHistoryLimit", failedJobsHistoryLimit)
    return writer.json
  }
}

/// `batch/v1.CronJobStatus`
public struct CronJobStatus: APIValue {
  public var active: [ObjectReference] = []
  public var lastScheduleTime: Timestamp?
  public var lastSuccessfulTime: Timestamp?

  public init() {}
}

extension CronJobStatus {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.active = try reader.objects("active")
    self.lastScheduleTime = try reader.time("lastScheduleTime")
    self.lastSuccessfulTime = try reader.time("lastSuccessfulTime")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.objects("active", active)
    writer.time("lastScheduleTime", lastScheduleTime)
    writer.time("lastSuccessfulTime", lastSuccessfulTime)
    return writer.json
  }
}
