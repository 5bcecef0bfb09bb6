// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// `core/v1.GRPCAction`
public struct GRPCAction: APIValue {
  public var port: Int32 = 0
  public var service: String?

  public init() {}
}

extension GRPCAction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.port = try reader.int32("port")
    self.service = try reader.optionalString("service")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.int32("port", port, always: true)
    writer.optionalString("service", service, always: true)
    return writer.json
  }
}

/// `core/v1.ExecAction`
public struct ExecAction: APIValue {
  public var command: [String] = []

  public init() {}
}

extension ExecAction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.command = try reader.strings("command")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.strings("command", command)
    return writer.json
  }
}

/// `core/v1.SleepAction`
public struct SleepAction: APIValue {
  public var seconds: Int64 = 0

  public init() {}
}

extension SleepAction {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.seconds = try reader.int64("seconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.int64("seconds", seconds, always: true)
    return writer.json
  }
}

/// A check that the kubelet runs against a container again and again.
public struct Probe: APIValue {
  @Boxed public var exec: ExecAction?
  @Boxed public var httpGet: HTTPGetAction?
  @Boxed public var tcpSocket: TCPSocketAction?
  @Boxed public var grpc: GRPCAction?
  public var initialDelaySeconds: Int32 = 0
  public var timeoutSeconds: Int32 = 0
  public var periodSeconds: Int32 = 0
  public var successThreshold: Int32 = 0
  public var failureThreshold: Int32 = 0
  public var terminationGracePeriodSeconds: Int64?

  public init() {}
}

extension Probe {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.exec = try reader.optionalObject("exec")
    self.httpGet = try reader.optionalObject("httpGet")
    self.tcpSocket = try reader.optionalObject("tcpSocket")
    self.grpc = try reader.optionalObject("grpc")
    self.initialDelaySeconds = try reader.int32("initialDelaySeconds")
    self.timeoutSeconds = try reader.int32("timeoutSeconds")
    self.periodSeconds = try reader.int32("periodSeconds")
    self.successThreshold = try reader.int32("successThreshold")
    self.failureThreshold = try reader.int32("failureThreshold")
    self.terminationGracePeriodSeconds = try reader.optionalInt64("terminationGracePeriodSeconds")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.optionalObject("exec", exec)
    writer.optionalObject("httpGet", httpGet)
    writer.optionalObject("tcpSocket", tcpSocket)
    writer.optionalObject("grpc", grpc)
    writer.int32("initialDelaySeconds", initialDelaySeconds)
    writer.int32("timeoutSeconds", timeoutSeconds)
    writer.int32("periodSeconds", periodSeconds)
    writer.int32("successThreshold", successThreshold)
    writer.int32("failureThreshold", failureThreshold)
    writer.optionalInt64("terminationGracePeriodSeconds", terminationGracePeriodSeconds)
    return writer.json
  }
}

/// `core/v1.ContainerResizePolicy`
public struct ContainerResizePolicy: APIValue {
  public var resourceName: String = ""
  public var restartPolicy: String = ""

  public init() {}
}

extension ContainerResizePolicy {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.resourceName = try reader.string("resourceName")
    self.restartPolicy = try reader.string("restartPolicy")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("resourceName", resourceName, always: true)
    writer.string("restartPolicy", restartPolicy, always: true)
    return writer.json
  }
}

/// `core/v1.Capabilities`
public struct Capabilities: APIValue {
  public var add: [String] = []
  public var drop: [String] = []

  public init() {}
}

extension Capabilities {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.add = try reader.strings("add")
    self.drop = try reader.strings("drop")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.strings("add", add)
    writer.strings("drop", drop)
    return writer.json
  }
}

/// `core/v1.ResourceRequirements`
public struct ResourceRequirements: APIValue {
  public var limits: [String: Quantity] = [:]
  public var requests: [String: Quantity] = [:]
  public var claims: [ResourceClaim] = []

  public init() {}
}

