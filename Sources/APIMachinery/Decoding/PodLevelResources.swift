/// The defaults of a pod's own resources (`spec.resources`) from those of its containers.
enum PodLevelResources {
  private static func isSupported(_ resource: String) -> Bool {
    resource == "cpu" || resource == "memory" || resource.hasPrefix("hugepages-")
  }

  /// Fills in `resources` of a pod's specification, where it states any.
  static func fill(_ spec: inout JSONObject) {
    guard case .object(var resources)? = spec["resources"] else { return }
    var limits = resources["limits"]?.objectValue ?? JSONObject()
    var requests = resources["requests"]?.objectValue ?? JSONObject()
    guard !limits.isEmpty || !requests.isEmpty else { return }
    let containers = spec["containers"]?.arrayValue ?? []
    let initContainers = spec["initContainers"]?.arrayValue ?? []
    // Huge pages can't be promised beyond what there is: the pod's limit is the sum of its containers'.
    for (name, amount) in total(of: "limits", containers, initContainers)
    where name.hasPrefix("hugepages-") && requests[name] == nil && limits[name] == nil {
      limits[name] = amount.json
    }
    if !limits.isEmpty {
      for (name, amount) in total(of: "requests", containers, initContainers)
      where isSupported(name) && !name.hasPrefix("hugepages-") && requests[name] == nil {
        requests[name] = amount.json
      }
      for (name, amount) in limits where isSupported(name) && requests[name] == nil { requests[name] = amount }
    }
    if !limits.isEmpty { resources["limits"] = .object(limits) }
    if !requests.isEmpty { resources["requests"] = .object(requests) }
    spec["resources"] = .object(resources)
  }

  /// What the containers need at most at any time: all together, or one init container with the sidecars started
  /// before it. Sorted by name.
  private static func total(
    of kind: String, _ containers: [JSONValue], _ initContainers: [JSONValue]
  ) -> [(String, Quantity)] {
    var running: [String: Quantity] = [:]
    var sidecars: [String: Quantity] = [:]
    var starting: [String: Quantity] = [:]
    for container in containers { running.merge(amounts(kind, container)) { $0 + $1 } }
    for container in initContainers {
      if container["restartPolicy"]?.stringValue == "Always" {
        sidecars.merge(amounts(kind, container)) { $0 + $1 }
        starting.merge(sidecars) { max($0, $1) }
      } else {
        let together = amounts(kind, container).merging(sidecars) { $0 + $1 }
        starting.merge(together) { max($0, $1) }
      }
    }
    running.merge(sidecars) { $0 + $1 }
    return running.merging(starting) { max($0, $1) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func amounts(_ kind: String, _ container: JSONValue) -> [String: Quantity] {
    var amounts: [String: Quantity] = [:]
    for (name, value) in container[path: "resources", kind]?.objectValue ?? JSONObject() {
      if let amount = try? Quantity(json: value) { amounts[name] = amount }
    }
    return amounts
  }
}
