import APIMachinery

/// Makes a pod's `status` from its machine. Remembers when each condition last changed.
struct PodStatusBuilder: Sendable {
  private struct Condition: Sendable {
    var status: String
    var since: Timestamp
  }

  private var conditions: [String: Condition] = [:]
  let hostIPs: [String]

  /// - Parameter status: The status that the API has, whose transition times go on.
  init(hostIPs: [String], status: JSONValue?) {
    self.hostIPs = hostIPs
    for condition in status?.list("conditions") ?? [] {
      guard let since = condition.time("lastTransitionTime") else { continue }
      conditions[condition.string("type")] = Condition(status: condition.string("status"), since: since)
    }
  }

  /// The status. Conditions that others own (readiness gates) are not in it: it is meant to be merged by type.
  mutating func status(of machine: PodMachine, now: Timestamp) -> JSONValue {
    let definition = machine.definition
    let containerStatuses = ContainerStatusJSON(machine: machine)
    let phase = machine.phase
    var status: JSONValue = ["phase": .string(phase.rawValue)]
    if definition.generation > 0 { status["observedGeneration"] = .integer(definition.generation) }
    status["conditions"] = .array(conditions(of: machine, phase, containerStatuses, now))
    if phase != .failed {
      // Why it fails is said when it has failed.
    } else if case .terminating(let end) = machine.stage, case .failed(let reason, let message) = end.cause {
      status["reason"] = .string(reason)
      status["message"] = .string(message)
    } else if case .terminated(let end) = machine.stage, case .failed(let reason, let message) = end.cause {
      status["reason"] = .string(reason)
      status["message"] = .string(message)
    }
    if let ip = hostIPs.first {
      status["hostIP"] = .string(ip)
      status["hostIPs"] = .array(hostIPs.map { ["ip": .string($0)] })
    }
    let ips = definition.hostNetwork ? (machine.sandboxID == nil ? [] : hostIPs) : machine.ips
    if let ip = ips.first {
      status["podIP"] = .string(ip)
      status["podIPs"] = .array(ips.map { ["ip": .string($0)] })
    }
    if let startTime = machine.startTime { status["startTime"] = .string(startTime.rfc3339) }
    if !definition.initContainers.isEmpty {
      status["initContainerStatuses"] = containerStatuses.statuses(of: definition.initContainers)
    }
    status["containerStatuses"] = containerStatuses.statuses(of: definition.containers)
    if !definition.ephemeralContainers.isEmpty {
      status["ephemeralContainerStatuses"] = containerStatuses.statuses(of: definition.ephemeralContainers)
    }
    if let resources = definition.podResources {
      status["resources"] = resources.json
      status["allocatedResources"] = resources.json["requests"]
    }
    status["qosClass"] = .string(definition.qosClass.rawValue)
    return status
  }

  private struct Verdict {
    var isTrue: Bool
    var reason = ""
    var message = ""
  }

  private mutating func conditions(
    of machine: PodMachine, _ phase: PodPhase, _ containers: ContainerStatusJSON, _ now: Timestamp
  ) -> [JSONValue] {
    let definition = machine.definition
    let initialized = initialization(machine, phase, containers)
    let containersReady = readiness(definition, phase, containers)
    // Volumes are made beside the sandbox here; upstream makes them before, and its condition says as much.
    let hasSandbox = if case .ready = machine.sandbox { machine.preparation == .done } else { false }
    let verdicts: [(type: String, verdict: Verdict)] = [
      ("PodReadyToStartContainers", Verdict(isTrue: hasSandbox)), ("Initialized", initialized),
      ("Ready", gates(definition, containersReady)), ("ContainersReady", containersReady),
      ("PodScheduled", Verdict(isTrue: true)),
    ]
    return (verdicts + occasional(machine)).map { type, verdict in
      let text = verdict.isTrue ? "True" : "False"
      var condition = conditions[type] ?? Condition(status: "", since: now)
      if condition.status != text { condition = Condition(status: text, since: now) }
      conditions[type] = condition
      var json: JSONValue = ["type": .string(type), "status": .string(text)]
      if definition.generation > 0 { json["observedGeneration"] = .integer(definition.generation) }
      json["lastProbeTime"] = .null
      json["lastTransitionTime"] = .string(condition.since.rfc3339)
      // Merging keeps what isn't mentioned: an old reason has to be taken away.
      json["reason"] = verdict.reason.isEmpty ? .null : .string(verdict.reason)
      json["message"] = verdict.message.isEmpty ? .null : .string(verdict.message)
      return json
    }
  }

