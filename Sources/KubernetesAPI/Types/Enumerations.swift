// swift-format-ignore-file
// Generated from the files under Schema by `swift run generate-types`. Change the schema instead.

/// Values of `ResourceVersionMatch`.
public enum ResourceVersionMatch {
  public static let notOlderThan = "NotOlderThan"
  public static let exact = "Exact"
}

/// Values of `DeletionPropagation`.
public enum DeletionPropagation {
  public static let orphan = "Orphan"
  public static let background = "Background"
  public static let foreground = "Foreground"
}

/// Values of `StatusReason`.
public enum StatusReason {
  public static let unauthorized = "Unauthorized"
  public static let forbidden = "Forbidden"
  public static let notFound = "NotFound"
  public static let alreadyExists = "AlreadyExists"
  public static let conflict = "Conflict"
  public static let gone = "Gone"
  public static let invalid = "Invalid"
  public static let serverTimeout = "ServerTimeout"
  public static let storageReadError = "StorageReadError"
  public static let timeout = "Timeout"
  public static let tooManyRequests = "TooManyRequests"
  public static let badRequest = "BadRequest"
  public static let methodNotAllowed = "MethodNotAllowed"
  public static let notAcceptable = "NotAcceptable"
  public static let requestEntityTooLarge = "RequestEntityTooLarge"
  public static let unsupportedMediaType = "UnsupportedMediaType"
  public static let internalError = "InternalError"
  public static let expired = "Expired"
  public static let serviceUnavailable = "ServiceUnavailable"
}

/// Values of `CauseType`.
public enum CauseType {
  public static let fieldValueNotFound = "FieldValueNotFound"
  public static let fieldValueRequired = "FieldValueRequired"
  public static let fieldValueDuplicate = "FieldValueDuplicate"
  public static let fieldValueInvalid = "FieldValueInvalid"
  public static let fieldValueNotSupported = "FieldValueNotSupported"
  public static let fieldValueForbidden = "FieldValueForbidden"
  public static let fieldValueTooLong = "FieldValueTooLong"
  public static let fieldValueTooMany = "FieldValueTooMany"
  public static let internalError = "InternalError"
  public static let fieldValueTypeInvalid = "FieldValueTypeInvalid"
  public static let unexpectedServerResponse = "UnexpectedServerResponse"
  public static let fieldManagerConflict = "FieldManagerConflict"
  public static let resourceVersionTooLarge = "ResourceVersionTooLarge"
}

/// Values of `LabelSelectorOperator`.
public enum LabelSelectorOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
  public static let exists = "Exists"
  public static let doesNotExist = "DoesNotExist"
}

/// Values of `FieldSelectorOperator`.
public enum FieldSelectorOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
  public static let exists = "Exists"
  public static let doesNotExist = "DoesNotExist"
}

/// Values of `ManagedFieldsOperationType`.
public enum ManagedFieldsOperationType {
  public static let apply = "Apply"
  public static let update = "Update"
}

/// Values of `RowConditionType`.
public enum RowConditionType {
  public static let completed = "Completed"
}

/// Values of `ConditionStatus`.
public enum ConditionStatus {
  public static let `true` = "True"
  public static let `false` = "False"
  public static let unknown = "Unknown"
}

/// Values of `IncludeObjectPolicy`.
public enum IncludeObjectPolicy {
  public static let none = "None"
  public static let metadata = "Metadata"
  public static let object = "Object"
}

/// Values of `PersistentVolumeReclaimPolicy`.
public enum PersistentVolumeReclaimPolicy {
  public static let recycle = "Recycle"
  public static let delete = "Delete"
  public static let retain = "Retain"
}

/// Values of `PersistentVolumeMode`.
public enum PersistentVolumeMode {
  public static let block = "Block"
  public static let filesystem = "Filesystem"
}

