/// What a container is made from.
public struct ContainerConfig: Sendable, Equatable {
  public var name: String
  /// How many containers of this name the pod had before.
  public var attempt: UInt32
  /// The image's reference in the runtime: an id from ``ContainerRuntime/imageStatus(_:)``.
  public var image: String
  /// The image as the pod names it.
  public var userSpecifiedImage: String
  public var command: [String]
  public var arguments: [String]
  public var workingDirectory: String
  public var environment: [EnvironmentVariable]
  public var mounts: [ContainerMount]
  public var devices: [ContainerDevice]
  public var labels: [String: String]
  public var annotations: [String: String]
  /// Relative to the sandbox's log directory.
  public var logPath: String
  public var stdin: Bool
  public var stdinOnce: Bool
  public var tty: Bool
  public var resources: LinuxResources
  public var security: ContainerSecurity

  public init(name: String, attempt: UInt32 = 0, image: String) {
    self.name = name
    self.attempt = attempt
    self.image = image
    userSpecifiedImage = image
    command = []
    arguments = []
    workingDirectory = ""
    environment = []
    mounts = []
    devices = []
    labels = [:]
    annotations = [:]
    logPath = ""
    stdin = false
    stdinOnce = false
    tty = false
    resources = LinuxResources()
    security = ContainerSecurity()
  }
}

/// A variable of a container's process.
public struct EnvironmentVariable: Sendable, Equatable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A file or folder of the node that a container sees.
public struct ContainerMount: Sendable, Equatable {
  /// Which later mounts are seen on the other side.
  public enum Propagation: Sendable { case none, hostToContainer, bidirectional }
  public var containerPath: String
  public var hostPath: String
  public var isReadOnly: Bool
  public var propagation: Propagation

  public init(containerPath: String, hostPath: String, isReadOnly: Bool = false, propagation: Propagation = .none) {
    self.containerPath = containerPath
    self.hostPath = hostPath
    self.isReadOnly = isReadOnly
    self.propagation = propagation
  }
}

/// A device of the node that a container may use.
public struct ContainerDevice: Sendable, Equatable {
  public var containerPath: String
  public var hostPath: String
  /// Some of `r`, `w` and `m`.
  public var permissions: String

  public init(containerPath: String, hostPath: String, permissions: String) {
    self.containerPath = containerPath
    self.hostPath = hostPath
    self.permissions = permissions
  }
}

/// Limits of a container's cgroup; zero and nil mean "not set".
public struct LinuxResources: Sendable, Equatable {
  /// Microseconds.
  public var cpuPeriod: Int64 = 0
  /// Microseconds of CPU time per period.
  public var cpuQuota: Int64 = 0
  public var cpuShares: Int64 = 0
  public var memoryLimitBytes: Int64 = 0
  public var oomScoreAdjustment: Int64 = 0

  public init() {}
}

/// As whom a container's process runs, and what it may do.
public struct ContainerSecurity: Sendable, Equatable {
  public var addedCapabilities: [String] = []
  public var droppedCapabilities: [String] = []
  public var isPrivileged = false
  public var namespaces = NamespaceOptions()
  public var runAsUser: Int64?
  public var runAsGroup: Int64?
  public var runAsUserName = ""
  public var readOnlyRootFilesystem = false
  public var supplementalGroups: [Int64] = []
  public var noNewPrivileges = false
  public var maskedPaths: [String] = []
  public var readOnlyPaths: [String] = []
  public var seccomp: SeccompProfile = .unconfined

  public init() {}
}

/// Where a container is in its life.
public enum ContainerState: Sendable, Equatable { case created, running, exited, unknown }

/// A container as the runtime lists it.
public struct Container: Sendable, Equatable {
  public var id: String
  public var sandboxID: String
  public var name: String
  public var attempt: UInt32
  public var state: ContainerState
  /// Nanoseconds since 1970.
  public var createdAt: Int64
  public var labels: [String: String]
  public var annotations: [String: String]