  /// Conditions that are only there while there is something to say.
  private func occasional(_ machine: PodMachine) -> [(type: String, verdict: Verdict)] {
    var verdicts: [(type: String, verdict: Verdict)] = []
    switch machine.stage {
    case .terminating(let end), .terminated(let end):
      if end.isDisruption, case .failed(_, let message) = end.cause {
        verdicts.append(
          ("DisruptionTarget", Verdict(isTrue: true, reason: "TerminationByKubelet", message: message)))
      }
    case .active:
      if let pending = machine.resize.pending {
        verdicts.append(
          ("PodResizePending", Verdict(isTrue: true, reason: pending.reason, message: pending.message)))
      }
      if let progress = machine.resize.progress {
        verdicts.append(
          (
            "PodResizeInProgress",
            Verdict(isTrue: true, reason: progress.error == nil ? "" : "Error", message: progress.error ?? "")
          ))
      }
    }
    return verdicts
  }

  private func initialization(
    _ machine: PodMachine, _ phase: PodPhase, _ containers: ContainerStatusJSON
  ) -> Verdict {
    if machine.isInitialized { return Verdict(isTrue: true, reason: phase == .succeeded ? "PodCompleted" : "") }
    let incomplete = machine.definition.initContainers.filter { !containers.isReady($0) }.map(\.name)
    if incomplete.isEmpty { return Verdict(isTrue: true) }
    return Verdict(
      isTrue: false, reason: phase == .failed ? "PodFailed" : "ContainersNotInitialized",
      message: phase == .failed ? "" : "containers with incomplete status: [\(incomplete.joined(separator: " "))]")
  }

  private func readiness(
    _ definition: PodDefinition, _ phase: PodPhase, _ containers: ContainerStatusJSON
  ) -> Verdict {
    switch phase {
    case .succeeded: return Verdict(isTrue: false, reason: "PodCompleted")
    case .failed: return Verdict(isTrue: false, reason: "PodFailed")
    case .pending, .running: break
    }
    let counted = definition.initContainers.filter { $0.kind == .sidecar } + definition.containers
    let unready = counted.filter { !containers.isReady($0) }.map(\.name)
    if unready.isEmpty { return Verdict(isTrue: true) }
    return Verdict(
      isTrue: false, reason: "ContainersNotReady",
      message: "containers with unready status: [\(unready.joined(separator: " "))]")
  }

  /// A pod with readiness gates is ready when others have said so too.
  private func gates(_ definition: PodDefinition, _ containersReady: Verdict) -> Verdict {
    guard containersReady.isTrue, !definition.readinessGates.isEmpty else { return containersReady }
    let stored = definition.json["status"]?.list("conditions") ?? []
    var problems: [String] = []
    for gate in definition.readinessGates {
      guard let condition = stored.first(where: { $0.string("type") == gate }) else {
        problems.append("corresponding condition of pod readiness gate \"\(gate)\" does not exist.")
        continue
      }
      let status = condition.string("status")
      if status != "True" {
        problems.append("the status of pod readiness gate \"\(gate)\" is not \"True\", but \(status)")
      }
    }
    return problems.isEmpty
      ? containersReady
      : Verdict(isTrue: false, reason: "ReadinessGatesNotReady", message: problems.joined(separator: ", "))
  }
}
