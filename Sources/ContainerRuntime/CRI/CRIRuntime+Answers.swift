// From CRI's messages to our types.

extension Sandbox {
  init(_ item: Runtime_V1_PodSandbox) {
    self.init(
      id: item.id, name: item.metadata.name, namespace: item.metadata.namespace, uid: item.metadata.uid,
      attempt: item.metadata.attempt, state: item.state == .sandboxReady ? .ready : .notReady,
      createdAt: item.createdAt, labels: item.labels, annotations: item.annotations)
  }
}

extension SandboxStatus {
  init(_ status: Runtime_V1_PodSandboxStatus) {
    let sandbox = Sandbox(
      id: status.id, name: status.metadata.name, namespace: status.metadata.namespace, uid: status.metadata.uid,
      attempt: status.metadata.attempt, state: status.state == .sandboxReady ? .ready : .notReady,
      createdAt: status.createdAt, labels: status.labels, annotations: status.annotations)
    let addresses = [status.network.ip] + status.network.additionalIps.map(\.ip)
    self.init(sandbox: sandbox, ips: addresses.filter { !$0.isEmpty })
  }
}

extension ContainerState {
  init(_ state: Runtime_V1_ContainerState) {
    self =
      switch state {
      case .containerCreated: .created
      case .containerRunning: .running
      case .containerExited: .exited
      default: .unknown
      }
  }
}

extension Container {
  init(_ item: Runtime_V1_Container) {
    self.init(
      id: item.id, sandboxID: item.podSandboxID, name: item.metadata.name, attempt: item.metadata.attempt,
      state: ContainerState(item.state), createdAt: item.createdAt, labels: item.labels, annotations: item.annotations)
  }
}

extension ContainerStatus {
  init(_ status: Runtime_V1_ContainerStatus) {
    self.init(
      id: status.id, name: status.metadata.name, attempt: status.metadata.attempt,
      state: ContainerState(status.state), createdAt: status.createdAt, startedAt: status.startedAt,
      finishedAt: status.finishedAt, exitCode: status.exitCode, image: status.image.image, imageRef: status.imageRef,
      imageID: status.imageID, reason: status.reason, message: status.message, labels: status.labels,
      annotations: status.annotations, mounts: status.mounts.map(ContainerMount.init), logPath: status.logPath)
  }
}

extension ContainerMount {
  init(_ mount: Runtime_V1_Mount) {
    let propagation: Propagation =
      switch mount.propagation {
      case .propagationHostToContainer: .hostToContainer
      case .propagationBidirectional: .bidirectional
      default: .none
      }
    self.init(
      containerPath: mount.containerPath, hostPath: mount.hostPath, isReadOnly: mount.readonly,
      propagation: propagation)
  }
}

extension ContainerStats {
  init(_ stats: Runtime_V1_ContainerStats) {
    self.init(id: stats.attributes.id, name: stats.attributes.metadata.name, labels: stats.attributes.labels)
    timestamp = max(stats.cpu.timestamp, stats.memory.timestamp)
    cpuUsageCoreNanoseconds = stats.cpu.usageCoreNanoSeconds.value
    memoryWorkingSetBytes = stats.memory.workingSetBytes.value
    memoryUsageBytes = stats.memory.usageBytes.value
    memoryRSSBytes = stats.memory.rssBytes.value
    pageFaults = stats.memory.pageFaults.value
    majorPageFaults = stats.memory.majorPageFaults.value
    writableLayerBytes = stats.writableLayer.usedBytes.value
    writableLayerInodes = stats.writableLayer.inodesUsed.value
  }
}

extension Image {
  init(_ image: Runtime_V1_Image) {
    self.init(
      id: image.id, tags: image.repoTags, digests: image.repoDigests, size: image.size,
      uid: image.hasUid ? image.uid.value : nil, userName: image.username, isPinned: image.pinned)
  }
}