extension ResourceRequirements {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.limits = try reader.quantityMap("limits")
    self.requests = try reader.quantityMap("requests")
    self.claims = try reader.objects("claims")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.quantityMap("limits", limits)
    writer.quantityMap("requests", requests)
    writer.objects("claims", claims)
    return writer.json
  }
}

/// `core/v1.VolumeResourceRequirements`
public struct VolumeResourceRequirements: APIValue {
  public var limits: [String: Quantity] = [:]
  public var requests: [String: Quantity] = [:]

  public init() {}
}

extension VolumeResourceRequirements {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.limits = try reader.quantityMap("limits")
    self.requests = try reader.quantityMap("requests")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.quantityMap("limits", limits)
    writer.quantityMap("requests", requests)
    return writer.json
  }
}

/// `core/v1.ResourceClaim`
public struct ResourceClaim: APIValue {
  public var name: String = ""
  public var request: String = ""

  public init() {}
}

extension ResourceClaim {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.request = try reader.string("request")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("name", name, always: true)
    writer.string("request", request)
    return writer.json
  }
}

/// One program of a pod: image, command, resources, probes.
public struct Container: APIValue {
  public var name: String = ""
  public var image: String = ""
  public var command: [String] = []
  public var args: [String] = []
  public var workingDir: String = ""
  public var ports: [ContainerPort] = []
  public var envFrom: [EnvFromSource] = []
  public var env: [EnvVar] = []
  public var resources: ResourceRequirements = ResourceRequirements()
  public var resizePolicy: [ContainerResizePolicy] = []
  public var restartPolicy: String?
  public var restartPolicyRules: [ContainerRestartRule] = []
  public var volumeMounts: [VolumeMount] = []
  public var volumeDevices: [VolumeDevice] = []
  @Boxed public var livenessProbe: Probe?
  @Boxed public var readinessProbe: Probe?
  @Boxed public var startupProbe: Probe?
  @Boxed public var lifecycle: Lifecycle?
  public var terminationMessagePath: String = ""
  public var terminationMessagePolicy: String = ""
  public var imagePullPolicy: String = ""
  @Boxed public var securityContext: SecurityContext?
  public var stdin: Bool = false
  public var stdinOnce: Bool = false
  public var tty: Bool = false

  public init() {}
}

extension Container {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.name = try reader.string("name")
    self.image = try reader.string("image")
    self.command = try reader.strings("command")
    self.args = try reader.strings("args")
    self.workingDir = try reader.string("workingDir")
    self.ports = try reader.objects("ports")
    self.envFrom = try reader.objects("envFrom")
    self.env = try reader.objects("env")
    self.resources = try reader.object("resources")
    self.resizePolicy = try reader.objects("resizePolicy")
    self.restartPolicy = try reader.optionalString("restartPolicy")
    self.restartPolicyRules = try reader.objects("restartPolicyRules")
    self.volumeMounts = try reader.objects("volumeMounts")
    self.volumeDevices = try reader.objects("volumeDevices")
    self.livenessProbe = try reader.optionalObject("livenessProbe")
    self.readinessProbe = try reader.optionalObject("readinessProbe")
    self.startupProbe = try reader.optionalObject("startupProbe")
    self.lifecycle = try reader.optionalObject("lifecycle")
    self.terminationMessagePath = try reader.string("terminationMessagePath")
    self.terminationMessagePolicy = try reader.string("terminationMessagePolicy")
    self.imagePullPolicy = try reader.string("imagePullPolicy")
    self.securityContext = try reader.optionalObject("securityContext")
    self.stdin = try reader.bool("stdin")
    self.stdinOnce = try reader.bool("stdinOnce")
    self.tty = try reader.bool("tty")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 12)
    writer.string("name", name, always: true)
    writer.string("image", image)
    writer.strings("command", command)
    writer.strings("args", args)
    writer.string("workingDir", workingDir)
    writer.objects("ports", ports)
    writer.objects("envFrom", envFrom)
    writer.objects("env", env)
    writer.object("resources", resources)
    writer.objects("resizePolicy", resizePolicy)
    writer.optionalString("restartPolicy", restartPolicy)
    writer.objects("restartPolicyRules", restartPolicyRules)
    writer.objects("volumeMounts", volumeMounts)
    writer.objects("volumeDevices", volumeDevices)
    writer.optionalObject("livenessProbe", livenessProbe)
    writer.optionalObject("readinessProbe", readinessProbe)
    writer.optionalObject("startupProbe", startupProbe)
    writer.optionalObject("lifecycle", lifecycle)
    writer.string("terminationMessagePath", terminationMessagePath)
    writer.string("terminationMessagePolicy", terminationMessagePolicy)
    writer.string("imagePullPolicy", imagePullPolicy)
    writer.optionalObject("securityContext", securityContext)
    writer.bool("stdin", stdin)
    writer.bool("stdinOnce", stdinOnce)
    writer.bool("tty", tty)
    return writer.json
  }
}

