import APIMachinery
import ContainerRuntime
import LinuxSupport

/// The parts of the Node object.
enum NodeObject {
  /// The version of the API this kubelet speaks, as clients compare it.
  static let kubeletVersion = "v1.36.0"
  /// The most images listed in the status.
  static let imagesMax = 50

  static func labels(node: NodeSettings, facts: HostFacts, extra: [String: String]) -> [String: String] {
    var labels = [
      "kubernetes.io/hostname": node.nodeName, "kubernetes.io/os": "linux", "kubernetes.io/arch": facts.architecture,
      "beta.kubernetes.io/os": "linux", "beta.kubernetes.io/arch": facts.architecture,
    ]
    labels.merge(extra) { $1 }
    return labels
  }

  /// - Parameter taints: `key=value:effect`.
  static func object(node: NodeSettings, labels: [String: String], taints: [String]) -> JSONValue {
    // Nothing is scheduled here until the node has shown that it is ready.
    var list: [JSONValue] = [["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]]
    for taint in taints {
      let parts = taint.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let pair = parts[0].split(separator: "=", maxSplits: 1)
      var json: JSONValue = ["key": .string(String(pair.first ?? "")), "effect": .string(String(parts[1]))]
      if pair.count == 2 { json["value"] = .string(String(pair[1])) }
      list.append(json)
    }
    return [
      "apiVersion": "v1", "kind": "Node",
      "metadata": [
        "name": .string(node.nodeName), "labels": .stringMap(labels),
        "annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true"],
      ],
      "spec": ["taints": .array(list)],
    ]
  }

  struct Condition: Equatable {
    var type: String
    var status: String
    var reason: String
    var message: String

    /// The event that tells of a change to it.
    var event: String? {
      let isTrue = status == "True"
      return switch type {
      case "Ready": isTrue ? "NodeReady" : "NodeNotReady"
      case "MemoryPressure": isTrue ? "NodeHasInsufficientMemory" : "NodeHasSufficientMemory"
      case "DiskPressure": isTrue ? "NodeHasDiskPressure" : "NodeHasNoDiskPressure"
      case "PIDPressure": isTrue ? "NodeHasInsufficientPID" : "NodeHasSufficientPID"
      default: nil
      }
    }
  }

  static func conditions(readiness: RuntimeReadiness, pressures: Set<NodePressure>) -> [Condition] {
    let memoryIsLow = pressures.contains(.memory)
    let diskIsLow = pressures.contains(.disk)
    let processesAreMany = pressures.contains(.processes)
    let problems = [
      readiness.runtimeProblem, readiness.networkProblem.map { "container runtime network not ready: \($0)" },
    ]
    .compactMap { $0 }
    return [
      Condition(
        type: "MemoryPressure", status: memoryIsLow ? "True" : "False",
        reason: memoryIsLow ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
        message: memoryIsLow ? "kubelet has insufficient memory available" : "kubelet has sufficient memory available"),
      Condition(
        type: "DiskPressure", status: diskIsLow ? "True" : "False",
        reason: diskIsLow ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
        message: diskIsLow ? "kubelet has disk pressure" : "kubelet has no disk pressure"),
      Condition(
        type: "PIDPressure", status: processesAreMany ? "True" : "False",
        reason: processesAreMany ? "KubeletHasInsufficientPID" : "KubeletHasSufficientPID",
        message: processesAreMany ? "kubelet has insufficient PID available" : "kubelet has sufficient PID available"),
      Condition(
        type: "Ready", status: problems.isEmpty ? "True" : "False",
        reason: problems.isEmpty ? "KubeletReady" : "KubeletNotReady",
        message: problems.isEmpty ? "kubelet is posting ready status" : problems.joined(separator: ", ")),
    ]
  }

  static func status(
    node: NodeSettings, facts: HostFacts, options: KubeletOptions, runtime: RuntimeVersion?
  ) -> JSONValue {
    let (capacity, allocatable) = node.resources.json
    let addresses =
      node.nodeIPs.map { JSONValue.object(JSONObject([("type", "InternalIP"), ("address", .string($0))])) }
      + [["type": "Hostname", "address": .string(node.nodeName)]]
    return [
      "capacity": capacity, "allocatable": allocatable, "addresses": .array(addresses),
      "daemonEndpoints": ["kubeletEndpoint": ["Port": .integer(Int64(options.port))]],
      "nodeInfo": [
        "machineID": .string(facts.machineID), "systemUUID": .string(facts.systemUUID), "bootID": .string(facts.bootID),
        "kernelVersion": .string(facts.kernelVersion), "osImage": .string(facts.osImage),
        "containerRuntimeVersion": .string(runtime.map { "\($0.name)://\(Self.plain($0.version))" } ?? ""),
        "kubeletVersion": .string(kubeletVersion), "kubeProxyVersion": "", "operatingSystem": "linux",
        "architecture": .string(facts.architecture),
      ],
    ]
  }

  /// Debian's version has a suffix that is not containerd's.
  private static func plain(_ version: String) -> Substring { version.prefix { $0 != "~" && $0 != "-" && $0 != "+" } }

  /// The largest first, as the scheduler's image locality wants them.
  static func images(_ images: [Image]) -> [JSONValue] {
    images.filter { !$0.tags.isEmpty || !$0.digests.isEmpty }.sorted { $0.size > $1.size }.prefix(imagesMax).map {
      image in
      ["names": .strings(image.digests + image.tags), "sizeBytes": .integer(Int64(clamping: image.size))]
    }
  }
}
