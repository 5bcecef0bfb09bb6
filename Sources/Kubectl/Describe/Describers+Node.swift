import APIMachinery

extension Describers {
  static func node(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let status = object["status"] ?? [:]
    header(context, into: &text, showsNamespace: false)
    text.field(0, "Roles", roles(object))
    labelsAndAnnotations(object, into: &text)
    creationTime(object, into: &text)
    let taints = (object["spec"]?.list("taints") ?? []).sorted {
      ($0.text("effect"), $0.text("key")) < ($1.text("effect"), $1.text("key"))
    }.map { taint in
      "\(taint.text("key"))\(taint["value"]?.stringValue.map { "=\($0)" } ?? ""):\(taint.text("effect"))"
    }
    lines(0, "Taints", taints, into: &text)
    text.field(0, "Unschedulable", String(object[path: "spec", "unschedulable"] == true))
    await lease(context, into: &text)
    conditions(of: status, into: &text)
    text.line(0, "Addresses:")
    for address in status.list("addresses") { text.field(1, address.text("type"), address.text("address")) }
    for (member, title) in [("capacity", "Capacity"), ("allocatable", "Allocatable")] {
      let amounts = status.entries(member)
      guard !amounts.isEmpty else { continue }
      text.line(0, "\(title):")
      for (name, amount) in amounts { text.field(1, name, JSONPath.text(amount)) }
    }
    text.line(0, "System Info:")
    let info = status["nodeInfo"] ?? [:]
    for (member, title) in [
      ("machineID", "Machine ID"), ("systemUUID", "System UUID"), ("bootID", "Boot ID"),
      ("kernelVersion", "Kernel Version"), ("osImage", "OS Image"), ("operatingSystem", "Operating System"),
      ("architecture", "Architecture"), ("containerRuntimeVersion", "Container Runtime Version"),
      ("kubeletVersion", "Kubelet Version"), ("kubeProxyVersion", "Kube-Proxy Version"),
    ] { text.field(1, title, info.text(member)) }
    if let range = object[path: "spec", "podCIDR"]?.stringValue { text.field(0, "PodCIDR", range) }
    let ranges = (object["spec"]?.list("podCIDRs") ?? []).compactMap(\.stringValue)
    if !ranges.isEmpty { text.field(0, "PodCIDRs", ranges.joined(separator: ",")) }
    if let provider = object[path: "spec", "providerID"]?.stringValue { text.field(0, "ProviderID", provider) }
    let pods = await context.list(
      "/api/v1/pods",
      query: [QueryItem("fieldSelector", "spec.nodeName=\(context.name),status.phase!=Failed,status.phase!=Succeeded")])
    self.pods(pods, allocatable: status["allocatable"] ?? status["capacity"] ?? [:], context, into: &text)
    await context.addEvents(to: &text)
  }

