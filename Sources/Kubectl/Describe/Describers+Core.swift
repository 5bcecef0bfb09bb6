import APIMachinery

extension Describers {
  static func service(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    text.field(0, "Type", spec["type"]?.stringValue ?? "")
    if let policy = spec["ipFamilyPolicy"]?.stringValue { text.field(0, "IP Family Policy", policy) }
    let families = (spec["ipFamilies"]?.arrayValue ?? []).compactMap(\.stringValue)
    if !families.isEmpty { text.field(0, "IP Families", families.joined(separator: ",")) }
    text.field(0, "IP", spec["clusterIP"]?.stringValue ?? "")
    text.field(0, "IPs", (spec["clusterIPs"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ","))
    if let name = spec["externalName"]?.stringValue { text.field(0, "External Name", name) }
    let slices = await context.list(
      "/apis/discovery.k8s.io/v1/namespaces/\(context.namespace)/endpointslices",
      query: [QueryItem("labelSelector", "kubernetes.io/service-name=\(context.name)")])
    for port in spec["ports"]?.arrayValue ?? [] {
      let name = port["name"]?.stringValue ?? "<unset>"
      let kind = port["protocol"]?.stringValue ?? "TCP"
      text.field(0, "Port", "\(name)\t\(port["port"]?.integerValue ?? 0)/\(kind)".replacing("\t", with: "  "))
      text.field(0, "TargetPort", "\(JSONPath.text(port["targetPort"] ?? ""))/\(kind)")
      if let nodePort = port["nodePort"]?.integerValue { text.field(0, "NodePort", "\(name)  \(nodePort)/\(kind)") }
      text.field(0, "Endpoints", endpoints(slices, port: port["name"]?.stringValue ?? ""))
    }
    text.field(0, "Session Affinity", spec["sessionAffinity"]?.stringValue ?? "None")
    if let policy = spec["externalTrafficPolicy"]?.stringValue { text.field(0, "External Traffic Policy", policy) }
    if let policy = spec["internalTrafficPolicy"]?.stringValue { text.field(0, "Internal Traffic Policy", policy) }
  }

  private static func endpoints(_ slices: [JSONValue], port: String) -> String {
    var found: [String] = []
    for slice in slices {
      let number = (slice["ports"]?.arrayValue ?? []).first { ($0["name"]?.stringValue ?? "") == port }?["port"]?
        .integerValue
      guard let number else { continue }
      for endpoint in slice["endpoints"]?.arrayValue ?? [] where endpoint[path: "conditions", "ready"] != false {
        found += (endpoint["addresses"]?.arrayValue ?? []).compactMap(\.stringValue).map { "\($0):\(number)" }
      }
    }
    if found.count > 3 { return found.prefix(3).joined(separator: ",") + " + \(found.count - 3) more..." }
    return found.joined(separator: ",")
  }

  static func configMap(_ context: DescribeContext, into text: inout DescribeText) {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "")
    text.line(0, "Data")
    text.line(0, "====")
    for (key, value) in (context.object["data"]?.objectValue?.members ?? []).sorted(by: { $0.key < $1.key }) {
      text.line(0, "\(key):")
      text.line(0, "----")
      for line in (value.stringValue ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
        text.line(0, String(line))
      }
      text.line(0, "")
    }
    text.line(0, "")
    text.line(0, "BinaryData")
    text.line(0, "====")
    for (key, value) in (context.object["binaryData"]?.objectValue?.members ?? []).sorted(by: { $0.key < $1.key }) {
      text.line(0, "\(key): \((try? Base64.decode(value.stringValue ?? ""))?.count ?? 0) bytes")
    }
    text.line(0, "")
  }