/// `core/v1.LifecycleHandler`
public struct LifecycleHandler: APIValue {
  @Boxed public var exec: ExecAction?
  @Boxed public var httpGet: HTTPGetAction?
  @Boxed public var tcpSocket: TCPSocketAction?
  @Boxed public var sleep: SleepAction?

  public init() {}
}

extension LifecycleHandler {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.exec = try reader.optionalObject("exec")
    self.httpGet = try reader.optionalObject("httpGet")
    self.tcpSocket = try reader.optionalObject("tcpSocket")
    self.sleep = try reader.optionalObject("sleep")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 6)
    writer.optionalObject("exec", exec)
    writer.optionalObject("httpGet", httpGet)
    writer.optionalObject("tcpSocket", tcpSocket)
    writer.optionalObject("sleep", sleep)
    return writer.json
  }
}

/// `core/v1.Lifecycle`
public struct Lifecycle: APIValue {
  @Boxed public var postStart: LifecycleHandler?
  @Boxed public var preStop: LifecycleHandler?
  public var stopSignal: String?

  public init() {}
}

extension Lifecycle {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.postStart = try reader.optionalObject("postStart")
    self.preStop = try reader.optionalObject("preStop")
    self.stopSignal = try reader.optionalString("stopSignal")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 5)
    writer.optionalObject("postStart", postStart)
    writer.optionalObject("preStop", preStop)
    writer.optionalString("stopSignal", stopSignal)
    return writer.json
  }
}

/// `core/v1.ContainerStateWaiting`
public struct ContainerStateWaiting: APIValue {
  public var reason: String = ""
  public var message: String = ""

  public init() {}
}

extension ContainerStateWaiting {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 4)
    writer.string("reason", reason)
    writer.string("message", message)
    return writer.json
  }
}

/// `core/v1.ContainerStateRunning`
public struct ContainerStateRunning: APIValue {
  public var startedAt: Timestamp?

  public init() {}
}

extension ContainerStateRunning {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.startedAt = try reader.time("startedAt")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 3)
    writer.time("startedAt", startedAt)
    return writer.json
  }
}

/// `core/v1.ContainerStateTerminated`
public struct ContainerStateTerminated: APIValue {
  public var exitCode: Int32 = 0
  public var signal: Int32 = 0
  public var reason: String = ""
  public var message: String = ""
  public var startedAt: Timestamp?
  public var finishedAt: Timestamp?
  public var containerID: String = ""

  public init() {}
}

extension ContainerStateTerminated {
  public init(json: JSONValue) throws(DecodingFailure) {
    var reader = try ObjectReader(json)
    self.exitCode = try reader.int32("exitCode")
    self.signal = try reader.int32("signal")
    self.reason = try reader.string("reason")
    self.message = try reader.string("message")
    self.startedAt = try reader.time("startedAt")
    self.finishedAt = try reader.time("finishedAt")
    self.containerID = try reader.string("containerID")
  }

  public var json: JSONValue {
    var writer = ObjectWriter(capacity: 9)
    writer.int32("exitCode", exitCode, always: true)
    writer.int32("signal", signal)
    writer.string("reason", reason)
    writer.string("message", message)
    writer.time("startedAt", startedAt)
    writer.time("finishedAt", finishedAt)
    writer.string("containerID", containerID)
    return writer.json
  }
}
