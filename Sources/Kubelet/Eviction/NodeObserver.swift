import APIMachinery
import ContainerRuntime
import LinuxSupport

/// What is left of something, and of how much.
struct EvictionObservation: Sendable, Equatable {
  var available: Int64
  var capacity: Int64
}

/// Looks at the node for the eviction manager. A protocol so that tests can have a node that runs full.
protocol NodeObserver: Sendable {
  /// What can be seen; a signal that can't is left out.
  func observe() async -> [EvictionSignal: EvictionObservation]
  /// What the pods use of what the signal is about.
  func usage(of pods: [PodDefinition], _ signal: EvictionSignal) async -> [PodUsage]
  /// Bytes on the node's disk: of each container (files it wrote and logs) and of each emptyDir, by name.
  func localStorage(of pod: PodDefinition) async -> (containers: [String: Int64], volumes: [String: Int64])
}

/// Looks at this machine.
struct SystemNodeObserver: NodeObserver {
  var runtime: any ContainerRuntime
  var node: NodeSettings
  var cgroups: CgroupManager?
  var files: any FileSystem

  func observe() async -> [EvictionSignal: EvictionObservation] {
    var seen: [EvictionSignal: EvictionObservation] = [:]
    let memory = MemoryState.read(files)
    if memory.totalBytes > 0 {
      seen[.memory] = EvictionObservation(
        available: Int64(clamping: memory.availableBytes), capacity: Int64(clamping: memory.totalBytes))
    }
    func see(_ path: String, _ bytes: EvictionSignal, _ inodes: EvictionSignal) {
      guard let disk = DiskSpace.of(path), disk.totalBytes > 0 else { return }
      seen[bytes] = EvictionObservation(
        available: Int64(clamping: disk.availableBytes), capacity: Int64(clamping: disk.totalBytes))
      // File systems such as btrfs don't count inodes.
      guard disk.totalInodes > 0 else { return }
      seen[inodes] = EvictionObservation(
        available: Int64(clamping: disk.freeInodes), capacity: Int64(clamping: disk.totalInodes))
    }
    see(node.rootDirectory, .nodeFilesystem, .nodeInodes)
    if let images = try? await runtime.imageFilesystems().first, !images.mountpoint.isEmpty {
      see(images.mountpoint, .imageFilesystem, .imageInodes)
    }
    // "0.20 0.18 0.12 1/80 11206": running and all.
    let load = (try? files.readText("/proc/loadavg"))?.split(separator: " ") ?? []
    let limit = (try? files.readText("/proc/sys/kernel/pid_max")).flatMap { Int64($0.filter(\.isNumber)) }
    if load.count > 3, let running = Int64(load[3].split(separator: "/").last ?? ""), let limit {
      seen[.processes] = EvictionObservation(available: limit - running, capacity: limit)
    }
    return seen
  }

  func usage(of pods: [PodDefinition], _ signal: EvictionSignal) async -> [PodUsage] {
    let stats = Dictionary(grouping: (try? await runtime.containerStats()) ?? []) {
      $0.labels[RuntimeLabel.podUID] ?? ""
    }
    var usages: [PodUsage] = []
    for pod in pods {
      let own = Dictionary((stats[pod.uid] ?? []).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      var usage = PodUsage(pod: pod, used: 0, requested: 0, containers: [])
      switch signal {
      case .memory:
        usage.requested = pod.requests.memoryBytes
        for container in pod.allContainers {
          let used = Int64(clamping: own[container.name]?.memoryWorkingSetBytes ?? 0)
          usage.used += used
          usage.containers.append(
            .init(name: container.name, used: used, requested: container.resources.memoryRequestBytes ?? 0))
        }
      case .nodeFilesystem, .imageFilesystem, .nodeInodes, .imageInodes:
        usage.requested = pod.requests.ephemeralStorageBytes
        let storage = await localStorage(of: pod)
        usage.used = storage.volumes.values.reduce(0, +)
        for container in pod.allContainers {
          let used = storage.containers[container.name] ?? 0
          usage.used += used
          usage.containers.append(
            .init(name: container.name, used: used, requested: container.resources.ephemeralStorageRequest ?? 0))
        }
      case .processes:
        let group = cgroups?.usage(pod.cgroupPath(root: node.cgroupRoot)) ?? CgroupUsage()
        usage.used = Int64(clamping: group.processes)
      }
      usages.append(usage)
    }
    return usages
  }

  func localStorage(of pod: PodDefinition) async -> (containers: [String: Int64], volumes: [String: Int64]) {
    var containers: [String: Int64] = [:]
    for one in (try? await runtime.containerStats()) ?? [] where one.labels[RuntimeLabel.podUID] == pod.uid {
      containers[one.name] = Int64(clamping: one.writableLayerBytes)
    }
    for container in pod.allContainers {
      let logs = files.treeSize("\(node.logDirectory(pod))/\(container.name)")
      if logs > 0 { containers[container.name, default: 0] += logs }
    }
    var volumes: [String: Int64] = [:]
    for volume in pod.volumes {
      // What is in memory counts as memory.
      guard case .emptyDir(inMemory: false, _) = volume.source else { continue }
      volumes[volume.name] = files.treeSize(node.volumeDirectory(pod.uid, plugin: "empty-dir", name: volume.name))
    }
    return (containers, volumes)
  }
}

extension FileSystem {
  /// Bytes of all files at `path` and below; what vanishes meanwhile doesn't count. Links aren't followed.
  func treeSize(_ path: String) -> Int64 {
    var total: Int64 = 0
    var waiting = [path]
    while let next = waiting.popLast() {
      guard let found = try? status(next) else { continue }
      if found.kind == .directory {
        for name in (try? list(next)) ?? [] { waiting.append("\(next)/\(name)") }
      } else {
        total += found.size
      }
    }
    return total
  }
}