  static func secret(_ context: DescribeContext, into text: inout DescribeText) {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "")
    text.field(0, "Type", context.object["type"]?.stringValue ?? "")
    text.line(0, "")
    text.line(0, "Data")
    text.line(0, "====")
    for (key, value) in (context.object["data"]?.objectValue?.members ?? []).sorted(by: { $0.key < $1.key }) {
      text.field(0, key, "\((try? Base64.decode(value.stringValue ?? ""))?.count ?? 0) bytes")
    }
  }

  static func serviceAccount(_ context: DescribeContext, into text: inout DescribeText) {
    func names(_ member: String) -> String {
      let names = (context.object[member]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
      return names.isEmpty ? "<none>" : names.joined(separator: ", ")
    }
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.field(0, "Image pull secrets", names("imagePullSecrets"))
    text.field(0, "Mountable secrets", names("secrets"))
    text.field(0, "Tokens", "<none>")
  }

  static func namespace(_ context: DescribeContext, into text: inout DescribeText) async {
    header(context, into: &text, showsNamespace: false)
    labelsAndAnnotations(context.object, into: &text)
    text.field(0, "Status", context.object[path: "status", "phase"]?.stringValue ?? "")
    let quotas = await context.list("/api/v1/namespaces/\(context.name)/resourcequotas")
    text.line(0, "")
    if quotas.isEmpty { text.line(0, "No resource quota.") }
    for quota in quotas {
      text.line(0, "Resource Quotas")
      text.line(0, "  Name:\t\(quota[path: "metadata", "name"]?.stringValue ?? "")")
      text.line(0, "  Resource\tUsed\tHard")
      for (name, hard) in quota[path: "status", "hard"]?.objectValue?.members ?? [] {
        text.line(0, "  \(name)\t\(JSONPath.text(quota[path: "status", "used", name] ?? "0"))\t\(JSONPath.text(hard))")
      }
    }
    text.line(0, "")
    let limits = await context.list("/api/v1/namespaces/\(context.name)/limitranges")
    if limits.isEmpty { text.line(0, "No LimitRange resource.") }
    for limit in limits { text.field(0, "LimitRange", limit[path: "metadata", "name"]?.stringValue ?? "") }
  }

  static func node(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let status = object["status"] ?? [:]
    header(context, into: &text, showsNamespace: false)
    let labels = object[path: "metadata", "labels"]?.objectValue?.members ?? []
    let roles = labels.map(\.key).filter { $0.hasPrefix("node-role.kubernetes.io/") }.map {
      $0.dropFirst("node-role.kubernetes.io/".count)
    }
    text.field(0, "Roles", roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ","))
    labelsAndAnnotations(object, into: &text)
    text.field(0, "CreationTimestamp", DescribeTime.text(object[path: "metadata", "creationTimestamp"]))
    let taints = (object[path: "spec", "taints"]?.arrayValue ?? []).map { taint in
      "\(taint["key"]?.stringValue ?? "")\(taint["value"]?.stringValue.map { "=\($0)" } ?? ""):\(taint["effect"]?.stringValue ?? "")"
    }
    text.field(0, "Taints", taints.isEmpty ? "<none>" : taints.joined(separator: ", "))
    text.field(0, "Unschedulable", String(object[path: "spec", "unschedulable"] == true))
    text.line(0, "Conditions:")
    text.line(0, "  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage")
    text.line(0, "  ----\t------\t-----------------\t------------------\t------\t-------")
    for condition in status["conditions"]?.arrayValue ?? [] {
      text.line(
        0,
        "  \(condition["type"]?.stringValue ?? "") \t\(condition["status"]?.stringValue ?? "") \t\(DescribeTime.text(condition["lastHeartbeatTime"])) \t\(DescribeTime.text(condition["lastTransitionTime"])) \t\(condition["reason"]?.stringValue ?? "") \t\(condition["message"]?.stringValue ?? "")"
      )
    }
    text.line(0, "Addresses:")
    for address in status["addresses"]?.arrayValue ?? [] {
      text.field(1, address["type"]?.stringValue ?? "", address["address"]?.stringValue ?? "")
    }
    for (member, title) in [("capacity", "Capacity"), ("allocatable", "Allocatable")] {
      text.line(0, "\(title):")
      for (name, amount) in (status[member]?.objectValue?.members ?? []).sorted(by: { $0.key < $1.key }) {
        text.field(1, name, JSONPath.text(amount))
      }
    }
    text.line(0, "System Info:")
    let info = status["nodeInfo"] ?? [:]
    for (member, title) in [
      ("machineID", "Machine ID"), ("systemUUID", "System UUID"), ("bootID", "Boot ID"),
      ("kernelVersion", "Kernel Version"),
      ("osImage", "OS Image"), ("operatingSystem", "Operating System"), ("architecture", "Architecture"),
      ("containerRuntimeVersion", "Container Runtime Version"), ("kubeletVersion", "Kubelet Version"),
      ("kubeProxyVersion", "Kube-Proxy Version"),
    ] { text.field(1, title, info[member]?.stringValue ?? "") }
    if let range = object[path: "spec", "podCIDR"]?.stringValue { text.field(0, "PodCIDR", range) }
    let pods = await context.list(
      "/api/v1/pods",
      query: [QueryItem("fieldSelector", "spec.nodeName=\(context.name),status.phase!=Failed,status.phase!=Succeeded")])
    text.line(0, "Non-terminated Pods:\t(\(pods.count) in total)")
    text.line(0, "  Namespace\tName\tAge")
    text.line(0, "  ---------\t----\t---")
    for pod in pods {
      let age = HumanDuration.age(since: pod[path: "metadata", "creationTimestamp"]?.stringValue, now: context.now)
      text.line(
        0,
        "  \(pod[path: "metadata", "namespace"]?.stringValue ?? "")\t\(pod[path: "metadata", "name"]?.stringValue ?? "")\t\(age)"
      )
    }
  }
}
