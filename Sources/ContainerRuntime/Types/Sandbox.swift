/// What a pod's sandbox is made from: its namespaces, network and cgroup.
public struct SandboxConfig: Sendable, Equatable {
  public var name: String
  public var namespace: String
  public var uid: String
  /// How many sandboxes this pod had before.
  public var attempt: UInt32
  public var hostname: String
  /// The folder that holds the logs of its containers.
  public var logDirectory: String
  public var dns: SandboxDNS?
  public var portMappings: [PortMapping]
  public var labels: [String: String]
  public var annotations: [String: String]
  public var cgroupParent: String
  public var sysctls: [String: String]
  public var security: SandboxSecurity
  public var runtimeHandler: String

  public init(
    name: String, namespace: String, uid: String, attempt: UInt32 = 0, hostname: String = "", logDirectory: String = "",
    dns: SandboxDNS? = nil, portMappings: [PortMapping] = [], labels: [String: String] = [:],
    annotations: [String: String] = [:], cgroupParent: String = "", sysctls: [String: String] = [:],
    security: SandboxSecurity = SandboxSecurity(), runtimeHandler: String = ""
  ) {
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.attempt = attempt
    self.hostname = hostname
    self.logDirectory = logDirectory
    self.dns = dns
    self.portMappings = portMappings
    self.labels = labels
    self.annotations = annotations
    self.cgroupParent = cgroupParent
    self.sysctls = sysctls
    self.security = security
    self.runtimeHandler = runtimeHandler
  }
}

/// The lines of a pod's resolv.conf.
public struct SandboxDNS: Sendable, Equatable {
  public var servers: [String]
  public var searches: [String]
  public var options: [String]

  public init(servers: [String] = [], searches: [String] = [], options: [String] = []) {
    self.servers = servers
    self.searches = searches
    self.options = options
  }
}

/// A port of the node that leads to one of the sandbox.
public struct PortMapping: Sendable, Equatable {
  /// The protocols that have ports.
  public enum TransportProtocol: String, Sendable { case tcp = "TCP", udp = "UDP", sctp = "SCTP" }
  public var transport: TransportProtocol
  public var containerPort: Int32
  public var hostPort: Int32
  public var hostIP: String

  public init(transport: TransportProtocol, containerPort: Int32, hostPort: Int32, hostIP: String = "") {
    self.transport = transport
    self.containerPort = containerPort
    self.hostPort = hostPort
    self.hostIP = hostIP
  }
}

/// Whose namespace a process lives in.
public enum NamespaceMode: Sendable, Equatable { case pod, container, node, target }

/// Whose namespaces a container lives in.
public struct NamespaceOptions: Sendable, Equatable {
  public var network: NamespaceMode
  public var pid: NamespaceMode
  public var ipc: NamespaceMode
  /// The container whose PID namespace is shared when `pid` is ``NamespaceMode/target``.
  public var targetID: String

  public init(
    network: NamespaceMode = .pod, pid: NamespaceMode = .container, ipc: NamespaceMode = .pod, targetID: String = ""
  ) {
    self.network = network
    self.pid = pid
    self.ipc = ipc
    self.targetID = targetID
  }
}

/// Which system calls are let through.
public enum SeccompProfile: Sendable, Equatable {
  case runtimeDefault, unconfined
  /// A profile file on the node.
  case localhost(String)
}

/// As whom a sandbox's process runs, and what it may do.
public struct SandboxSecurity: Sendable, Equatable {
  public var namespaces = NamespaceOptions()
  public var runAsUser: Int64?
  public var runAsGroup: Int64?
  public var supplementalGroups: [Int64] = []
  public var isPrivileged = false
  public var seccomp: SeccompProfile = .runtimeDefault

  public init() {}
}

/// Whether containers can be in it.
public enum SandboxState: Sendable, Equatable { case ready, notReady }

/// A sandbox as the runtime lists it.
public struct Sandbox: Sendable, Equatable {
  public var id: String
  public var name: String
  public var namespace: String
  public var uid: String
  public var attempt: UInt32
  public var state: SandboxState
  /// Nanoseconds since 1970.
  public var createdAt: Int64
  public var labels: [String: String]
  public var annotations: [String: String]

  public init(
    id: String, name: String, namespace: String, uid: String, attempt: UInt32 = 0, state: SandboxState,
    createdAt: Int64 = 0, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) {
    self.id = id
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.attempt = attempt
    self.state = state
    self.createdAt = createdAt
    self.labels = labels
    self.annotations = annotations
  }
}

/// A sandbox and its addresses.
public struct SandboxStatus: Sendable, Equatable {
  public var sandbox: Sandbox
  /// Empty in the node's network.
  public var ips: [String]

  public init(sandbox: Sandbox, ips: [String]) {
    self.sandbox = sandbox
    self.ips = ips
  }
}
