import APIMachinery
import ContainerRuntime
import LinuxSupport

/// What the node, its pods and their containers have used, at one moment.
struct NodeStatistics: Sendable {
  struct Container: Sendable {
    var name: String
    var image: String
    var startedAt: Timestamp?
    var stats: ContainerStats
    /// Bytes.
    var logs: Int64 = 0
  }

  struct Volume: Sendable {
    var name: String
    var usedBytes: Int64
    var space: DiskSpace?
  }

  struct Pod: Sendable {
    var name: String
    var namespace: String
    var uid: String
    var startTime: String
    var usage: CgroupUsage
    var network: [NetworkCounters]
    var containers: [Container]
    var volumes: [Volume] = []
  }

  var time: Timestamp
  var nodeName: String
  var usage: CgroupUsage
  var memory: MemoryState
  var network: [NetworkCounters]
  var disk: DiskSpace?
  var images: (used: UInt64, inodes: UInt64, space: DiskSpace?)?
  /// In the order of their names.
  var pods: [Pod]
  /// Processes there are, and there can be.
  var processes: (count: Int64, max: Int64)?
}

/// Gathers what there is to know.
struct StatisticsReader: Sendable {
  var registry: PodRegistry
  var services: PodServices

  /// - Parameter withVolumes: Also measures the disk that volumes and logs take, which means walking through them.
  func read(withVolumes: Bool = false) async throws -> NodeStatistics {
    let stats = Dictionary(grouping: try await services.runtime.containerStats()) {
      $0.labels[RuntimeLabel.podUID] ?? ""
    }
    var pods: [NodeStatistics.Pod] = []
    for worker in await registry.all {
      // What has ended uses nothing any more.
      guard let sandbox = await worker.readySandboxID else { continue }
      pods.append(await pod(worker, sandbox, stats[worker.uid] ?? [], withVolumes: withVolumes))
    }
    var statistics = NodeStatistics(
      time: services.time.now(), nodeName: services.node.nodeName, usage: services.cgroups?.usage("") ?? CgroupUsage(),
      memory: MemoryState.read(services.files), network: network("/proc/self/net/dev"),
      disk: DiskSpace.of(services.node.rootDirectory),
      pods: pods.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) })
    if let images = try? await services.runtime.imageFilesystems().first {
      statistics.images = (images.usedBytes, images.usedInodes, DiskSpace.of(images.mountpoint))
    }
    let load = (try? services.files.readText("/proc/loadavg"))?.split(separator: " ") ?? []
    if load.count > 3, let count = Int64(load[3].split(separator: "/").last ?? ""),
      let max = (try? services.files.readText("/proc/sys/kernel/pid_max")).flatMap({ Int64($0.filter(\.isNumber)) })
    {
      statistics.processes = (count, max)
    }
    note(statistics)
    return statistics
  }

  private func pod(
    _ worker: PodWorker, _ sandbox: String, _ stats: [ContainerStats], withVolumes: Bool
  ) async -> NodeStatistics.Pod {
    let definition = await worker.definition
    let runs = await worker.runs
    var pod = NodeStatistics.Pod(
      name: definition.name, namespace: definition.namespace, uid: definition.uid,
      startTime: await worker.status.string("startTime"),
      usage: services.cgroups?.usage(definition.cgroupPath(root: services.node.cgroupRoot)) ?? CgroupUsage(),
      network: [], containers: [])
    if !definition.hostNetwork, let process = try? await services.runtime.sandboxProcess(sandbox) {
      pod.network = network("/proc/\(process)/net/dev")
    }
    for one in stats.sorted(by: { $0.name < $1.name }) {
      guard let run = runs[one.name], run.id == one.id else { continue }
      var container = NodeStatistics.Container(
        name: one.name, image: run.image, startedAt: run.startedAt, stats: one)
      if withVolumes {
        container.logs = services.files.treeSize("\(services.node.logDirectory(definition))/\(one.name)")
      }
      pod.containers.append(container)
    }
    if withVolumes {
      for volume in definition.volumes {
        guard let plugin = volume.source.directory else { continue }
        let path = services.node.volumeDirectory(definition.uid, plugin: plugin, name: volume.name)
        pod.volumes.append(
          .init(name: volume.name, usedBytes: services.files.treeSize(path), space: DiskSpace.of(path)))
      }
    }
    return pod
  }

  private func network(_ path: String) -> [NetworkCounters] {
    NetworkCounters.parse((try? services.files.readText(path)) ?? "")
  }

  private func note(_ statistics: NodeStatistics) {
    let now = services.time.uptime()
    var seen: Set<String> = ["node"]
    services.usage.note("node", nanoseconds: statistics.usage.cpuNanoseconds, at: now)
    for pod in statistics.pods {
      seen.insert(pod.uid)
      services.usage.note(pod.uid, nanoseconds: pod.usage.cpuNanoseconds, at: now)
      for container in pod.containers {
        seen.insert(container.stats.id)
        services.usage.note(container.stats.id, nanoseconds: container.stats.cpuUsageCoreNanoseconds, at: now)
      }
    }
    services.usage.keep(only: seen)
  }
}

extension PodWorker {
  /// The containers that run, by name.
  var runs: [String: ContainerRun] { machine.containers.compactMapValues(\.run) }
}

extension VolumeDefinition.Source {
  /// The name of its kind among the pod's directories; nil for what isn't kept there.
  var directory: String? {
    switch self {
    case .emptyDir: "empty-dir"
    case .configMap: "configmap"
    case .secret: "secret"
    case .downwardAPI: "downward-api"
    case .projected: "projected"
    case .hostPath, .claim, .unsupported: nil
    }
  }
}
