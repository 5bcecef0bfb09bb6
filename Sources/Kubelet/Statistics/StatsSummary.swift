import APIMachinery
import ContainerRuntime
import LinuxSupport

/// `/stats/summary`: what the node, its pods and their containers use.
struct StatsSummary {
  var statistics: NodeStatistics
  var usage: UsageHistory
  /// Seconds since 1970.
  var bootedAt: Int64

  private var now: String { statistics.time.rfc3339 }

  var json: JSONValue { ["node": node, "pods": .array(statistics.pods.map(pod))] }

  private var node: JSONValue {
    let memory = statistics.memory
    let used = memory.totalBytes - min(memory.totalBytes, memory.availableBytes)
    var node: JSONValue = [
      "nodeName": .string(statistics.nodeName),
      "startTime": .string(Timestamp(seconds: bootedAt, nanoseconds: 0).rfc3339),
      "cpu": cpu("node", statistics.usage.cpuNanoseconds),
      "memory": [
        "time": .string(now), "availableBytes": Self.number(memory.availableBytes), "usageBytes": Self.number(used),
        "workingSetBytes": Self.number(used), "rssBytes": Self.number(statistics.usage.rssBytes),
      ],
      "network": network(statistics.network),
    ]
    if let disk = statistics.disk {
      node["fs"] = filesystem(disk, used: disk.totalBytes - min(disk.totalBytes, disk.availableBytes))
    }
    if let images = statistics.images {
      var filesystem = images.space.map { self.filesystem($0, used: images.used) } ?? ["time": .string(now)]
      filesystem["usedBytes"] = Self.number(images.used)
      filesystem["inodesUsed"] = Self.number(images.inodes)
      node["runtime"] = ["imageFs": filesystem, "containerFs": filesystem]
    }
    if let processes = statistics.processes {
      node["rlimit"] = [
        "time": .string(now), "maxpid": .integer(processes.max), "curproc": .integer(processes.count),
      ]
    }
    return node
  }

  private func pod(_ pod: NodeStatistics.Pod) -> JSONValue {
    let storage =
      pod.containers.reduce(0) { $0 + Int64(clamping: $1.stats.writableLayerBytes) + $1.logs }
      + pod.volumes.reduce(0) { $0 + $1.usedBytes }
    var json: JSONValue = [
      "podRef": ["name": .string(pod.name), "namespace": .string(pod.namespace), "uid": .string(pod.uid)],
      "startTime": .string(pod.startTime), "containers": .array(pod.containers.map(container)),
      "cpu": cpu(pod.uid, pod.usage.cpuNanoseconds),
      "memory": memory(pod.usage.memoryBytes, pod.usage.workingSetBytes, pod.usage.rssBytes),
      "process_stats": ["process_count": Self.number(pod.usage.processes)],
    ]
    if !pod.network.isEmpty { json["network"] = network(pod.network) }
    if !pod.volumes.isEmpty {
      json["volume"] = .array(
        pod.volumes.map { volume in
          var json = volume.space.map { filesystem($0, used: 0) } ?? ["time": .string(now)]
          json["usedBytes"] = .integer(volume.usedBytes)
          json["name"] = .string(volume.name)
          return json
        })
    }
    var ephemeral = statistics.disk.map { filesystem($0, used: 0) } ?? ["time": .string(now)]
    ephemeral["usedBytes"] = .integer(storage)
    ephemeral["inodesUsed"] = Self.number(pod.containers.reduce(0) { $0 + $1.stats.writableLayerInodes })
    json["ephemeral-storage"] = ephemeral
    return json
  }

  private func container(_ container: NodeStatistics.Container) -> JSONValue {
    let stats = container.stats
    var memory = memory(stats.memoryUsageBytes, stats.memoryWorkingSetBytes, stats.memoryRSSBytes)
    memory["pageFaults"] = Self.number(stats.pageFaults)
    memory["majorPageFaults"] = Self.number(stats.majorPageFaults)
    var logs = statistics.disk.map { filesystem($0, used: 0) } ?? ["time": .string(now)]
    logs["usedBytes"] = .integer(container.logs)
    return [
      "name": .string(container.name), "startTime": .string((container.startedAt ?? statistics.time).rfc3339),
      "cpu": cpu(stats.id, stats.cpuUsageCoreNanoseconds), "memory": memory,
      "rootfs": [
        "time": .string(now), "usedBytes": Self.number(stats.writableLayerBytes),
        "inodesUsed": Self.number(stats.writableLayerInodes),
      ], "logs": logs,
    ]
  }

  private func cpu(_ id: String, _ nanoseconds: UInt64) -> JSONValue {
    // Before there were two looks nothing is known of the rate; programs expect the field.
    [
      "time": .string(now), "usageNanoCores": Self.number(usage.rate(id) ?? 0),
      "usageCoreNanoSeconds": Self.number(nanoseconds),
    ]
  }

  private func memory(_ usage: UInt64, _ workingSet: UInt64, _ rss: UInt64) -> JSONValue {
    [
      "time": .string(now), "usageBytes": Self.number(usage), "workingSetBytes": Self.number(workingSet),
      "rssBytes": Self.number(rss),
    ]
  }

  private func filesystem(_ space: DiskSpace, used: UInt64) -> JSONValue {
    [
      "time": .string(now), "availableBytes": Self.number(space.availableBytes),
      "capacityBytes": Self.number(space.totalBytes), "usedBytes": Self.number(used),
      "inodes": Self.number(space.totalInodes), "inodesFree": Self.number(space.freeInodes),
      "inodesUsed": Self.number(space.totalInodes - min(space.totalInodes, space.freeInodes)),
    ]
  }

  private func network(_ interfaces: [NetworkCounters]) -> JSONValue {
    func one(_ counters: NetworkCounters) -> JSONValue {
      [
        "name": .string(counters.name), "rxBytes": Self.number(counters.receivedBytes),
        "rxErrors": Self.number(counters.receiveErrors), "txBytes": Self.number(counters.sentBytes),
        "txErrors": Self.number(counters.sendErrors),
      ]
    }
    let first = interfaces.first { $0.name == "eth0" } ?? interfaces.first
    var json: JSONValue = first.map(one) ?? ["name": ""]
    json["time"] = .string(now)
    json["interfaces"] = .array(interfaces.map(one))
    return json
  }

  private static func number(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }
}
