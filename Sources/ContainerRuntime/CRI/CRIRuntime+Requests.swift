internal import FoundationEssentials
internal import SwiftProtobuf

// From our types to CRI's messages.

extension Runtime_V1_PodSandboxConfig {
  init(_ config: SandboxConfig) {
    self.init()
    metadata = .with {
      $0.name = config.name
      $0.namespace = config.namespace
      $0.uid = config.uid
      $0.attempt = config.attempt
    }
    hostname = config.hostname
    logDirectory = config.logDirectory
    if let dns = config.dns {
      dnsConfig = .with {
        $0.servers = dns.servers
        $0.searches = dns.searches
        $0.options = dns.options
      }
    }
    portMappings = config.portMappings.map { mapping in
      .with {
        $0.protocol =
          switch mapping.transport {
          case .tcp: .tcp
          case .udp: .udp
          case .sctp: .sctp
          }
        $0.containerPort = mapping.containerPort
        $0.hostPort = mapping.hostPort
        $0.hostIp = mapping.hostIP
      }
    }
    labels = config.labels
    annotations = config.annotations
    linux = .with {
      $0.cgroupParent = config.cgroupParent
      $0.sysctls = config.sysctls
      $0.securityContext = .init(config.security)
    }
  }
}

extension Runtime_V1_LinuxSandboxSecurityContext {
  init(_ security: SandboxSecurity) {
    self.init()
    namespaceOptions = .init(security.namespaces)
    if let user = security.runAsUser { runAsUser = .with { $0.value = user } }
    if let group = security.runAsGroup { runAsGroup = .with { $0.value = group } }
    supplementalGroups = security.supplementalGroups
    privileged = security.isPrivileged
    seccomp = .init(security.seccomp)
  }
}

extension Runtime_V1_NamespaceOption {
  init(_ options: NamespaceOptions) {
    self.init()
    network = .init(options.network)
    pid = .init(options.pid)
    ipc = .init(options.ipc)
    targetID = options.targetID
  }
}

extension Runtime_V1_NamespaceMode {
  init(_ mode: NamespaceMode) {
    self =
      switch mode {
      case .pod: .pod
      case .container: .container
      case .node: .node
      case .target: .target
      }
  }
}

extension Runtime_V1_SecurityProfile {
  init(_ profile: SeccompProfile) {
    self.init()
    switch profile {
    case .runtimeDefault: profileType = .runtimeDefault
    case .unconfined: profileType = .unconfined
    case .localhost(let path):
      profileType = .localhost
      localhostRef = path
    }
  }
}

extension Runtime_V1_ContainerConfig {
  init(_ config: ContainerConfig) {
    self.init()
    metadata = .with {
      $0.name = config.name
      $0.attempt = config.attempt
    }
    image = .with {
      $0.image = config.image
      $0.userSpecifiedImage = config.userSpecifiedImage
    }
    command = config.command
    args = config.arguments
    workingDir = config.workingDirectory
    envs = config.environment.map { variable in
      .with {
        $0.key = variable.name
        $0.value = Data(variable.value.utf8)
      }
    }
    mounts = config.mounts.map(Runtime_V1_Mount.init)
    devices = config.devices.map { device in
      .with {
        $0.containerPath = device.containerPath
        $0.hostPath = device.hostPath
        $0.permissions = device.permissions
      }
    }
    labels = config.labels
    annotations = config.annotations
    logPath = config.logPath
    stdin = config.stdin
    stdinOnce = config.stdinOnce
    tty = config.tty
    linux = .with {
      $0.resources = .init(config.resources)
      $0.securityContext = .init(config.security)
    }
  }
}

extension Runtime_V1_Mount {
  init(_ mount: ContainerMount) {
    self.init()
    containerPath = mount.containerPath
    hostPath = mount.hostPath
    readonly = mount.isReadOnly
    propagation =
      switch mount.propagation {
      case .none: .propagationPrivate
      case .hostToContainer: .propagationHostToContainer
      case .bidirectional: .propagationBidirectional
      }
  }
}

extension Runtime_V1_LinuxContainerResources {
  init(_ resources: LinuxResources) {
    self.init()
    cpuPeriod = resources.cpuPeriod
    cpuQuota = resources.cpuQuota
    cpuShares = resources.cpuShares
    memoryLimitInBytes = resources.memoryLimitBytes
    oomScoreAdj = resources.oomScoreAdjustment
  }
}

extension Runtime_V1_LinuxContainerSecurityContext {
  init(_ security: ContainerSecurity) {
    self.init()
    capabilities = .with {
      $0.addCapabilities = security.addedCapabilities
      $0.dropCapabilities = security.droppedCapabilities
    }
    privileged = security.isPrivileged
    namespaceOptions = .init(security.namespaces)
    if let user = security.runAsUser { runAsUser = .with { $0.value = user } }
    if let group = security.runAsGroup { runAsGroup = .with { $0.value = group } }
    runAsUsername = security.runAsUserName
    readonlyRootfs = security.readOnlyRootFilesystem
    supplementalGroups = security.supplementalGroups
    noNewPrivs = security.noNewPrivileges
    maskedPaths = security.maskedPaths
    readonlyPaths = security.readOnlyPaths
    seccomp = .init(security.seccomp)
  }
}

extension Runtime_V1_AuthConfig {
  init(_ credentials: RegistryCredentials) {
    self.init()
    username = credentials.username
    password = credentials.password
    auth = credentials.auth
    serverAddress = credentials.serverAddress
    identityToken = credentials.identityToken
    registryToken = credentials.registryToken
  }
}
