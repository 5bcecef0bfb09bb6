import APIMachinery
import ArgumentParser

/// `kubectl cordon`.
struct Cordon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Keep new pods off a node.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "NODE…") var nodes: [String]

  func run() async throws { try await NodeScheduling(session: try global.session()).set(nodes, unschedulable: true) }
}

/// `kubectl uncordon`.
struct Uncordon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Let pods onto a node again.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "NODE…") var nodes: [String]

  func run() async throws { try await NodeScheduling(session: try global.session()).set(nodes, unschedulable: false) }
}

struct NodeScheduling {
  let session: Session

  func set(_ nodes: [String], unschedulable: Bool) async throws {
    for name in nodes.map({ $0.hasPrefix("node/") ? String($0.dropFirst(5)) : $0 }) {
      let node = try await session.json("GET", "/api/v1/nodes/\(name)")
      if (node[path: "spec", "unschedulable"] == true) == unschedulable {
        Terminal.print("node/\(name) already \(unschedulable ? "cordoned" : "uncordoned")")
        continue
      }
      _ = try await session.json(
        "PATCH", "/api/v1/nodes/\(name)", body: ["spec": ["unschedulable": unschedulable ? true : .null]],
        contentType: "application/strategic-merge-patch+json")
      Terminal.print("node/\(name) \(unschedulable ? "cordoned" : "uncordoned")")
    }
  }
}

/// `kubectl drain`.
struct Drain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Move every pod off a node.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "NODE") var node: String
  @Flag(name: .customLong("ignore-daemonsets"), help: "Leave the pods of DaemonSets.") var ignoreDaemonSets = false
  @Flag(name: .customLong("delete-emptydir-data"), help: "Evict pods even where that loses the data of an emptyDir.")
  var deleteEmptyDirData = false
  @Flag(help: "Evict pods that nothing will replace, too.") var force = false
  @Option(name: .customLong("grace-period"), help: "Seconds to end in peace; -1: each pod's own.") var gracePeriod = -1
  @Option(help: ArgumentHelp("How long to go on; 0 is for ever.", valueName: "duration")) var timeout = "0s"

  func run() async throws {
    let session = try global.session()
    guard let limit = Durations.parse(timeout) else { throw KubectlError("error: invalid duration \"\(timeout)\"") }
    try await NodeScheduling(session: session).set([node], unschedulable: true)
    let list = try await session.json(
      "GET", "/api/v1/pods", query: [QueryItem("fieldSelector", "spec.nodeName=\(node)")])
    var evicted: [JSONValue] = []
    var refused: [String] = []
    for pod in list["items"]?.arrayValue ?? [] {
      let name =
        "\(pod[path: "metadata", "namespace"]?.stringValue ?? "")/\(pod[path: "metadata", "name"]?.stringValue ?? "")"
      if pod[path: "metadata", "annotations", "kubernetes.io/config.mirror"] != nil { continue }
      let owner = Describers.controller(pod)
      let isFinished = ["Succeeded", "Failed"].contains(pod[path: "status", "phase"]?.stringValue ?? "")
      if owner?.hasPrefix("DaemonSet/") == true, !isFinished {
        if ignoreDaemonSets {
          Terminal.warn("ignoring DaemonSet-managed Pods: \(name)")
        } else {
          refused.append("cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): \(name)")
        }
        continue
      }
      let hasEmptyDir = (pod[path: "spec", "volumes"]?.arrayValue ?? []).contains { $0["emptyDir"] != nil }
      if hasEmptyDir && !deleteEmptyDirData && !isFinished {
        refused.append("cannot delete Pods with local storage (use --delete-emptydir-data to override): \(name)")
      } else if owner == nil && !force && !isFinished {
        refused.append("cannot delete Pods that declare no controller (use --force to override): \(name)")
      } else {
        evicted.append(pod)
      }
    }
    guard refused.isEmpty else {
      throw KubectlError(
        "error: unable to drain node \"\(node)\" due to error: [\(refused.joined(separator: ", "))], continuing command..."
      )
    }
    let deadline = session.time.uptime() + limit
    for pod in evicted { try await evict(pod, session, deadline: limit == .zero ? nil : deadline) }
    Terminal.print("node/\(node) drained")
  }

  private func evict(_ pod: JSONValue, _ session: Session, deadline: Duration?) async throws {
    let name = pod[path: "metadata", "name"]?.stringValue ?? ""
    let namespace = pod[path: "metadata", "namespace"]?.stringValue ?? ""
    let path = "/api/v1/namespaces/\(namespace)/pods/\(name)"
    Terminal.print("evicting pod \(namespace)/\(name)")
    var eviction: JSONValue = [
      "apiVersion": "policy/v1", "kind": "Eviction",
      "metadata": ["name": .string(name), "namespace": .string(namespace)],
    ]
    if gracePeriod >= 0 { eviction["deleteOptions"] = ["gracePeriodSeconds": .integer(Int64(gracePeriod))] }
    func checkDeadline() throws {
      if let deadline, session.time.uptime() > deadline {
        throw KubectlError("error: unable to drain node \"\(node)\": global timeout reached: \(timeout)")
      }
    }
    while true {
      do {
        _ = try await session.json("POST", path + "/eviction", body: eviction)
        break
      } catch let error as APIError where error.code == 429 {
        Terminal.printError(
          "error when evicting pods/\"\(name)\" -n \"\(namespace)\" (will retry after 5s): \(error.message)")
        try checkDeadline()
        try await session.time.sleep(for: .seconds(5))
      } catch let error as APIError where error.code == 404 {
        return
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
}
