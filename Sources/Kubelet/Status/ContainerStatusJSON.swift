import APIMachinery

/// `containerStatuses` of a pod's status.
struct ContainerStatusJSON {
  var machine: PodMachine

  func statuses(of containers: [ContainerDefinition]) -> JSONValue {
    .array(containers.map(status))
  }

  /// A container is ready when it runs and its readiness probe says so; an init container when it has done its part.
  func isReady(_ container: ContainerDefinition) -> Bool {
    let record = machine.containers[container.name] ?? ContainerRecord()
    switch container.kind {
    case .initial: return record.exit?.exitCode == 0
    case .regular, .sidecar: return record.run != nil && record.isReady
    case .ephemeral: return false
    }
  }

  private func status(_ container: ContainerDefinition) -> JSONValue {
    let record = machine.containers[container.name] ?? ContainerRecord()
    var id = record.run?.id ?? record.exit?.id ?? record.lastExit?.id ?? ""
    if case .starting = record.phase, record.lastExit == nil { id = "" }
    let imageID = record.run?.imageID ?? record.exit?.imageID ?? record.lastExit?.imageID ?? ""
    let image = [record.run?.image, record.exit?.image, record.lastExit?.image].compactMap { $0 }.first { !$0.isEmpty }
    let (state, last) = states(container, record)
    var status: JSONValue = [
      "name": .string(container.name), "state": state, "lastState": last, "ready": .bool(isReady(container)),
      "restartCount": .integer(Int64(record.restartCount)), "image": .string(image ?? container.image),
      "imageID": .string(imageID), "containerID": .string(id.isEmpty ? "" : "containerd://\(id)"),
    ]
    if id.isEmpty { status["containerID"] = nil }
    if container.kind != .ephemeral {
      // What the definition says is what the node has granted.
      let granted = container.resources.json
      status["allocatedResources"] = granted["requests"]
      let actual = record.run?.resources?.json ?? granted
      status["resources"] = actual.isNull ? [:] : actual
    }
    status["started"] = .bool(record.run != nil && record.isStarted)
    if !container.mounts.isEmpty {
      status["volumeMounts"] = .array(
        container.mounts.map { mount in
          var json: JSONValue = ["name": .string(mount.volume), "mountPath": .string(mount.path)]
          if mount.isReadOnly {
            json["readOnly"] = true
            json["recursiveReadOnly"] = "Disabled"
          }
          return json
        })
    }
    return status
  }

  private func states(_ container: ContainerDefinition, _ record: ContainerRecord) -> (JSONValue, JSONValue) {
    let last = record.lastExit.map(Self.terminated) ?? .object(JSONObject())
    switch record.phase {
    case .running(let run):
      return (["running": ["startedAt": .string(run.startedAt.rfc3339)]], last)
    case .exited(let exit):
      // While it backs off, how it ended is the last state.
      if let waiting = record.waiting, machine.stage == .active {
        return (Self.waiting(waiting), Self.terminated(exit))
      }
      return (Self.terminated(exit), last)
    case .absent, .starting:
      return (Self.waiting(record.waiting ?? defaultWaiting(container)), last)
    }
  }

  private func defaultWaiting(_ container: ContainerDefinition) -> Waiting {
    let hasInit = !machine.definition.initContainers.isEmpty
    switch container.kind {
    case .initial, .sidecar: return hasInit && !isNext(container) ? .initializing : .creating
    default: return hasInit && !machine.isInitialized ? .initializing : .creating
    }
  }

  private func isNext(_ container: ContainerDefinition) -> Bool {
    machine.definition.initContainers.first { !isReady($0) }?.name == container.name
  }

  private static func waiting(_ waiting: Waiting) -> JSONValue {
    var json: JSONValue = ["reason": .string(waiting.reason)]
    if !waiting.message.isEmpty { json["message"] = .string(waiting.message) }
    return ["waiting": json]
  }

  private static func terminated(_ exit: ContainerExit) -> JSONValue {
    var json: JSONValue = ["exitCode": .integer(Int64(exit.exitCode))]
    if !exit.reason.isEmpty { json["reason"] = .string(exit.reason) }
    if !exit.message.isEmpty { json["message"] = .string(exit.message) }
    json["startedAt"] = exit.startedAt.map { .string($0.rfc3339) } ?? .null
    json["finishedAt"] = .string(exit.finishedAt.rfc3339)
    if !exit.id.isEmpty { json["containerID"] = .string("containerd://\(exit.id)") }
    return ["terminated": json]
  }
}
