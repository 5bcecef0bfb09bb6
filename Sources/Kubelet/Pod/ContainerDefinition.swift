import APIMachinery

/// One container of a ``PodDefinition``.
struct ContainerDefinition: Sendable {
  enum Kind: Sendable, Equatable {
    case regular
    /// Runs to its end before the next one starts.
    case initial
    /// An init container that keeps running beside the others (`restartPolicy: Always`).
    case sidecar
    /// Added to the running pod for debugging; never restarted.
    case ephemeral
  }

  enum PullPolicy: String, Sendable { case always = "Always", ifNotPresent = "IfNotPresent", never = "Never" }
  enum TerminationMessagePolicy: String, Sendable {
    case file = "File", fallbackToLogsOnError = "FallbackToLogsOnError"
  }

  var kind: Kind
  var name: String
  var image: String
  var pullPolicy: PullPolicy
  var command: [String]
  var arguments: [String]
  var workingDirectory: String
  var ports: [Port]
  var environment: [EnvironmentDefinition]
  var environmentSources: [EnvironmentSource]
  var resources: ResourceDefinition
  var mounts: [MountDefinition]
  var startupProbe: ProbeDefinition?
  var livenessProbe: ProbeDefinition?
  var readinessProbe: ProbeDefinition?
  var postStart: HandlerDefinition?
  var preStop: HandlerDefinition?
  var terminationMessagePath: String
  var terminationMessagePolicy: TerminationMessagePolicy
  var security: ContainerSecurityDefinition
  var stdin: Bool
  var stdinOnce: Bool
  var tty: Bool
  /// The container whose processes an ephemeral one sees.
  var targetContainerName: String
  /// Its own restart policy, where it has one, and exceptions from it.
  var restartPolicy: PodDefinition.RestartPolicy?
  var restartRules: [RestartRule]
  /// Resources (`cpu`, `memory`) whose change means that the container is started again.
  var restartsForResize: Set<String>

  struct Port: Sendable, Equatable {
    var name: String
    var containerPort: Int64
    var hostPort: Int64
    var hostIP: String
    var transport: String
  }

  init(json: JSONValue, kind: Kind) {
    self.kind = kind
    name = json.string("name")
    image = json.string("image")
    pullPolicy = PullPolicy(rawValue: json.string("imagePullPolicy")) ?? Self.defaultPullPolicy(image)
    command = json.strings("command")
    arguments = json.strings("args")
    workingDirectory = json.string("workingDir")
    ports = json.list("ports").map {
      Port(
        name: $0.string("name"), containerPort: $0.integer("containerPort") ?? 0,
        hostPort: $0.integer("hostPort") ?? 0, hostIP: $0.string("hostIP"),
        transport: $0.optionalString("protocol") ?? "TCP")
    }
    environment = json.list("env").map(EnvironmentDefinition.init)
    environmentSources = json.list("envFrom").map(EnvironmentSource.init)
    resources = ResourceDefinition(json: json["resources"] ?? .null)
    mounts = json.list("volumeMounts").map(MountDefinition.init)
    startupProbe = json["startupProbe"].flatMap(ProbeDefinition.init)
    livenessProbe = json["livenessProbe"].flatMap(ProbeDefinition.init)
    readinessProbe = json["readinessProbe"].flatMap(ProbeDefinition.init)
    postStart = json[path: "lifecycle", "postStart"].flatMap(HandlerDefinition.init)
    preStop = json[path: "lifecycle", "preStop"].flatMap(HandlerDefinition.init)
    terminationMessagePath = json.optionalString("terminationMessagePath") ?? "/dev/termination-log"
    terminationMessagePolicy =
      TerminationMessagePolicy(rawValue: json.string("terminationMessagePolicy")) ?? .file
    security = ContainerSecurityDefinition(json: json["securityContext"] ?? .null)
    stdin = json.bool("stdin")
    stdinOnce = json.bool("stdinOnce")
    tty = json.bool("tty")
    targetContainerName = json.string("targetContainerName")
    restartPolicy = PodDefinition.RestartPolicy(rawValue: json.string("restartPolicy"))
    restartRules = json.list("restartPolicyRules").map(RestartRule.init)
    restartsForResize = Set(
      json.list("resizePolicy").filter { $0.string("restartPolicy") == "RestartContainer" }
        .map { $0.string("resourceName") })
  }

  /// Images without a tag, or tagged `latest`, may change under their name.
  private static func defaultPullPolicy(_ image: String) -> PullPolicy {
    guard !image.contains("@") else { return .ifNotPresent }
    let last = image.split(separator: "/").last ?? ""
    return last.contains(":") && !last.hasSuffix(":latest") ? .ifNotPresent : .always
  }

  /// The first exception from the restart policy that this end meets.
  func rule(for exit: ContainerExit) -> RestartRule? { restartRules.first { $0.applies(to: exit.exitCode) } }

  /// The number of a port given by name or number.
  func port(_ port: IntOrString) -> Int? {
    switch port {
    case .int(let number): return Int(number)
    case .string(let name):
      if let found = ports.first(where: { $0.name == name }) { return Int(found.containerPort) }
      return Int(name)
    }
  }
}

