/// The defaults that a table can't say, by the name that the schema calls them. Each gets the object that its rule
/// stands at.
enum DefaultFunctions {
  typealias Function = @Sendable (inout JSONObject, ObjectType) -> Void

  static let named: [String: Function] = [
    "volumeSource": volumeSource,
    "imageVolumePullPolicy": imageVolumePullPolicy,
    "imagePullPolicy": imagePullPolicy,
    "loadBalancerIPMode": { whole(&$0, $1, loadBalancerIPMode) },
    "podResources": podResources,
    "hostNetworkPorts": { whole(&$0, $1, hostNetworkPorts) },
    "namespaceNameLabel": { whole(&$0, $1, namespaceNameLabel) },
    "podAddresses": { first(&$0, $1, "podIP", of: "podIPs", in: "ip") },
    "nodeRanges": { first(&$0, $1, "podCIDR", of: "podCIDRs", in: nil) },
    "limitRangeItem": { whole(&$0, $1, limitRangeItem) },
    "customResourceDefinition": { whole(&$0, $1, customResourceDefinition) },
  ]

  /// Lets a function work on the object as a value.
  private static func whole(
    _ object: inout JSONObject, _ type: ObjectType, _ function: (inout JSONValue, ObjectType) -> Void
  ) {
    var value = JSONValue.object(object)
    object = JSONObject()
    function(&value, type)
    if case .object(let changed) = value { object = changed }
  }

  // MARK: Volumes and images

  /// A volume that says nothing but its name is an empty directory.
  private static func volumeSource(_ volume: inout JSONObject, _ type: ObjectType) {
    for index in volume.members.indices where volume.members[index].key != "name" { return }
    volume["emptyDir"] = .object(JSONObject())
  }

  private static func imageVolumePullPolicy(_ volume: inout JSONObject, _ type: ObjectType) {
    guard let image = volume["image"], (image["pullPolicy"]?.stringValue ?? "").isEmpty else { return }
    volume["image"]?["pullPolicy"] = .string(pullPolicy(of: image["reference"]?.stringValue ?? ""))
  }

  private static func imagePullPolicy(_ container: inout JSONObject, _ type: ObjectType) {
    guard (container["imagePullPolicy"]?.stringValue ?? "").isEmpty else { return }
    setInOrder("imagePullPolicy", to: .string(pullPolicy(of: container["image"]?.stringValue ?? "")), &container, type)
  }

  /// Images that may change under their name are pulled always: those with the tag `latest` or without tag and digest.
  private static func pullPolicy(of image: String) -> String {
    if image.utf8.contains(UInt8(ascii: "@")) { return "IfNotPresent" }
    guard let colon = image.utf8.lastIndex(of: UInt8(ascii: ":")) else { return "Always" }
    let tag = image[image.utf8.index(after: colon)...]
    // A colon in front of a slash is that of a port.
    return tag == "latest" || tag.utf8.contains(UInt8(ascii: "/")) ? "Always" : "IfNotPresent"
  }

  /// Keeps the members in the order of the schema.
  private static func setInOrder(_ name: String, to value: JSONValue, _ object: inout JSONObject, _ type: ObjectType) {
    if object.position(of: name) != nil {
      object[name] = value
      return
    }
    guard let position = type.position(of: name) else { return }
    object.rewrite { members in
      var index = members.count
      while index > 0, let before = type.position(of: members[index - 1].key), before > position { index -= 1 }
      members.insert(JSONObject.Member(name, value), at: index)
    }
  }

  // MARK: Addresses

  /// Where older clients know one value and newer ones a list that begins with it: the one counts when both are given.
  ///
  /// - Parameter member: The member of the list's elements with the value; nil where it is the element.
  private static func first(
    _ object: inout JSONObject, _ type: ObjectType, _ single: String, of list: String, in member: String?
  ) {
    let value = object[single]?.stringValue ?? ""
    let head = object[list]?.arrayValue?.first
    let first = (member == nil ? head : head?[member ?? ""])?.stringValue ?? ""
    guard value != first else { return }
    if value.isEmpty {
      setInOrder(single, to: .string(first), &object, type)
    } else {
      let element = member.map { JSONValue.object(JSONObject(uniqueMembers: [($0, .string(value))])) }
      setInOrder(list, to: .array([element ?? .string(value)]), &object, type)
    }
  }

  // MARK: Services

  private static func loadBalancerIPMode(_ service: inout JSONValue, _ type: ObjectType) {
    guard service[path: "spec", "type"]?.stringValue == "LoadBalancer",
      case .array(var ingress)? = service[path: "status", "loadBalancer", "ingress"]
    else { return }
    for index in ingress.indices
    where !(ingress[index]["ip"]?.stringValue ?? "").isEmpty && ingress[index]["ipMode"] == nil {
      ingress[index]["ipMode"] = "VIP"
    }
    service["status"]?["loadBalancer"]?["ingress"] = .array(ingress)
  }

  // MARK: Pods

