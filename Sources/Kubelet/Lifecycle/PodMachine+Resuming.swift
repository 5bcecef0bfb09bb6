import APIMachinery

extension PodMachine {
  /// Takes over a pod that had finished before, of which the runtime has nothing any more: what its status says of its
  /// containers stays.
  mutating func resume(finishedStatus status: JSONValue) {
    for key in ["initContainerStatuses", "containerStatuses"] {
      for entry in status.list(key) {
        let name = entry.string("name")
        guard containers[name] != nil else { continue }
        var record = ContainerRecord()
        record.restartCount = Int(entry.integer("restartCount") ?? 0)
        record.lastExit = Self.exit(entry[path: "lastState", "terminated"], entry)
        if let exit = Self.exit(entry[path: "state", "terminated"], entry) { record.phase = .exited(exit) }
        containers[name] = record
      }
    }
    isInitialized = true
    preparation = .cleaned
    let cause: Termination.Cause =
      status.string("reason").isEmpty
      ? .ended : .failed(reason: status.string("reason"), message: status.string("message"))
    stage = .terminated(Termination(cause: cause, gracePeriod: .zero))
    ips = status.list("podIPs").map { $0.string("ip") }
  }

  private static func exit(_ json: JSONValue?, _ entry: JSONValue) -> ContainerExit? {
    guard let json, let finishedAt = json.time("finishedAt") else { return nil }
    let id = json.string("containerID")
    return ContainerExit(
      id: String(id.split(separator: "/").last ?? ""), exitCode: Int32(clamping: json.integer("exitCode") ?? 0),
      reason: json.string("reason"), message: json.string("message"), startedAt: json.time("startedAt"),
      finishedAt: finishedAt, imageID: entry.string("imageID"), image: entry.string("image"))
  }
}