/// Values of `PersistentVolumeClaimConditionType`.
public enum PersistentVolumeClaimConditionType {
  public static let resizing = "Resizing"
  public static let fileSystemResizePending = "FileSystemResizePending"
  public static let controllerResizeError = "ControllerResizeError"
  public static let nodeResizeError = "NodeResizeError"
  public static let modifyVolumeError = "ModifyVolumeError"
  public static let modifyingVolume = "ModifyingVolume"
  public static let unused = "Unused"
}

/// Values of `PersistentVolumeClaimModifyVolumeStatus`.
public enum PersistentVolumeClaimModifyVolumeStatus {
  public static let pending = "Pending"
  public static let inProgress = "InProgress"
  public static let infeasible = "Infeasible"
}

/// Values of `PersistentVolumeAccessMode`.
public enum PersistentVolumeAccessMode {
  public static let readWriteOnce = "ReadWriteOnce"
  public static let readOnlyMany = "ReadOnlyMany"
  public static let readWriteMany = "ReadWriteMany"
  public static let readWriteOncePod = "ReadWriteOncePod"
}

/// Values of `PersistentVolumePhase`.
public enum PersistentVolumePhase {
  public static let pending = "Pending"
  public static let available = "Available"
  public static let bound = "Bound"
  public static let released = "Released"
  public static let failed = "Failed"
}

/// Values of `PersistentVolumeClaimPhase`.
public enum PersistentVolumeClaimPhase {
  public static let pending = "Pending"
  public static let bound = "Bound"
  public static let lost = "Lost"
}

/// Values of `HostPathType`.
public enum HostPathType {
  public static let directoryOrCreate = "DirectoryOrCreate"
  public static let directory = "Directory"
  public static let fileOrCreate = "FileOrCreate"
  public static let file = "File"
  public static let socket = "Socket"
  public static let charDevice = "CharDevice"
  public static let blockDevice = "BlockDevice"
}

/// Values of `StorageMedium`.
public enum StorageMedium {
  public static let memory = "Memory"
  public static let hugePages = "HugePages"
}

/// Values of `Protocol`.
public enum Protocol {
  public static let tcp = "TCP"
  public static let udp = "UDP"
  public static let sctp = "SCTP"
}

/// Values of `AzureDataDiskCachingMode`.
public enum AzureDataDiskCachingMode {
  public static let none = "None"
  public static let readOnly = "ReadOnly"
  public static let readWrite = "ReadWrite"
}

/// Values of `AzureDataDiskKind`.
public enum AzureDataDiskKind {
  public static let shared = "Shared"
  public static let dedicated = "Dedicated"
  public static let managed = "Managed"
}

/// Values of `MountPropagationMode`.
public enum MountPropagationMode {
  public static let none = "None"
  public static let hostToContainer = "HostToContainer"
  public static let bidirectional = "Bidirectional"
}

/// Values of `RecursiveReadOnlyMode`.
public enum RecursiveReadOnlyMode {
  public static let disabled = "Disabled"
  public static let ifPossible = "IfPossible"
  public static let enabled = "Enabled"
}

/// Values of `URIScheme`.
public enum URIScheme {
  public static let http = "HTTP"
  public static let https = "HTTPS"
}

/// Values of `PullPolicy`.
public enum PullPolicy {
  public static let always = "Always"
  public static let never = "Never"
  public static let ifNotPresent = "IfNotPresent"
}

/// Values of `ResourceResizeRestartPolicy`.
public enum ResourceResizeRestartPolicy {
  public static let notRequired = "NotRequired"
  public static let restartContainer = "RestartContainer"
}

/// Values of `PreemptionPolicy`.
public enum PreemptionPolicy {
  public static let preemptLowerPriority = "PreemptLowerPriority"
  public static let never = "Never"
}

/// Values of `TerminationMessagePolicy`.
public enum TerminationMessagePolicy {
  public static let file = "File"
  public static let fallbackToLogsOnError = "FallbackToLogsOnError"
}

/// Values of `ResourceHealthStatus`.
public enum ResourceHealthStatus {
  public static let healthy = "Healthy"
  public static let unhealthy = "Unhealthy"
  public static let unknown = "Unknown"
}