  /// Requests that aren't stated are as large as the limits. Only for pods: the pods of a template get theirs when
  /// they are made.
  private static func podResources(_ pod: inout JSONObject, _ type: ObjectType) {
    guard let index = pod.position(of: "spec"), lacksRequests(pod.members[index].value),
      case .object(var spec) = pod.members[index].value
    else { return }
    pod[position: index] = .null
    for list in ["containers", "initContainers"] {
      guard let index = spec.position(of: list), case .array(var containers) = spec.members[index].value else {
        continue
      }
      spec[position: index] = .null
      for index in containers.indices { requestLimits(&containers[index]) }
      spec[position: index] = .array(containers)
    }
    PodLevelResources.fill(&spec)
    pod[position: index] = .object(spec)
  }

  /// Whether there may be something to do; a specification that is complete isn't touched.
  private static func lacksRequests(_ spec: JSONValue) -> Bool {
    if spec["resources"] != nil { return true }
    return ["containers", "initContainers"].contains { list in
      guard case .array(let containers)? = spec[list] else { return false }
      return containers.contains { container in
        guard case .object(let limits)? = container[path: "resources", "limits"] else { return false }
        let requests = container[path: "resources", "requests"]
        return limits.contains { requests?[$0.key] == nil }
      }
    }
  }

  private static func requestLimits(_ container: inout JSONValue) {
    guard case .object(let limits)? = container[path: "resources", "limits"] else { return }
    var requests = container[path: "resources", "requests"]?.objectValue ?? JSONObject()
    var isComplete = true
    for (name, amount) in limits where requests[name] == nil {
      requests[name] = amount
      isComplete = false
    }
    if !isComplete { container["resources"]?["requests"] = .object(sorted(requests)) }
  }

  private static func sorted(_ object: JSONObject) -> JSONObject {
    JSONObject(uniqueMembers: object.members.sorted { $0.key < $1.key })
  }

  /// In the host's network, the port of a container is the port of the host.
  private static func hostNetworkPorts(_ pod: inout JSONValue, _ type: ObjectType) {
    guard pod[path: "spec", "hostNetwork"]?.boolValue == true else { return }
    for list in ["containers", "initContainers"] {
      guard case .array(var containers)? = pod[path: "spec", list] else { continue }
      for index in containers.indices {
        guard case .array(var ports)? = containers[index]["ports"] else { continue }
        for port in ports.indices where (ports[port]["hostPort"]?.integerValue ?? 0) == 0 {
          if case .object(var object) = ports[port], let number = object["containerPort"] {
            let name = object.position(of: "name").map { $0 + 1 } ?? 0
            object.rewrite { members in
              members.removeAll { $0.key == "hostPort" }
              members.insert(JSONObject.Member("hostPort", number), at: min(name, members.count))
            }
            ports[port] = .object(object)
          }
        }
        containers[index]["ports"] = .array(ports)
      }
      pod["spec"]?[list] = .array(containers)
    }
  }

  // MARK: Namespaces and their limits

  private static func namespaceNameLabel(_ namespace: inout JSONValue, _ type: ObjectType) {
    guard let name = namespace[path: "metadata", "name"]?.stringValue, !name.isEmpty,
      case .object(let metadata)? = namespace["metadata"]
    else { return }
    var labels = metadata["labels"]?.objectValue ?? JSONObject()
    labels["kubernetes.io/metadata.name"] = .string(name)
    guard case .object(let meta)? = type.field(named: "metadata")?.type else { return }
    var changed = metadata
    setInOrder("labels", to: .object(sorted(labels)), &changed, meta)
    namespace["metadata"] = .object(changed)
  }

  /// For containers: limits default to the maximum, requests to the limits, then to the minimum.
  private static func limitRangeItem(_ item: inout JSONValue, _ type: ObjectType) {
    guard item["type"]?.stringValue == "Container" else { return }
    func filled(_ name: String, from source: String) {
      guard case .object(let amounts)? = item[source], !amounts.isEmpty else { return }
      var target = item[name]?.objectValue ?? JSONObject()
      for (resource, amount) in amounts where target[resource] == nil { target[resource] = amount }
      item[name] = .object(sorted(target))
    }
    filled("default", from: "max")
    filled("defaultRequest", from: "default")
    filled("defaultRequest", from: "min")
  }

  // MARK: Custom resources

  private static func customResourceDefinition(_ definition: inout JSONValue, _ type: ObjectType) {
    if case .object(var names)? = definition[path: "spec", "names"],
      case .object(let spec)? = type.field(named: "spec")?.type,
      case .object(let namesType)? = spec.field(named: "names")?.type
    {
      let kind = names["kind"]?.stringValue ?? ""
      for (name, value) in [("singular", kind.lowercased()), ("listKind", kind + "List")] {
        guard !kind.isEmpty, (names[name]?.stringValue ?? "").isEmpty else { continue }
        setInOrder(name, to: .string(value), &names, namesType)
      }
      definition["spec"]?["names"] = .object(names)
    }
    if definition["spec"] != nil, definition[path: "spec", "conversion"]?.isNull ?? true {
      definition["spec"]?["conversion"] = ["strategy": "None"]
    }
    let stored = definition[path: "status", "storedVersions"]?.arrayValue ?? []
    if stored.isEmpty, case .array(let versions)? = definition[path: "spec", "versions"],
      let name = versions.first(where: { $0["storage"]?.boolValue == true })?["name"]
    {
      definition["status"]?["storedVersions"] = [name]
    }
  }
}
