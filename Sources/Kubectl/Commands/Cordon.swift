import APIMachinery
import ArgumentParser

/// The nodes a command works on.
struct NodeFlags: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var dryRun: DryRunFlags
  @Argument(help: "NODE…") var nodes: [String] = []
  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Nodes with these labels.", valueName: "selector")) var selector: String?

  func resolve(_ session: Session, command: String) async throws -> [JSONValue] {
    if let selector {
      guard nodes.isEmpty else { throw KubectlError("error: cannot specify both a node name and a --selector option") }
      let list = try await ListReader(session: session).list(
        "/api/v1/nodes", query: [QueryItem("labelSelector", selector)])
      return list["items"]?.arrayValue ?? []
    }
    guard !nodes.isEmpty else {
      throw KubectlError.usage("USAGE: \(command) NODE [flags]", String(command))
    }
    var found: [JSONValue] = []
    for name in nodes {
      let plain = name.split(separator: "/").last.map(String.init) ?? name
      found.append(try await session.json("GET", "/api/v1/nodes/\(plain)"))
    }
    return found
  }
}

/// `kubectl cordon`.
struct Cordon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Keep new pods off a node.")
  @OptionGroup var flags: NodeFlags

  func run() async throws { try await NodeScheduling.run(flags, unschedulable: true) }
}

/// `kubectl uncordon`.
struct Uncordon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Let pods onto a node again.")
  @OptionGroup var flags: NodeFlags

  func run() async throws { try await NodeScheduling.run(flags, unschedulable: false) }
}

/// Changes whether nodes take new pods.
struct NodeScheduling {
  let session: Session
  let dryRun: DryRunFlags

  static func run(_ flags: NodeFlags, unschedulable: Bool) async throws {
    let session = try flags.global.session()
    let scheduling = NodeScheduling(session: session, dryRun: flags.dryRun)
    for node in try await flags.resolve(session, command: unschedulable ? "cordon" : "uncordon") {
      try await scheduling.set(node, unschedulable: unschedulable)
    }
  }

  func set(_ node: JSONValue, unschedulable: Bool) async throws {
    let name = node[path: "metadata", "name"]?.stringValue ?? ""
    let verb = unschedulable ? "cordoned" : "uncordoned"
    if (node[path: "spec", "unschedulable"] == true) == unschedulable {
      Terminal.print("node/\(name) already \(verb)\(dryRun.suffix)")
      return
    }
    if dryRun.dryRun != .client {
      _ = try await session.json(
        "PATCH", "/api/v1/nodes/\(name)", query: dryRun.query,
        body: ["spec": ["unschedulable": unschedulable ? true : .null]],
        contentType: "application/strategic-merge-patch+json")
    }
    Terminal.print("node/\(name) \(verb)\(dryRun.suffix)")
  }
}