  public init(
    id: String, sandboxID: String, name: String, attempt: UInt32 = 0, state: ContainerState, createdAt: Int64 = 0,
    labels: [String: String] = [:], annotations: [String: String] = [:]
  ) {
    self.id = id
    self.sandboxID = sandboxID
    self.name = name
    self.attempt = attempt
    self.state = state
    self.createdAt = createdAt
    self.labels = labels
    self.annotations = annotations
  }
}

/// All the runtime knows about a container. Times are nanoseconds since 1970, 0 where it hasn't happened.
public struct ContainerStatus: Sendable, Equatable {
  public var id: String
  public var name: String
  public var attempt: UInt32
  public var state: ContainerState
  public var createdAt: Int64
  public var startedAt: Int64
  public var finishedAt: Int64
  public var exitCode: Int32
  /// The image as it was named.
  public var image: String
  /// The image's digest reference.
  public var imageRef: String
  public var imageID: String
  /// Such as `Completed`, `Error`, `OOMKilled`, `StartError`.
  public var reason: String
  public var message: String
  public var labels: [String: String]
  public var annotations: [String: String]
  public var mounts: [ContainerMount]
  /// Absolute.
  public var logPath: String

  public init(
    id: String, name: String, attempt: UInt32 = 0, state: ContainerState, createdAt: Int64 = 0, startedAt: Int64 = 0,
    finishedAt: Int64 = 0, exitCode: Int32 = 0, image: String = "", imageRef: String = "", imageID: String = "",
    reason: String = "", message: String = "", labels: [String: String] = [:], annotations: [String: String] = [:],
    mounts: [ContainerMount] = [], logPath: String = ""
  ) {
    self.id = id
    self.name = name
    self.attempt = attempt
    self.state = state
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.exitCode = exitCode
    self.image = image
    self.imageRef = imageRef
    self.imageID = imageID
    self.reason = reason
    self.message = message
    self.labels = labels
    self.annotations = annotations
    self.mounts = mounts
    self.logPath = logPath
  }
}

/// The result of a command run in a container.
public struct ExecResult: Sendable, Equatable {
  public var stdout: [UInt8]
  public var stderr: [UInt8]
  public var exitCode: Int32

  public init(stdout: [UInt8] = [], stderr: [UInt8] = [], exitCode: Int32) {
    self.stdout = stdout
    self.stderr = stderr
    self.exitCode = exitCode
  }
}

/// What a client of exec or attach wants joined.
public struct StreamOptions: Sendable, Equatable {
  public var stdin: Bool
  public var stdout: Bool
  public var stderr: Bool
  public var tty: Bool

  public init(stdin: Bool, stdout: Bool, stderr: Bool, tty: Bool) {
    self.stdin = stdin
    self.stdout = stdout
    self.stderr = stderr
    self.tty = tty
  }
}

/// What a container has used.
public struct ContainerStats: Sendable, Equatable {
  public var id: String
  public var name: String
  public var labels: [String: String]
  /// Nanoseconds since 1970.
  public var timestamp: Int64
  public var cpuUsageCoreNanoseconds: UInt64
  public var memoryWorkingSetBytes: UInt64
  public var memoryUsageBytes: UInt64
  public var memoryRSSBytes: UInt64
  public var pageFaults: UInt64
  public var majorPageFaults: UInt64
  public var writableLayerBytes: UInt64
  public var writableLayerInodes: UInt64

  public init(id: String, name: String, labels: [String: String]) {
    self.id = id
    self.name = name
    self.labels = labels
    timestamp = 0
    cpuUsageCoreNanoseconds = 0
    memoryWorkingSetBytes = 0
    memoryUsageBytes = 0
    memoryRSSBytes = 0
    pageFaults = 0
    majorPageFaults = 0
    writableLayerBytes = 0
    writableLayerInodes = 0
  }
}