/// Values of `PodPhase`.
public enum PodPhase {
  public static let pending = "Pending"
  public static let running = "Running"
  public static let succeeded = "Succeeded"
  public static let failed = "Failed"
  public static let unknown = "Unknown"
}

/// Values of `PodConditionType`.
public enum PodConditionType {
  public static let containersReady = "ContainersReady"
  public static let initialized = "Initialized"
  public static let ready = "Ready"
  public static let podScheduled = "PodScheduled"
  public static let disruptionTarget = "DisruptionTarget"
  public static let podReadyToStartContainers = "PodReadyToStartContainers"
  public static let podResizePending = "PodResizePending"
  public static let podResizeInProgress = "PodResizeInProgress"
  public static let allContainersRestarting = "AllContainersRestarting"
}

/// Values of `PodResizeStatus`.
public enum PodResizeStatus {
  public static let inProgress = "InProgress"
  public static let deferred = "Deferred"
  public static let infeasible = "Infeasible"
}

/// Values of `RestartPolicy`.
public enum RestartPolicy {
  public static let always = "Always"
  public static let onFailure = "OnFailure"
  public static let never = "Never"
}

/// Values of `ContainerRestartPolicy`.
public enum ContainerRestartPolicy {
  public static let always = "Always"
  public static let never = "Never"
  public static let onFailure = "OnFailure"
}

/// Values of `ContainerRestartRuleAction`.
public enum ContainerRestartRuleAction {
  public static let restart = "Restart"
  public static let restartAllContainers = "RestartAllContainers"
}

/// Values of `ContainerRestartRuleOnExitCodesOperator`.
public enum ContainerRestartRuleOnExitCodesOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
}

/// Values of `DNSPolicy`.
public enum DNSPolicy {
  public static let clusterFirstWithHostNet = "ClusterFirstWithHostNet"
  public static let clusterFirst = "ClusterFirst"
  public static let `default` = "Default"
  public static let none = "None"
}

/// Values of `NodeSelectorOperator`.
public enum NodeSelectorOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
  public static let exists = "Exists"
  public static let doesNotExist = "DoesNotExist"
  public static let gt = "Gt"
  public static let lt = "Lt"
}

/// Values of `TaintEffect`.
public enum TaintEffect {
  public static let noSchedule = "NoSchedule"
  public static let preferNoSchedule = "PreferNoSchedule"
  public static let noExecute = "NoExecute"
}

/// Values of `TolerationOperator`.
public enum TolerationOperator {
  public static let exists = "Exists"
  public static let equal = "Equal"
  public static let lt = "Lt"
  public static let gt = "Gt"
}

/// Values of `OSName`.
public enum OSName {
  public static let linux = "linux"
  public static let windows = "windows"
}

/// Values of `UnsatisfiableConstraintAction`.
public enum UnsatisfiableConstraintAction {
  public static let doNotSchedule = "DoNotSchedule"
  public static let scheduleAnyway = "ScheduleAnyway"
}

/// Values of `NodeInclusionPolicy`.
public enum NodeInclusionPolicy {
  public static let ignore = "Ignore"
  public static let honor = "Honor"
}

/// Values of `PodFSGroupChangePolicy`.
public enum PodFSGroupChangePolicy {
  public static let onRootMismatch = "OnRootMismatch"
  public static let always = "Always"
}

/// Values of `SupplementalGroupsPolicy`.
public enum SupplementalGroupsPolicy {
  public static let merge = "Merge"
  public static let strict = "Strict"
}

/// Values of `PodSELinuxChangePolicy`.
public enum PodSELinuxChangePolicy {
  public static let recursive = "Recursive"
  public static let mountOption = "MountOption"
}

/// Values of `SeccompProfileType`.
public enum SeccompProfileType {
  public static let unconfined = "Unconfined"
  public static let runtimeDefault = "RuntimeDefault"
  public static let localhost = "Localhost"
}

/// Values of `AppArmorProfileType`.
public enum AppArmorProfileType {
  public static let unconfined = "Unconfined"
  public static let runtimeDefault = "RuntimeDefault"
  public static let localhost = "Localhost"
}

