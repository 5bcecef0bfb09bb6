import APIMachinery

extension Describers {
  static func pod(_ context: DescribeContext, into text: inout DescribeText) async {
    let pod = context.object
    let spec = pod["spec"] ?? [:]
    let status = pod["status"] ?? [:]
    header(context, into: &text)
    text.field(0, "Priority", JSONPath.text(spec["priority"] ?? 0))
    if let name = spec["priorityClassName"]?.stringValue { text.field(0, "Priority Class Name", name) }
    if let name = spec["runtimeClassName"]?.stringValue { text.field(0, "Runtime Class Name", name) }
    text.field(0, "Service Account", spec["serviceAccountName"]?.stringValue ?? "")
    let node = spec["nodeName"]?.stringValue
    text.field(0, "Node", node.map { "\($0)/\(status["hostIP"]?.stringValue ?? "")" } ?? "<none>")
    if status["startTime"]?.stringValue != nil { text.field(0, "Start Time", DescribeTime.text(status["startTime"])) }
    labelsAndAnnotations(pod, into: &text)
    if let deleted = pod[path: "metadata", "deletionTimestamp"]?.stringValue {
      text.field(0, "Status", "Terminating (lasts \(HumanDuration.age(since: deleted, now: context.now)))")
      text.field(
        0, "Termination Grace Period", "\(pod[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue ?? 0)s")
    } else {
      text.field(0, "Status", status["phase"]?.stringValue ?? "")
    }
    if let reason = status["reason"]?.stringValue { text.field(0, "Reason", reason) }
    if let message = status["message"]?.stringValue { text.field(0, "Message", message) }
    text.field(0, "IP", status["podIP"]?.stringValue ?? "")
    let addresses = (status["podIPs"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
    if addresses.isEmpty {
      text.field(0, "IPs", "<none>")
    } else {
      text.line(0, "IPs:")
      for address in addresses { text.field(1, "IP", address) }
    }
    if let owner = controller(pod) { text.field(0, "Controlled By", owner) }
    containers("Init Containers", spec["initContainers"], status["initContainerStatuses"], level: 0, pod, into: &text)
    containers("Containers", spec["containers"], status["containerStatuses"], level: 0, pod, into: &text)
    containers(
      "Ephemeral Containers", spec["ephemeralContainers"], status["ephemeralContainerStatuses"], level: 0, pod,
      into: &text)
    if let gates = spec["readinessGates"]?.arrayValue, !gates.isEmpty {
      text.line(0, "Readiness Gates:")
      text.line(0, "  Type\tStatus")
      for gate in gates {
        let type = gate["conditionType"]?.stringValue ?? ""
        let found = (status["conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
        text.line(0, "  \(type) \t\(found?["status"]?.stringValue ?? "<none>") ")
      }
    }
    if let conditions = status["conditions"]?.arrayValue, !conditions.isEmpty {
      text.line(0, "Conditions:")
      text.line(0, "  Type\tStatus")
      for condition in conditions {
        text.line(0, "  \(condition["type"]?.stringValue ?? "") \t\(condition["status"]?.stringValue ?? "") ")
      }
    }
    volumes(spec["volumes"], level: 0, into: &text)
    text.field(0, "QoS Class", status["qosClass"]?.stringValue ?? "BestEffort")
    text.map(0, "Node-Selectors", spec["nodeSelector"])
    tolerations(spec["tolerations"], into: &text)
    spreadConstraints(spec["topologySpreadConstraints"], level: 0, into: &text)
    await context.addEvents(to: &text)
  }

  /// - Parameters:
  ///   - level: 0 in a pod, 1 in a template, where names are indented by one blank more and all else as in a pod.
  ///   - pod: Whose fields the environment may refer to; nil in a template.
  static func containers(
    _ title: String, _ list: JSONValue?, _ statuses: JSONValue?, level templateLevel: Int, _ pod: JSONValue? = nil,
    into text: inout DescribeText
  ) {
    guard let list = list?.arrayValue, !list.isEmpty else { return }
    text.line(templateLevel, "\(title):")
    let level = 0
    for container in list {
      let name = container["name"]?.stringValue ?? ""
      let status = (statuses?.arrayValue ?? []).first { $0["name"]?.stringValue == name }
      text.line(1, "\(templateLevel > 0 ? " " : "")\(name):")
      if let status {
        text.field(level + 2, "Container ID", status["containerID"]?.stringValue ?? "")
      }
      text.field(level + 2, "Image", container["image"]?.stringValue ?? "")
      if let status { text.field(level + 2, "Image ID", status["imageID"]?.stringValue ?? "") }
      ports(container["ports"]?.arrayValue ?? [], level: level + 2, into: &text)
      for (member, title) in [("command", "Command"), ("args", "Args")] {
        guard let words = container[member]?.arrayValue, !words.isEmpty else { continue }
        text.line(level + 2, "\(title):")
        for word in words {
          for line in (word.stringValue ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            text.line(level + 3, String(line))
          }
        }
      }
      if let status {
        state("State", status["state"], level: level + 2, into: &text)
        if let last = status["lastState"], last.objectValue?.isEmpty == false {
          state("Last State", last, level: level + 2, into: &text)
        }
        text.field(level + 2, "Ready", status["ready"] == true ? "True" : "False")
        text.field(level + 2, "Restart Count", JSONPath.text(status["restartCount"] ?? 0))
      }
      resources(container["resources"], level: level + 2, into: &text)
      for (member, title) in [
        ("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup"),
      ] {
        if let probe = container[member] { text.field(level + 2, title, self.probe(probe)) }
      }
      environment(container, pod, level: level + 2, into: &text)
      mounts(container["volumeMounts"]?.arrayValue ?? [], level: level + 2, into: &text)
    }
  }

  private static func ports(_ ports: [JSONValue], level: Int, into text: inout DescribeText) {
    func line(_ member: String) -> String {
      ports.map {
        "\($0[member]?.integerValue ?? 0)/\($0["protocol"]?.stringValue ?? "TCP")"
          + ($0["name"]?.stringValue.map { " (\($0))" } ?? "")
      }
      .joined(separator: ", ")
    }
    text.field(level, ports.count > 1 ? "Ports" : "Port", ports.isEmpty ? "<none>" : line("containerPort"))
    text.field(level, ports.count > 1 ? "Host Ports" : "Host Port", ports.isEmpty ? "<none>" : line("hostPort"))
  }

  private static func state(_ title: String, _ state: JSONValue?, level: Int, into text: inout DescribeText) {
    if let running = state?["running"] {
      text.field(level, title, "Running")
      text.field(level + 1, "Started", DescribeTime.text(running["startedAt"]))
    } else if let waiting = state?["waiting"] {
      text.field(level, title, "Waiting")
      if let reason = waiting["reason"]?.stringValue { text.field(level + 1, "Reason", reason) }
    } else if let ended = state?["terminated"] {
      text.field(level, title, "Terminated")
      if let reason = ended["reason"]?.stringValue { text.field(level + 1, "Reason", reason) }
      if let message = ended["message"]?.stringValue { text.field(level + 1, "Message", message) }
      text.field(level + 1, "Exit Code", JSONPath.text(ended["exitCode"] ?? 0))
      if let signal = ended["signal"]?.integerValue, signal > 0 { text.field(level + 1, "Signal", String(signal)) }
      text.field(level + 1, "Started", DescribeTime.text(ended["startedAt"]))
      text.field(level + 1, "Finished", DescribeTime.text(ended["finishedAt"]))
    } else {
      text.field(level, title, "Waiting")
    }
  }

  private static func resources(_ resources: JSONValue?, level: Int, into text: inout DescribeText) {
    for (member, title) in [("limits", "Limits"), ("requests", "Requests")] {
      guard let amounts = resources?[member]?.objectValue, !amounts.isEmpty else { continue }
      text.line(level, "\(title):")
      for (name, amount) in amounts.sorted(by: { $0.key < $1.key }) {
        text.field(level + 1, name, JSONPath.text(amount))
      }
    }
  }

  /// `http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3`.
  private static func probe(_ probe: JSONValue) -> String {
    func number(_ member: String, _ fallback: Int64) -> Int64 { probe[member]?.integerValue ?? fallback }
    let attributes =
      "delay=\(number("initialDelaySeconds", 0))s timeout=\(number("timeoutSeconds", 1))s period=\(number("periodSeconds", 10))s "
      + "#success=\(number("successThreshold", 1)) #failure=\(number("failureThreshold", 3))"
    if let command = probe[path: "exec", "command"]?.arrayValue {
      return "exec [\(command.compactMap(\.stringValue).joined(separator: " "))] \(attributes)"
    }
    if let http = probe["httpGet"] {
      let scheme = http["scheme"]?.stringValue?.lowercased() ?? "http"
      return
        "http-get \(scheme)://\(http["host"]?.stringValue ?? ""):\(JSONPath.text(http["port"] ?? ""))\(http["path"]?.stringValue ?? "") \(attributes)"
    }
    if let tcp = probe["tcpSocket"] {
      return "tcp-socket \(tcp["host"]?.stringValue ?? ""):\(JSONPath.text(tcp["port"] ?? "")) \(attributes)"
    }
    if let grpc = probe["grpc"] {
      return "grpc <pod>:\(JSONPath.text(grpc["port"] ?? "")) \(grpc["service"]?.stringValue ?? "") \(attributes)"
    }
    return "unknown \(attributes)"
  }

  /// The value of a field that an environment variable refers to, where it is one of the metadata.
  private static func value(of path: String, in pod: JSONValue?) -> String {
    let metadata = pod?["metadata"] ?? [:]
    for member in ["name", "namespace", "uid"] where path == "metadata.\(member)" { return metadata.text(member) }
    for member in ["labels", "annotations"] where path.hasPrefix("metadata.\(member)['") && path.hasSuffix("']") {
      return metadata[member]?.text(String(path.dropFirst("metadata.\(member)['".count).dropLast(2))) ?? ""
    }
    return ""
  }

  private static func environment(
    _ container: JSONValue, _ pod: JSONValue?, level: Int, into text: inout DescribeText
  ) {
    if let sources = container["envFrom"]?.arrayValue, !sources.isEmpty {
      text.line(level, "Environment Variables from:")
      for source in sources {
        let kind = source["configMapRef"] != nil ? "ConfigMap" : "Secret"
        let reference = source["configMapRef"] ?? source["secretRef"]
        let prefix = source["prefix"]?.stringValue.map { " with prefix '\($0)'" } ?? ""
        text.line(
          level + 1,
          "\(reference?["name"]?.stringValue ?? "")\t\(kind)\(prefix)\tOptional: \(reference?["optional"] == true)")
      }
    }
    guard let variables = container["env"]?.arrayValue, !variables.isEmpty else {
      return text.field(level, "Environment", "<none>")
    }
    text.line(level, "Environment:")
    for variable in variables {
      let name = variable["name"]?.stringValue ?? ""
      let source = variable["valueFrom"]
      if let field = source?["fieldRef"] {
        let path = field.text("fieldPath")
        let version = field["apiVersion"]?.stringValue ?? "v1"
        text.line(level + 1, "\(name):\t\(value(of: path, in: pod)) (\(version):\(path))")
      } else if let field = source?["resourceFieldRef"] {
        text.line(
          level + 1, "\(name):\t\(amount(of: field, container)) (\(field["resource"]?.stringValue ?? ""))")
      } else if let reference = source?["secretKeyRef"] ?? source?["configMapKeyRef"] {
        let place = source?["secretKeyRef"] != nil ? "in secret" : "of config map"
        text.line(
          level + 1,
          "\(name):\t<set to the key '\(reference.text("key"))' \(place) '\(reference.text("name"))'>\tOptional: \(reference["optional"] == true)"
        )
      } else {
        text.line(level + 1, "\(name):\t\(variable["value"]?.stringValue ?? "")")
      }
    }
  }

  private static func mounts(_ mounts: [JSONValue], level: Int, into text: inout DescribeText) {
    guard !mounts.isEmpty else { return text.field(level, "Mounts", "<none>") }
    text.line(level, "Mounts:")
    for mount in mounts.sorted(by: { ($0["mountPath"]?.stringValue ?? "") < ($1["mountPath"]?.stringValue ?? "") }) {
      var flags = [mount["readOnly"] == true ? "ro" : "rw"]
      if let path = mount["subPath"]?.stringValue { flags.append("path=\"\(path)\"") }
      text.line(
        level + 1,
        "\(mount["mountPath"]?.stringValue ?? "") from \(mount["name"]?.stringValue ?? "") (\(flags.joined(separator: ",")))"
      )
    }
  }

  /// What a reference to a container's own amounts stands for.
  private static func amount(of field: JSONValue, _ container: JSONValue) -> String {
    let parts = field.text("resource").split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let amounts = container[path: "resources", parts[0]], amounts[parts[1]] != nil,
      let amount = try? Quantity(json: amounts[parts[1]] ?? 0),
      let divisor = try? Quantity(json: field["divisor"] ?? "1")
    else { return "node allocatable" }
    let unit = divisor.isZero ? 1000 : max(1, divisor.milliValue)
    return String((amount.milliValue + unit - 1) / unit)
  }

  static func tolerations(_ tolerations: JSONValue?, level: Int = 0, into text: inout DescribeText) {
    let entries = (tolerations?.arrayValue ?? []).map { toleration -> (String, String) in
      var line = toleration.text("key")
      if let value = toleration["value"]?.stringValue, !value.isEmpty { line += "=\(value)" }
      if let effect = toleration["effect"]?.stringValue, !effect.isEmpty { line += ":\(effect)" }
      if toleration["operator"] == "Exists" { line += line.isEmpty ? "op=Exists" : " op=Exists" }
      if let seconds = toleration["tolerationSeconds"]?.integerValue { line += " for \(seconds)s" }
      return (toleration.text("key"), line)
    }
    self.lines(level, "Tolerations", entries.sorted { $0.0 < $1.0 }.map(\.1), into: &text)
  }

  /// `zone:DoNotSchedule when max skew 1 is exceeded for selector app=web`.
  static func spreadConstraints(_ list: JSONValue?, level: Int, into text: inout DescribeText) {
    guard let list = list?.arrayValue, !list.isEmpty else { return }
    let constraints = list.map { constraint in
      var line =
        "\(constraint.text("topologyKey")):\(constraint.text("whenUnsatisfiable")) when max skew \(constraint.number("maxSkew")) is exceeded"
      if let wanted = constraint["labelSelector"] { line += " for selector \(selector(wanted))" }
      return line
    }.sorted()
    lines(level, "Topology Spread Constraints", constraints, into: &text)
  }

  /// Lines under a title, the first beside it.
  static func lines(_ level: Int, _ title: String, _ lines: [String], into text: inout DescribeText) {
    guard let first = lines.first else { return text.field(level, title, "<none>") }
    text.line(level, "\(title):\t\(first)")
    for line in lines.dropFirst() { text.line(level, "\t\(line)") }
  }
}
