import APIMachinery

/// What a pod may be told about itself, in variables and files.
struct DownwardAPI: Sendable {
  var pod: PodDefinition
  var podIPs: [String]
  var hostIPs: [String]
  var nodeName: String
  /// What the node has to give, for limits that aren't set.
  var allocatable: NodeResources.Amounts

  /// The value of a `fieldRef`; nil for a path that there isn't.
  func field(_ path: String) -> String? {
    switch path {
    case "metadata.name": return pod.name
    case "metadata.namespace": return pod.namespace
    case "metadata.uid": return pod.uid
    case "metadata.labels": return Self.lines(pod.labels)
    case "metadata.annotations": return Self.lines(pod.annotations)
    case "spec.nodeName": return nodeName
    case "spec.serviceAccountName": return pod.serviceAccountName
    case "status.hostIP": return hostIPs.first ?? ""
    case "status.hostIPs": return hostIPs.joined(separator: ",")
    case "status.podIP": return podIPs.first ?? ""
    case "status.podIPs": return podIPs.joined(separator: ",")
    default: break
    }
    for (prefix, map) in [("metadata.labels['", pod.labels), ("metadata.annotations['", pod.annotations)]
    where path.hasPrefix(prefix) && path.hasSuffix("']") {
      return map[String(path.dropFirst(prefix.count).dropLast(2))] ?? ""
    }
    return nil
  }

  /// `key="value"` lines, sorted, quoted as Go's `%q` does.
  private static func lines(_ map: [String: String]) -> String {
    map.sorted { $0.key < $1.key }.map { "\($0.key)=\(GoFormat.quoted($0.value))" }.joined(separator: "\n")
  }

  /// The value of a `resourceFieldRef`, rounded up to whole divisors; nil for a resource that there isn't.
  func resource(_ resource: String, of container: ContainerDefinition, divisor text: String) -> String? {
    let resources = container.resources
    let milli: Int64
    switch resource {
    case "limits.cpu": milli = resources.cpuLimitMilli ?? allocatable.cpuMilli
    case "requests.cpu": milli = resources.cpuRequestMilli ?? 0
    case "limits.memory": return whole(resources.memoryLimitBytes ?? allocatable.memoryBytes, text)
    case "requests.memory": return whole(resources.memoryRequestBytes ?? 0, text)
    case "limits.ephemeral-storage":
      return whole(resources.ephemeralStorageLimit ?? allocatable.ephemeralStorageBytes, text)
    case "requests.ephemeral-storage": return whole(resources.ephemeralStorageRequest ?? 0, text)
    default: return nil
    }
    let divisor = text.isEmpty || text == "0" ? 1000 : ((try? Quantity(parsing: text))?.milliValue ?? 1000)
    return divisor > 0 ? "\((milli + divisor - 1) / divisor)" : nil
  }

  private func whole(_ bytes: Int64, _ text: String) -> String? {
    let divisor = text.isEmpty || text == "0" ? 1 : ((try? Quantity(parsing: text))?.value ?? 1)
    return divisor > 0 ? "\((bytes + divisor - 1) / divisor)" : nil
  }
}