  private static func roles(_ object: JSONValue) -> String {
    var roles = Set<String>()
    for (key, value) in object["metadata"]?.entries("labels") ?? [] {
      if key.hasPrefix("node-role.kubernetes.io/") { roles.insert(String(key.dropFirst(24))) }
      if key == "kubernetes.io/role", let role = value.stringValue { roles.insert(role) }
    }
    return roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ",")
  }

  private static func lease(_ context: DescribeContext, into text: inout DescribeText) async {
    do {
      let lease = try await context.session.json(
        "GET", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/\(context.name)")
      text.line(0, "Lease:")
      text.field(1, "HolderIdentity", lease[path: "spec", "holderIdentity"]?.stringValue ?? "<unset>")
      text.field(1, "AcquireTime", DescribeTime.text(lease[path: "spec", "acquireTime"]))
      text.field(1, "RenewTime", DescribeTime.text(lease[path: "spec", "renewTime"]))
    } catch let error as APIError {
      text.field(0, "Lease", "Failed to get lease: \(error.message)")
    } catch {
      text.field(0, "Lease", "Failed to get lease: \(error)")
    }
  }

  private static func conditions(of status: JSONValue, into text: inout DescribeText) {
    let conditions = status.list("conditions")
    guard !conditions.isEmpty else { return }
    text.line(0, "Conditions:")
    text.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage")
    text.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
    for condition in conditions {
      text.line(
        1,
        "\(condition.text("type")) \t\(condition.text("status")) \t\(DescribeTime.text(condition["lastHeartbeatTime"])) \t\(DescribeTime.text(condition["lastTransitionTime"])) \t\(condition.text("reason")) \t\(condition.text("message"))"
      )
    }
  }

  private static func pods(
    _ pods: [JSONValue], allocatable: JSONValue, _ context: DescribeContext, into text: inout DescribeText
  ) {
    func amount(_ value: JSONValue?) -> Quantity { value.flatMap { try? Quantity(json: $0) } ?? .zero }
    func share(_ used: Quantity, _ name: String) -> String {
      let all = amount(allocatable[name])
      let percent =
        name == "cpu"
        ? (all.milliValue > 0 ? used.milliValue * 100 / all.milliValue : 0)
        : (all.value > 0 ? Int64(used.approximateDouble * 100 / all.approximateDouble) : 0)
      return "\(used.canonical) (\(percent)%)"
    }
    text.field(0, "Non-terminated Pods", "(\(pods.count) in total)")
    text.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge")
    text.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---")
    var requests: [String: Quantity] = [:]
    var limits: [String: Quantity] = [:]
    for pod in pods {
      let its = PodAmounts(pod)
      for (name, value) in its.requests { requests[name, default: .zero] += value }
      for (name, value) in its.limits { limits[name, default: .zero] += value }
      let age = HumanDuration.age(since: pod[path: "metadata", "creationTimestamp"]?.stringValue, now: context.now)
      let cells = [
        share(its.requests["cpu"] ?? .zero, "cpu"), share(its.limits["cpu"] ?? .zero, "cpu"),
        share(its.requests["memory"] ?? .zero, "memory"), share(its.limits["memory"] ?? .zero, "memory"), age,
      ]
      let metadata = pod["metadata"] ?? [:]
      text.line(1, "\(metadata.text("namespace"))\t\(metadata.text("name"))\t\t\(cells.joined(separator: "\t"))")
    }
    text.line(0, "Allocated resources:")
    text.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)")
    text.line(1, "Resource\tRequests\tLimits")
    text.line(1, "--------\t--------\t------")
    for name in ["cpu", "memory", "ephemeral-storage"] {
      text.line(1, "\(name)\t\(share(requests[name] ?? .zero, name))\t\(share(limits[name] ?? .zero, name))")
    }
    let extended = (allocatable.objectValue?.keys ?? []).filter { $0.contains("/") || $0.hasPrefix("hugepages-") }
      .sorted()
    for name in extended {
      text.line(1, "\(name)\t\((requests[name] ?? .zero).canonical)\t\((limits[name] ?? .zero).canonical)")
    }
  }
}

/// What a pod asks for and may use at most: its containers together, or one of its init containers where that is more.
struct PodAmounts {
  private(set) var requests: [String: Quantity]
  private(set) var limits: [String: Quantity]

  init(_ pod: JSONValue) {
    requests = Self.total(pod, "requests")
    limits = Self.total(pod, "limits")
  }

  private static func total(_ pod: JSONValue, _ member: String) -> [String: Quantity] {
    var total: [String: Quantity] = [:]
    for container in pod["spec"]?.list("containers") ?? [] {
      for (name, amount) in amounts(container, member) { total[name, default: .zero] += amount }
    }
    var sidecars: [String: Quantity] = [:]
    var peak: [String: Quantity] = [:]
    for container in pod["spec"]?.list("initContainers") ?? [] {
      let isSidecar = container["restartPolicy"] == "Always"
      for (name, amount) in amounts(container, member) {
        if isSidecar {
          sidecars[name, default: .zero] += amount
          total[name, default: .zero] += amount
        }
        let now = isSidecar ? sidecars[name] ?? .zero : (sidecars[name] ?? .zero) + amount
        peak[name] = max(peak[name] ?? .zero, now)
      }
    }
    for (name, amount) in peak { total[name] = max(total[name] ?? .zero, amount) }
    for (name, amount) in (pod[path: "spec", "overhead"]?.objectValue ?? JSONObject()) where total[name] != nil {
      if let amount = try? Quantity(json: amount) { total[name, default: .zero] += amount }
    }
    return total
  }

  private static func amounts(_ container: JSONValue, _ member: String) -> [(String, Quantity)] {
    (container["resources"]?.entries(member) ?? []).compactMap { name, value in
      (try? Quantity(json: value)).map { (name, $0) }
    }
  }
}