/// A container's security settings; nil leaves a thing to the pod's.
struct ContainerSecurityDefinition: Sendable, Equatable {
  var runAsUser: Int64?
  var runAsGroup: Int64?
  var runAsNonRoot: Bool?
  var privileged: Bool
  var readOnlyRootFilesystem: Bool
  var allowPrivilegeEscalation: Bool?
  var addedCapabilities: [String]
  var droppedCapabilities: [String]
  var seccomp: SeccompDefinition?
  var unmaskedProc: Bool

  init(json: JSONValue) {
    runAsUser = json.integer("runAsUser")
    runAsGroup = json.integer("runAsGroup")
    runAsNonRoot = json["runAsNonRoot"]?.boolValue
    privileged = json.bool("privileged")
    readOnlyRootFilesystem = json.bool("readOnlyRootFilesystem")
    allowPrivilegeEscalation = json["allowPrivilegeEscalation"]?.boolValue
    addedCapabilities = json["capabilities"]?.strings("add") ?? []
    droppedCapabilities = json["capabilities"]?.strings("drop") ?? []
    seccomp = SeccompDefinition(json: json["seccompProfile"])
    unmaskedProc = json.string("procMount") == "Unmasked"
  }
}

/// Requests and limits, in the units that cgroups take.
struct ResourceDefinition: Sendable, Equatable {
  var cpuRequestMilli: Int64?
  var cpuLimitMilli: Int64?
  var memoryRequestBytes: Int64?
  var memoryLimitBytes: Int64?
  var ephemeralStorageRequest: Int64?
  var ephemeralStorageLimit: Int64?
  /// As they are written in the pod, for its status.
  var json: JSONValue

  init(json: JSONValue) {
    var plain = json
    plain["claims"] = nil
    self.json = plain
    let requests = json["requests"] ?? .null
    let limits = json["limits"] ?? .null
    cpuLimitMilli = limits.quantity("cpu")?.milliValue
    memoryLimitBytes = limits.quantity("memory")?.value
    ephemeralStorageLimit = limits.quantity("ephemeral-storage")?.value
    // A limit without a request is a request, as the API's defaulting says.
    cpuRequestMilli = requests.quantity("cpu")?.milliValue ?? cpuLimitMilli
    memoryRequestBytes = requests.quantity("memory")?.value ?? memoryLimitBytes
    ephemeralStorageRequest = requests.quantity("ephemeral-storage")?.value ?? ephemeralStorageLimit
  }
}

/// An exception from a container's restart policy, by how it ended.
struct RestartRule: Sendable, Equatable {
  enum Action: Sendable, Equatable {
    case restart
    /// The whole pod begins anew, with its init containers.
    case restartAll
  }

  var action: Action
  var isIn: Bool
  var exitCodes: Set<Int64>

  init(json: JSONValue) {
    action = json.string("action") == "RestartAllContainers" ? .restartAll : .restart
    let codes = json["exitCodes"] ?? .null
    isIn = codes.string("operator") != "NotIn"
    exitCodes = Set(codes.list("values").compactMap(\.integerValue))
  }

  func applies(to exitCode: Int32) -> Bool { exitCodes.contains(Int64(exitCode)) == isIn }
}

struct MountDefinition: Sendable, Equatable {
  var volume: String
  var path: String
  var isReadOnly: Bool
  var subPath: String
  var subPathExpression: String
  /// `HostToContainer`, `Bidirectional` or empty.
  var propagation: String

  init(json: JSONValue) {
    volume = json.string("name")
    path = json.string("mountPath")
    isReadOnly = json.bool("readOnly")
    subPath = json.string("subPath")
    subPathExpression = json.string("subPathExpr")
    propagation = json.string("mountPropagation")
  }
}

struct EnvironmentDefinition: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case literal(String)
    case field(String)
    case resource(container: String, resource: String, divisor: String)
    case configMap(name: String, key: String, optional: Bool)
    case secret(name: String, key: String, optional: Bool)
  }

  var name: String
  var value: Value

  init(json: JSONValue) {
    name = json.string("name")
    let from = json["valueFrom"] ?? .null
    if let field = from["fieldRef"] {
      value = .field(field.string("fieldPath"))
    } else if let resource = from["resourceFieldRef"] {
      value = .resource(
        container: resource.string("containerName"), resource: resource.string("resource"),
        divisor: resource.string("divisor"))
    } else if let reference = from["configMapKeyRef"] {
      value = .configMap(
        name: reference.string("name"), key: reference.string("key"), optional: reference.bool("optional"))
    } else if let reference = from["secretKeyRef"] {
      value = .secret(
        name: reference.string("name"), key: reference.string("key"), optional: reference.bool("optional"))
    } else {
      value = .literal(json.string("value"))
    }
  }
}

/// A whole ConfigMap or Secret as environment.
struct EnvironmentSource: Sendable, Equatable {
  var prefix: String
  var isSecret: Bool
  var name: String
  var optional: Bool

  init(json: JSONValue) {
    prefix = json.string("prefix")
    isSecret = json["secretRef"] != nil
    let reference = json["secretRef"] ?? json["configMapRef"] ?? .null
    name = reference.string("name")
    optional = reference.bool("optional")
  }
}
