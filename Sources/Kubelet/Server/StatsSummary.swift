import APIMachinery
import ContainerRuntime
import LinuxSupport

/// `/stats/summary`: what the node, its pods and their containers use.
struct StatsSummary: Sendable {
  var registry: PodRegistry
  var services: PodServices
  var facts: HostFacts

  func json() async throws -> JSONValue {
    let now = services.time.now().rfc3339
    let stats = Dictionary(grouping: try await services.runtime.containerStats()) {
      $0.labels[RuntimeLabel.podUID] ?? ""
    }
    var pods: [JSONValue] = []
    for worker in await registry.all {
      let pod = await worker.definition
      let containers = stats[pod.uid] ?? []
      let usage = services.cgroups?.usage(pod.cgroupPath(root: services.node.cgroupRoot)) ?? CgroupUsage()
      pods.append([
        "podRef": ["name": .string(pod.name), "namespace": .string(pod.namespace), "uid": .string(pod.uid)],
        "startTime": .string((await worker.status).string("startTime")),
        "containers": .array(containers.map { Self.container($0, now) }), "cpu": Self.cpu(usage.cpuNanoseconds, now),
        "memory": Self.memory(usage.memoryBytes, usage.workingSetBytes, usage.rssBytes, now),
        "process_stats": ["process_count": .integer(Int64(clamping: usage.processes))],
      ])
    }
    let node = services.cgroups?.usage("") ?? CgroupUsage()
    let memory = MemoryState.read(services.files)
    let disk = DiskSpace.of(services.node.rootDirectory)
    var nodeJSON: JSONValue = [
      "nodeName": .string(services.node.nodeName), "startTime": .string(now), "cpu": Self.cpu(node.cpuNanoseconds, now),
      "memory": [
        "time": .string(now), "availableBytes": .integer(Int64(clamping: memory.availableBytes)),
        "usageBytes": .integer(Int64(clamping: memory.totalBytes - min(memory.totalBytes, memory.availableBytes))),
        "workingSetBytes": .integer(
          Int64(clamping: memory.totalBytes - min(memory.totalBytes, memory.availableBytes))),
        "rssBytes": .integer(Int64(clamping: node.rssBytes)),
      ],
    ]
    if let disk {
      nodeJSON["fs"] = [
        "time": .string(now), "availableBytes": .integer(Int64(clamping: disk.availableBytes)),
        "capacityBytes": .integer(Int64(clamping: disk.totalBytes)),
        "usedBytes": .integer(Int64(clamping: disk.totalBytes - disk.availableBytes)),
        "inodes": .integer(Int64(clamping: disk.totalInodes)), "inodesFree": .integer(Int64(clamping: disk.freeInodes)),
      ]
    }
    return ["node": nodeJSON, "pods": .array(pods)]
  }

  private static func container(_ stats: ContainerStats, _ now: String) -> JSONValue {
    [
      "name": .string(stats.name), "startTime": .string(now), "cpu": cpu(stats.cpuUsageCoreNanoseconds, now),
      "memory": memory(stats.memoryUsageBytes, stats.memoryWorkingSetBytes, stats.memoryRSSBytes, now),
      "rootfs": [
        "time": .string(now), "usedBytes": .integer(Int64(clamping: stats.writableLayerBytes)),
        "inodesUsed": .integer(Int64(clamping: stats.writableLayerInodes)),
      ],
    ]
  }

  private static func cpu(_ nanoseconds: UInt64, _ now: String) -> JSONValue {
    ["time": .string(now), "usageCoreNanoSeconds": .integer(Int64(clamping: nanoseconds))]
  }

  private static func memory(_ usage: UInt64, _ workingSet: UInt64, _ rss: UInt64, _ now: String) -> JSONValue {
    [
      "time": .string(now), "usageBytes": .integer(Int64(clamping: usage)),
      "workingSetBytes": .integer(Int64(clamping: workingSet)), "rssBytes": .integer(Int64(clamping: rss)),
    ]
  }
}