/// Values of `PodQOSClass`.
public enum PodQOSClass {
  public static let guaranteed = "Guaranteed"
  public static let burstable = "Burstable"
  public static let bestEffort = "BestEffort"
}

/// Values of `ReplicationControllerConditionType`.
public enum ReplicationControllerConditionType {
  public static let replicaFailure = "ReplicaFailure"
}

/// Values of `ServiceAffinity`.
public enum ServiceAffinity {
  public static let clientIP = "ClientIP"
  public static let none = "None"
}

/// Values of `ServiceType`.
public enum ServiceType {
  public static let clusterIP = "ClusterIP"
  public static let nodePort = "NodePort"
  public static let loadBalancer = "LoadBalancer"
  public static let externalName = "ExternalName"
}

/// Values of `ServiceInternalTrafficPolicy`.
public enum ServiceInternalTrafficPolicy {
  public static let cluster = "Cluster"
  public static let local = "Local"
}

/// Values of `ServiceExternalTrafficPolicy`.
public enum ServiceExternalTrafficPolicy {
  public static let cluster = "Cluster"
  public static let local = "Local"
}

/// Values of `IPFamily`.
public enum IPFamily {
  public static let ipv4 = "IPv4"
  public static let ipv6 = "IPv6"
}

/// Values of `IPFamilyPolicy`.
public enum IPFamilyPolicy {
  public static let singleStack = "SingleStack"
  public static let preferDualStack = "PreferDualStack"
  public static let requireDualStack = "RequireDualStack"
}

/// Values of `NodePhase`.
public enum NodePhase {
  public static let pending = "Pending"
  public static let running = "Running"
  public static let terminated = "Terminated"
}

/// Values of `NodeConditionType`.
public enum NodeConditionType {
  public static let ready = "Ready"
  public static let memoryPressure = "MemoryPressure"
  public static let diskPressure = "DiskPressure"
  public static let pidPressure = "PIDPressure"
  public static let networkUnavailable = "NetworkUnavailable"
}

/// Values of `NodeAddressType`.
public enum NodeAddressType {
  public static let hostname = "Hostname"
  public static let internalIP = "InternalIP"
  public static let externalIP = "ExternalIP"
  public static let internalDNS = "InternalDNS"
  public static let externalDNS = "ExternalDNS"
}

/// Values of `ResourceName`.
public enum ResourceName {
  public static let cpu = "cpu"
  public static let memory = "memory"
  public static let storage = "storage"
  public static let ephemeralStorage = "ephemeral-storage"
  public static let pods = "pods"
  public static let services = "services"
  public static let replicationcontrollers = "replicationcontrollers"
  public static let resourcequotas = "resourcequotas"
  public static let secrets = "secrets"
  public static let configmaps = "configmaps"
  public static let persistentvolumeclaims = "persistentvolumeclaims"
  public static let servicesNodeports = "services.nodeports"
  public static let servicesLoadbalancers = "services.loadbalancers"
  public static let requestsCpu = "requests.cpu"
  public static let requestsMemory = "requests.memory"
  public static let requestsStorage = "requests.storage"
  public static let requestsEphemeralStorage = "requests.ephemeral-storage"
  public static let limitsCpu = "limits.cpu"
  public static let limitsMemory = "limits.memory"
  public static let limitsEphemeralStorage = "limits.ephemeral-storage"
}

/// Values of `FinalizerName`.
public enum FinalizerName {
  public static let kubernetes = "kubernetes"
}

/// Values of `NamespacePhase`.
public enum NamespacePhase {
  public static let active = "Active"
  public static let terminating = "Terminating"
}

/// Values of `NamespaceConditionType`.
public enum NamespaceConditionType {
  public static let namespaceDeletionDiscoveryFailure = "NamespaceDeletionDiscoveryFailure"
  public static let namespaceDeletionContentFailure = "NamespaceDeletionContentFailure"
  public static let namespaceDeletionGroupVersionParsingFailure = "NamespaceDeletionGroupVersionParsingFailure"
  public static let namespaceContentRemaining = "NamespaceContentRemaining"
  public static let namespaceFinalizersRemaining = "NamespaceFinalizersRemaining"
}

