// swift-format-ignore-file
// Generated from Schema/batch_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// Runs pods until enough of them have succeeded.
public struct Job: APIObject {
  public static let gvk = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
  public static let resource = GroupVersionResource(
    group: "batch", version: "v1", resource: "jobs")
  public static let isNamespaced = true

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: JobSpec
  /// What is the case, written by controllers.
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

/// Exit codes that a rule is about.
public struct PodFailurePolicyOnExitCodesRequirement: APIValue {
  /// The container; any when empty.
  public var containerName: String?
  /// How to compare.
  public var `operator`: String = ""
  /// The values to compare with.
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

/// A pod condition that a rule is about.
public struct PodFailurePolicyOnPodConditionsPattern: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
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

/// What to do about some failures.
public struct PodFailurePolicyRule: APIValue {
  /// What to do.
  public var action: String = ""
  /// For these exit codes.
  @Boxed public var onExitCodes: PodFailurePolicyOnExitCodesRequirement?
  /// For pods with one of these conditions.
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

/// What to do about failures.
public struct PodFailurePolicy: APIValue {
  /// The first one that fits decides.
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

/// When a job has succeeded before all its pods have.
public struct SuccessPolicy: APIValue {
  /// One must hold.
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

/// What is enough.
public struct SuccessPolicyRule: APIValue {
  /// These indexes.
  public var succeededIndexes: String?
  /// So many indexes.
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

/// What to run, how often, and when to give up.
public struct JobSpec: APIValue {
  /// How many pods at a time.
  public var parallelism: Int32?
  /// How many must succeed.
  public var completions: Int32?
  /// How long it may run.
  public var activeDeadlineSeconds: Int64?
  /// What to do about failures.
  @Boxed public var podFailurePolicy: PodFailurePolicy?
  /// When it has succeeded early.
  @Boxed public var successPolicy: SuccessPolicy?
  /// How many failures are tolerated.
  public var backoffLimit: Int32?
  /// How many failures per index are tolerated.
  public var backoffLimitPerIndex: Int32?
  /// How many indexes may fail.
  public var maxFailedIndexes: Int32?
  /// The labels of its pods; made by the server.
  @Boxed public var selector: MetaLabelSelector?
  /// Keeps the selector as given.
  public var manualSelector: Bool?
  /// What the pods look like.
  public var template: PodTemplateSpec = PodTemplateSpec()
  /// When to delete it after its end.
  public var ttlSecondsAfterFinished: Int32?
  /// Whether pods have an index.
  public var completionMode: String?
  /// Stops making pods.
  public var suspend: Bool?
  /// When to replace a failing pod.
  public var podReplacementPolicy: String?
  /// The controller that runs it.
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

/// How far a job has come.
public struct JobStatus: APIValue {
  /// Observations about the state, one per type.
  public var conditions: [JobCondition] = []
  /// When it began.
  public var startTime: Timestamp?
  /// When it succeeded.
  public var completionTime: Timestamp?
  /// Pods that aren't done.
  public var active: Int32 = 0
  /// Pods that succeeded.
  public var succeeded: Int32 = 0
  /// Pods that failed.
  public var failed: Int32 = 0
  /// Pods that are ending.
  public var terminating: Int32?
  /// Indexes that succeeded.
  public var completedIndexes: String = ""
  /// Indexes that failed.
  public var failedIndexes: String?
  /// Pods that ended and aren't counted yet.
  @Boxed public var uncountedTerminatedPods: UncountedTerminatedPods?
  /// Pods that are ready.
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

/// Pods that ended and aren't counted yet.
public struct UncountedTerminatedPods: APIValue {
  /// Those that succeeded.
  public var succeeded: [String] = []
  /// Those that failed.
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

/// An observation about a job.
public struct JobCondition: APIValue {
  /// The type.
  public var type: String = ""
  /// What is the case, written by controllers.
  public var status: String = ""
  /// When this was last looked at.
  public var lastProbeTime: Timestamp?
  /// When the status last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
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

/// What the jobs look like.
public struct JobTemplateSpec: APIValue {
  /// The object's name, labels and other metadata.
  public var metadata: ObjectMeta = ObjectMeta()
  /// What is wanted.
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

  /// The object's name, labels and other metadata.
  @Shared public var metadata: ObjectMeta
  /// What is wanted.
  @Shared public var spec: CronJobSpec
  /// What is the case, written by controllers.
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

/// What to start, and when.
public struct CronJobSpec: APIValue {
  /// The times, in cron's form.
  public var schedule: String = ""
  /// The time zone of the schedule.
  public var timeZone: String?
  /// How late it may start.
  public var startingDeadlineSeconds: Int64?
  /// What to do when the last one still runs.
  public var concurrencyPolicy: String = ""
  /// Starts nothing more.
  public var suspend: Bool?
  /// What the jobs look like.
  public var jobTemplate: JobTemplateSpec = JobTemplateSpec()
  /// How many that succeeded to keep.
  public var successfulJobsHistoryLimit: Int32?
  /// How many that failed to keep.
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

/// What a cron job has done.
public struct CronJobStatus: APIValue {
  /// Jobs that run.
  public var active: [ObjectReference] = []
  /// When it last started one.
  public var lastScheduleTime: Timestamp?
  /// When one last succeeded.
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
