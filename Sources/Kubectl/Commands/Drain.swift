import APIMachinery
import ArgumentParser

/// `kubectl drain`.
struct Drain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Move every pod off a node.")
  @OptionGroup var flags: NodeFlags
  @Flag(name: .customLong("ignore-daemonsets"), help: "Leave the pods of DaemonSets.") var ignoreDaemonSets = false
  @Flag(name: .customLong("delete-emptydir-data"), help: "Evict pods even where that loses the data of an emptyDir.")
  var deleteEmptyDirData = false
  @Flag(help: "Evict pods that nothing will replace, too.") var force = false
  @Flag(name: .customLong("disable-eviction"), help: "Delete the pods instead, whatever their disruption budgets say.")
  var disableEviction = false
  @Option(
    name: .customLong("pod-selector"), help: ArgumentHelp("Only pods with these labels.", valueName: "selector"))
  var podSelector: String?
  @Option(name: .customLong("grace-period"), help: "Seconds to end in peace; -1: each pod's own.") var gracePeriod = -1
  @Option(
    name: .customLong("chunk-size"),
    help: ArgumentHelp("Read long lists in pieces of this size; 0 reads them whole.", valueName: "objects"))
  var chunkSize = 500
  @Option(help: ArgumentHelp("How long to go on; 0 is for ever.", valueName: "duration")) var timeout = "0s"

  func run() async throws {
    let limit = try Durations.required(timeout)
    let session = try flags.global.session()
    let nodes = try await flags.resolve(session, command: "drain")
    let scheduling = NodeScheduling(session: session, dryRun: flags.dryRun)
    for node in nodes { try await scheduling.set(node, unschedulable: true) }
    var failures = Failures()
    for node in nodes {
      do {
        try await drain(node[path: "metadata", "name"]?.stringValue ?? "", session, limit)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func drain(_ node: String, _ session: Session, _ limit: Duration) async throws {
    var query = [QueryItem("fieldSelector", "spec.nodeName=\(node)")]
    if let podSelector { query.append(QueryItem("labelSelector", podSelector)) }
    let list = try await ListReader(session: session, chunkSize: chunkSize).list("/api/v1/pods", query: query)
    let choice = DrainChoice(
      pods: list["items"]?.arrayValue ?? [], force: force, ignoresDaemonSets: ignoreDaemonSets,
      deletesLocalData: deleteEmptyDirData)
    if !choice.warnings.isEmpty { Terminal.warn(choice.warnings.joined(separator: "; ")) }
    guard choice.refusals.isEmpty else {
      throw KubectlError(
        "error: unable to drain node \"\(node)\" due to error: [\(choice.refusals.joined(separator: ", "))], continuing command...\n"
          + "There are pending nodes to be drained:\n \(node)\n"
          + choice.refusals.joined(separator: "\n"))
    }
    let deadline = limit == .zero ? nil : session.time.uptime() + limit
    for pod in choice.evicted { try await evict(pod, node, session, deadline: deadline) }
    Terminal.print("node/\(node) drained\(flags.dryRun.suffix)")
  }

  private func evict(_ pod: JSONValue, _ node: String, _ session: Session, deadline: Duration?) async throws {
    let name = pod[path: "metadata", "name"]?.stringValue ?? ""
    let namespace = pod[path: "metadata", "namespace"]?.stringValue ?? ""
    let path = "/api/v1/namespaces/\(namespace)/pods/\(name)"
    Terminal.print("\(disableEviction ? "deleting" : "evicting") pod \(namespace)/\(name)\(flags.dryRun.suffix)")
    guard flags.dryRun.dryRun == .none else { return }
    func checkDeadline() throws {
      if let deadline, session.time.uptime() > deadline {
        throw KubectlError("error: unable to drain node \"\(node)\": global timeout reached: \(timeout)")
      }
    }
    while true {
      do {
        try await remove(path, name, namespace, session)
        break
      } catch let error as APIError where error.code == 429 {
        Terminal.printError(
          "error when evicting pods/\"\(name)\" -n \"\(namespace)\" (will retry after 5s): \(error.message)")
        try checkDeadline()
        try await session.time.sleep(for: .seconds(5))
      } catch let error as APIError where error.code == 404 {
        return
      } catch let error as APIError {
        throw KubectlError(
          "error: unable to drain node \"\(node)\": error when evicting pods/\"\(name)\" -n \"\(namespace)\": \(error.message)"
        )
      }
    }
    while let present = try? await session.json("GET", path),
      present[path: "metadata", "uid"] == pod[path: "metadata", "uid"]
    {
      try checkDeadline()
      try await session.time.sleep(for: .milliseconds(300))
    }
    Terminal.print("pod/\(name) evicted")
  }

  private func remove(_ path: String, _ name: String, _ namespace: String, _ session: Session) async throws {
    let options: JSONValue = gracePeriod >= 0 ? ["gracePeriodSeconds": .integer(Int64(gracePeriod))] : [:]
    guard !disableEviction else {
      _ = try await session.json("DELETE", path, body: options)
      return
    }
    let eviction: JSONValue = [
      "apiVersion": "policy/v1", "kind": "Eviction",
      "metadata": ["name": .string(name), "namespace": .string(namespace)], "deleteOptions": options,
    ]
    _ = try await session.json("POST", path + "/eviction", body: eviction)
  }
}

/// Which pods of a node are evicted, and which hold the drain up.
struct DrainChoice {
  private(set) var evicted: [JSONValue] = []
  private(set) var warnings: [String] = []
  private(set) var refusals: [String] = []

  init(pods: [JSONValue], force: Bool, ignoresDaemonSets: Bool, deletesLocalData: Bool) {
    var daemons: [String] = []
    var bare: [String] = []
    var local: [String] = []
    for pod in pods {
      let metadata = pod["metadata"]
      if metadata?[path: "annotations", "kubernetes.io/config.mirror"] != nil { continue }
      let name = "\(metadata?["namespace"]?.stringValue ?? "")/\(metadata?["name"]?.stringValue ?? "")"
      let owner = Describers.controller(pod)
      let isFinished = ["Succeeded", "Failed"].contains(pod[path: "status", "phase"]?.stringValue ?? "")
      if owner?.hasPrefix("DaemonSet/") == true, !isFinished {
        daemons.append(name)
        continue
      }
      let hasEmptyDir = (pod[path: "spec", "volumes"]?.arrayValue ?? []).contains { $0["emptyDir"] != nil }
      if hasEmptyDir && !isFinished && !deletesLocalData { local.append(name) }
      if owner == nil && !isFinished { bare.append(name) }
      evicted.append(pod)
    }
    func say(_ names: [String], _ isAllowed: Bool, _ warning: String, _ refusal: String) {
      guard !names.isEmpty else { return }
      let list = names.joined(separator: ", ")
      if isAllowed { warnings.append("\(warning): \(list)") } else { refusals.append("\(refusal): \(list)") }
    }
    say(
      daemons, ignoresDaemonSets, "ignoring DaemonSet-managed Pods",
      "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)")
    say(local, false, "", "cannot delete Pods with local storage (use --delete-emptydir-data to override)")
    say(
      bare, force, "deleting Pods that declare no controller",
      "cannot delete Pods that declare no controller (use --force to override)")
  }
}
