import APIMachinery

/// Rows of pods. The status column condenses phase, init containers and container states, as upstream's printer does.
struct PodTable: TablePrinter {
  func cells(_ pod: JSONValue, now: TableClock) -> [JSONValue] {
    let status = pod["status"] ?? [:]
    let summary = PodSummary(pod)
    let nominated = status["nominatedNodeName"]?.stringValue ?? ""
    let addresses = (status["podIPs"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
    return [
      TableCells.name(pod), .string("\(summary.ready)/\(summary.total)"), .string(summary.reason),
      .string(summary.restartsText(now)), TableCells.age(pod, now), .string(addresses.first ?? "<none>"),
      TableCells.text(pod[path: "spec", "nodeName"], or: "<none>"), .string(nominated.isEmpty ? "<none>" : nominated),
      .string(readinessGates(pod)),
    ]
  }

  private func readinessGates(_ pod: JSONValue) -> String {
    let gates = pod[path: "spec", "readinessGates"]?.arrayValue ?? []
    guard !gates.isEmpty else { return "<none>" }
    let conditions = pod[path: "status", "conditions"]?.arrayValue ?? []
    let met = gates.filter { gate in
      conditions.contains { $0["type"] == gate["conditionType"] && $0["status"] == "True" }
    }
    return "\(met.count)/\(gates.count)"
  }
}

/// What a pod is doing, in a word.
struct PodSummary {
  var reason: String
  var ready = 0
  var total = 0
  private var restarts: Int64 = 0
  private var lastRestart: Timestamp?
  private var sidecarRestarts: Int64 = 0
  private var lastSidecarRestart: Timestamp?

  init(_ pod: JSONValue) {
    let spec = pod["spec"] ?? [:]
    let status = pod["status"] ?? [:]
    total = spec["containers"]?.arrayValue?.count ?? 0
    let phase = status["phase"]?.stringValue ?? ""
    reason = status["reason"]?.stringValue ?? phase
    if let condition = Self.condition("PodScheduled", status), condition["reason"] == "SchedulingGated" {
      reason = "SchedulingGated"
    }

    let isInitializing = readInitContainers(spec, status)
    if !isInitializing || Self.condition("Initialized", status)?["status"] == "True" { readContainers(status) }
    if pod[path: "metadata", "deletionTimestamp"]?.stringValue != nil {
      if status["reason"] == "NodeLost" {
        reason = "Unknown"
      } else if phase != "Succeeded" && phase != "Failed" {
        reason = "Terminating"
      }
    }
  }

  func restartsText(_ now: TableClock) -> String {
    guard restarts > 0, let lastRestart else { return "\(restarts)" }
    return "\(restarts) (\(now.age(of: lastRestart)) ago)"
  }

  private static func condition(_ type: String, _ status: JSONValue) -> JSONValue? {
    (status["conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
  }

  private static func end(_ status: JSONValue) -> Timestamp? {
    status[path: "lastState", "terminated", "finishedAt"]?.stringValue.flatMap { try? Timestamp(rfc3339: $0) }
  }

  /// True while one of the init containers is still to finish.
  private mutating func readInitContainers(_ spec: JSONValue, _ status: JSONValue) -> Bool {
    let declared = spec["initContainers"]?.arrayValue ?? []
    let sidecars = Set(declared.filter { $0["restartPolicy"] == "Always" }.compactMap { $0["name"]?.stringValue })
    total += sidecars.count
    for (index, container) in (status["initContainerStatuses"]?.arrayValue ?? []).enumerated() {
      let isSidecar = sidecars.contains(container["name"]?.stringValue ?? "")
      count(container, isSidecar: isSidecar)
      let state = container["state"] ?? [:]
      if let ended = state["terminated"], ended["exitCode"]?.integerValue == 0 { continue }
      if isSidecar, container["started"] == true {
        if container["ready"] == true { ready += 1 }
        continue
      }
      if let ended = state["terminated"] {
        reason = "Init:" + Self.reason(ended)
      } else if let waiting = state[path: "waiting", "reason"]?.stringValue, !waiting.isEmpty,
        waiting != "PodInitializing"
      {
        reason = "Init:" + waiting
      } else {
        reason = "Init:\(index)/\(declared.count)"
      }
      return true
    }
    return false
  }

  private static func reason(_ ended: JSONValue) -> String {
    if let reason = ended["reason"]?.stringValue, !reason.isEmpty { return reason }
    if let signal = ended["signal"]?.integerValue, signal != 0 { return "Signal:\(signal)" }
    return "ExitCode:\(ended["exitCode"]?.integerValue ?? 0)"
  }

  private mutating func count(_ container: JSONValue, isSidecar: Bool) {
    let number = container["restartCount"]?.integerValue ?? 0
    restarts += number
    if isSidecar { sidecarRestarts += number }
    guard let end = Self.end(container) else { return }
    lastRestart = max(lastRestart ?? end, end)
    if isSidecar { lastSidecarRestart = max(lastSidecarRestart ?? end, end) }
  }

  private mutating func readContainers(_ status: JSONValue) {
    // The restarts of finished init containers are history once the pod runs.
    restarts = sidecarRestarts
    lastRestart = lastSidecarRestart
    var hasRunning = false
    for container in (status["containerStatuses"]?.arrayValue ?? []).reversed() {
      count(container, isSidecar: false)
      let state = container["state"] ?? [:]
      if let waiting = state[path: "waiting", "reason"]?.stringValue, !waiting.isEmpty {
        reason = waiting
      } else if let ended = state["terminated"] {
        reason = Self.reason(ended)
      } else if container["ready"] == true, state["running"] != nil {
        hasRunning = true
        ready += 1
      }
    }
    if reason == "Completed", hasRunning {
      reason = Self.condition("Ready", status)?["status"] == "True" ? "Running" : "NotReady"
    }
  }
}