/// Values of `LimitType`.
public enum LimitType {
  public static let pod = "Pod"
  public static let container = "Container"
  public static let persistentVolumeClaim = "PersistentVolumeClaim"
}

/// Values of `ResourceQuotaScope`.
public enum ResourceQuotaScope {
  public static let terminating = "Terminating"
  public static let notTerminating = "NotTerminating"
  public static let bestEffort = "BestEffort"
  public static let notBestEffort = "NotBestEffort"
  public static let priorityClass = "PriorityClass"
  public static let crossNamespacePodAffinity = "CrossNamespacePodAffinity"
  public static let volumeAttributesClass = "VolumeAttributesClass"
}

/// Values of `ScopeSelectorOperator`.
public enum ScopeSelectorOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
  public static let exists = "Exists"
  public static let doesNotExist = "DoesNotExist"
}

/// Values of `SecretType`.
public enum SecretType {
  public static let opaque = "Opaque"
  public static let serviceAccountToken = "kubernetes.io/service-account-token"
  public static let dockercfg = "kubernetes.io/dockercfg"
  public static let dockerconfigjson = "kubernetes.io/dockerconfigjson"
  public static let basicAuth = "kubernetes.io/basic-auth"
  public static let sshAuth = "kubernetes.io/ssh-auth"
  public static let tls = "kubernetes.io/tls"
  public static let token = "bootstrap.kubernetes.io/token"
}

/// Values of `ComponentConditionType`.
public enum ComponentConditionType {
  public static let healthy = "Healthy"
}

/// Values of `ProcMountType`.
public enum ProcMountType {
  public static let `default` = "Default"
  public static let unmasked = "Unmasked"
}

/// Values of `LoadBalancerIPMode`.
public enum LoadBalancerIPMode {
  public static let vip = "VIP"
  public static let proxy = "Proxy"
}

/// Values of `PodManagementPolicyType`.
public enum PodManagementPolicyType {
  public static let orderedReady = "OrderedReady"
  public static let parallel = "Parallel"
}

/// Values of `StatefulSetUpdateStrategyType`.
public enum StatefulSetUpdateStrategyType {
  public static let rollingUpdate = "RollingUpdate"
  public static let onDelete = "OnDelete"
}

/// Values of `PersistentVolumeClaimRetentionPolicyType`.
public enum PersistentVolumeClaimRetentionPolicyType {
  public static let retain = "Retain"
  public static let delete = "Delete"
}

/// Values of `DeploymentStrategyType`.
public enum DeploymentStrategyType {
  public static let recreate = "Recreate"
  public static let rollingUpdate = "RollingUpdate"
}

/// Values of `DeploymentConditionType`.
public enum DeploymentConditionType {
  public static let available = "Available"
  public static let progressing = "Progressing"
  public static let replicaFailure = "ReplicaFailure"
}

/// Values of `DaemonSetUpdateStrategyType`.
public enum DaemonSetUpdateStrategyType {
  public static let rollingUpdate = "RollingUpdate"
  public static let onDelete = "OnDelete"
}

/// Values of `ReplicaSetConditionType`.
public enum ReplicaSetConditionType {
  public static let replicaFailure = "ReplicaFailure"
}

/// Values of `CompletionMode`.
public enum CompletionMode {
  public static let nonIndexed = "NonIndexed"
  public static let indexed = "Indexed"
}

/// Values of `PodFailurePolicyAction`.
public enum PodFailurePolicyAction {
  public static let failJob = "FailJob"
  public static let failIndex = "FailIndex"
  public static let ignore = "Ignore"
  public static let count = "Count"
}

/// Values of `PodFailurePolicyOnExitCodesOperator`.
public enum PodFailurePolicyOnExitCodesOperator {
  public static let `in` = "In"
  public static let notIn = "NotIn"
}

/// Values of `PodReplacementPolicy`.
public enum PodReplacementPolicy {
  public static let terminatingOrFailed = "TerminatingOrFailed"
  public static let failed = "Failed"
}

