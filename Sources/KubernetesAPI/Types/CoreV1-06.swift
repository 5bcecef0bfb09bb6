// swift-format-ignore-file
// Generated from Schema/core_v1.schema by `swift run generate-types`. Change the schema instead.

public import APIMachinery

/// A gRPC health check to call.
public struct GRPCAction: APIValue {
  /// The port.
  public var port: Int32 = 0
  /// The service to ask for.
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

/// A command to run in the container.
public struct ExecAction: APIValue {
  /// The program and its arguments, without a shell.
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

/// A pause.
public struct SleepAction: APIValue {
  /// How long.
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
  /// Runs a command; success is exit code 0.
  @Boxed public var exec: ExecAction?
  /// Sends a request; success is a status from 200 to 399.
  @Boxed public var httpGet: HTTPGetAction?
  /// Opens a connection.
  @Boxed public var tcpSocket: TCPSocketAction?
  /// Calls the gRPC health service.
  @Boxed public var grpc: GRPCAction?
  /// How long to wait after the start.
  public var initialDelaySeconds: Int32 = 0
  /// How long one check may take.
  public var timeoutSeconds: Int32 = 0
  /// How often to check.
  public var periodSeconds: Int32 = 0
  /// Successes in a row that make it good.
  public var successThreshold: Int32 = 0
  /// Failures in a row that make it bad.
  public var failureThreshold: Int32 = 0
  /// The grace period when this probe ends the container.
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

/// What resizing a resource does to a container.
public struct ContainerResizePolicy: APIValue {
  /// The resource.
  public var resourceName: String = ""
  /// Whether the container must restart.
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

/// Linux capabilities.
public struct Capabilities: APIValue {
  /// Those to add.
  public var add: [String] = []
  /// Those to take away.
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

/// What is needed at least and allowed at most.
public struct ResourceRequirements: APIValue {
  /// At most this much.
  public var limits: [String: Quantity] = [:]
  /// At least this much; scheduling counts with it.
  public var requests: [String: Quantity] = [:]
  /// The pod's device claims to use.
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

/// How large a volume must and may be.
public struct VolumeResourceRequirements: APIValue {
  /// At most this much.
  public var limits: [String: Quantity] = [:]
  /// At least this much.
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

/// A device claim that a container uses.
public struct ResourceClaim: APIValue {
  /// The claim's name in the pod.
  public var name: String = ""
  /// One request of the claim; all when empty.
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
  /// The name, unique in the pod.
  public var name: String = ""
  /// The image to run.
  public var image: String = ""
  /// The program, instead of the image's entry point.
  public var command: [String] = []
  /// The arguments, instead of the image's.
  public var args: [String] = []
  /// The folder to start in.
  public var workingDir: String = ""
  /// Ports it listens on; for information only.
  public var ports: [ContainerPort] = []
  /// Sources whose keys become environment variables.
  public var envFrom: [EnvFromSource] = []
  /// Environment variables.
  public var env: [EnvVar] = []
  /// What it needs and may use.
  public var resources: ResourceRequirements = ResourceRequirements()
  /// What resizing does to it, per resource.
  public var resizePolicy: [ContainerResizePolicy] = []
  /// Always makes an init container a sidecar.
  public var restartPolicy: String?
  /// When to restart depending on the exit code.
  public var restartPolicyRules: [ContainerRestartRule] = []
  /// Volumes and where they appear.
  public var volumeMounts: [VolumeMount] = []
  /// Raw devices and where they appear.
  public var volumeDevices: [VolumeDevice] = []
  /// When it fails, the container is restarted.
  @Boxed public var livenessProbe: Probe?
  /// While it fails, services leave the pod out.
  @Boxed public var readinessProbe: Probe?
  /// Until it succeeds, the other probes wait.
  @Boxed public var startupProbe: Probe?
  /// What to do after the start and before the end.
  @Boxed public var lifecycle: Lifecycle?
  /// The file whose content explains the end.
  public var terminationMessagePath: String = ""
  /// Whether the log may stand in for the message.
  public var terminationMessagePolicy: String = ""
  /// When to pull the image.
  public var imagePullPolicy: String = ""
  /// Rights and identity.
  @Boxed public var securityContext: SecurityContext?
  /// Keeps standard input open.
  public var stdin: Bool = false
  /// Closes standard input after the first client.
  public var stdinOnce: Bool = false
  /// Gives it a terminal.
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

/// What a hook does; exactly one member is set.
public struct LifecycleHandler: APIValue {
  /// Runs a command.
  @Boxed public var exec: ExecAction?
  /// Sends a request.
  @Boxed public var httpGet: HTTPGetAction?
  /// Without effect.
  @Boxed public var tcpSocket: TCPSocketAction?
  /// Waits.
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

/// Hooks of a container.
public struct Lifecycle: APIValue {
  /// Runs right after the start.
  @Boxed public var postStart: LifecycleHandler?
  /// Runs before the end, within the grace period.
  @Boxed public var preStop: LifecycleHandler?
  /// The signal that asks it to stop.
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

/// A container that isn't running yet.
public struct ContainerStateWaiting: APIValue {
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
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

/// A container that runs.
public struct ContainerStateRunning: APIValue {
  /// Since when.
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

/// A container that has ended.
public struct ContainerStateTerminated: APIValue {
  /// The exit code.
  public var exitCode: Int32 = 0
  /// The signal that ended it.
  public var signal: Int32 = 0
  /// Why, in one word for programs.
  public var reason: String = ""
  /// What happened, for people.
  public var message: String = ""
  /// When it started.
  public var startedAt: Timestamp?
  /// When it ended.
  public var finishedAt: Timestamp?
  /// The container at the runtime.
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