/// Values of `JobConditionType`.
public enum JobConditionType {
  public static let suspended = "Suspended"
  public static let complete = "Complete"
  public static let failed = "Failed"
  public static let failureTarget = "FailureTarget"
  public static let successCriteriaMet = "SuccessCriteriaMet"
}

/// Values of `ConcurrencyPolicy`.
public enum ConcurrencyPolicy {
  public static let allow = "Allow"
  public static let forbid = "Forbid"
  public static let replace = "Replace"
}

/// Values of `ScalingPolicySelect`.
public enum ScalingPolicySelect {
  public static let max = "Max"
  public static let min = "Min"
  public static let disabled = "Disabled"
}

/// Values of `HPAScalingPolicyType`.
public enum HPAScalingPolicyType {
  public static let pods = "Pods"
  public static let percent = "Percent"
}

/// Values of `MetricSourceType`.
public enum MetricSourceType {
  public static let object = "Object"
  public static let pods = "Pods"
  public static let resource = "Resource"
  public static let containerResource = "ContainerResource"
  public static let external = "External"
}

/// Values of `MetricTargetType`.
public enum MetricTargetType {
  public static let utilization = "Utilization"
  public static let value = "Value"
  public static let averageValue = "AverageValue"
}

/// Values of `HorizontalPodAutoscalerConditionType`.
public enum HorizontalPodAutoscalerConditionType {
  public static let scalingActive = "ScalingActive"
  public static let ableToScale = "AbleToScale"
  public static let scalingLimited = "ScalingLimited"
  public static let scaledToZero = "ScaledToZero"
}

/// Values of `UnhealthyPodEvictionPolicyType`.
public enum UnhealthyPodEvictionPolicyType {
  public static let ifHealthyBudget = "IfHealthyBudget"
  public static let alwaysAllow = "AlwaysAllow"
}

/// Values of `PolicyType`.
public enum PolicyType {
  public static let ingress = "Ingress"
  public static let egress = "Egress"
}

/// Values of `PathType`.
public enum PathType {
  public static let exact = "Exact"
  public static let prefix = "Prefix"
  public static let implementationSpecific = "ImplementationSpecific"
}

/// Values of `AddressType`.
public enum AddressType {
  public static let ipv4 = "IPv4"
  public static let ipv6 = "IPv6"
  public static let fqdn = "FQDN"
}

/// Values of `CoordinatedLeaseStrategy`.
public enum CoordinatedLeaseStrategy {
  public static let oldestEmulationVersion = "OldestEmulationVersion"
}

/// Values of `VolumeBindingMode`.
public enum VolumeBindingMode {
  public static let immediate = "Immediate"
  public static let waitForFirstConsumer = "WaitForFirstConsumer"
}

/// Values of `FSGroupPolicy`.
public enum FSGroupPolicy {
  public static let readWriteOnceWithFSType = "ReadWriteOnceWithFSType"
  public static let file = "File"
  public static let none = "None"
}

/// Values of `VolumeLifecycleMode`.
public enum VolumeLifecycleMode {
  public static let persistent = "Persistent"
  public static let ephemeral = "Ephemeral"
}

/// Values of `RequestConditionType`.
public enum RequestConditionType {
  public static let approved = "Approved"
  public static let denied = "Denied"
  public static let failed = "Failed"
}

/// Values of `KeyUsage`.
public enum KeyUsage {
  public static let signing = "signing"
  public static let digital = "digital"
  public static let content = "content"
  public static let key = "key"
  public static let data = "data"
  public static let cert = "cert"
  public static let crl = "crl"
  public static let encipher = "encipher"
  public static let decipher = "decipher"
  public static let any = "any"
  public static let server = "server"
  public static let client = "client"
  public static let code = "code"
  public static let email = "email"
  public static let mime = "s/mime"
  public static let ipsec = "ipsec"
  public static let timestamping = "timestamping"
  public static let ocsp = "ocsp"
  public static let microsoft = "microsoft"
  public static let netscape = "netscape"
}
