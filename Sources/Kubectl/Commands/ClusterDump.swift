import APIMachinery
import ArgumentParser

/// `kubectl cluster-info dump`.
struct ClusterDump: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump", abstract: "Print what helps to find out why a cluster doesn't work.")
  @OptionGroup var global: GlobalFlags
  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "Of every namespace.") var allNamespaces = false
  @Option(help: ArgumentHelp("Of these namespaces.", valueName: "names")) var namespaces: [String] = []
  @Option(
    name: .customLong("output-directory"),
    help: ArgumentHelp("Write files there; - is standard output.", valueName: "folder")) var folder = "-"
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("json or yaml.", valueName: "format")) var output = "json"
  @Option(
    name: .customLong("pod-running-timeout"), help: ArgumentHelp("How long to wait for a pod.", valueName: "duration"))
  var podTimeout = "20s"

  /// What is told of each namespace, in upstream's order, and the files' names.
  private static let lists = [
    ("/api/v1", "events", "events"), ("/api/v1", "replicationcontrollers", "replication-controllers"),
    ("/api/v1", "services", "services"), ("/apis/apps/v1", "daemonsets", "daemonsets"),
    ("/apis/apps/v1", "deployments", "deployments"), ("/apis/apps/v1", "replicasets", "replicasets"),
    ("/api/v1", "pods", "pods"),
  ]

  func run() async throws {
    guard ["json", "yaml"].contains(output) else {
      throw KubectlError("error: unable to match a printer suitable for the output format \"\(output)\"")
    }
    let session = try global.session()
    try write(try await session.json("GET", "/api/v1/nodes"), "nodes")
    for namespace in try await chosen(session) {
      var pods: [JSONValue] = []
      for (group, resource, name) in Self.lists {
        let list = try await session.json("GET", "\(group)/namespaces/\(namespace)/\(resource)")
        try write(list, "\(namespace)/\(name)")
        if resource == "pods" { pods = list.list("items") }
      }
      for pod in pods { try await writeLogs(pod, namespace, session) }
    }
    if folder != "-" { Terminal.print("Cluster info dumped to \(folder)") }
  }

  private func chosen(_ session: Session) async throws -> [String] {
    if allNamespaces {
      return try await session.json("GET", "/api/v1/namespaces").list("items").compactMap {
        $0[path: "metadata", "name"]?.stringValue
      }
    }
    let named = namespaces.flatMap { $0.split(separator: ",").map(String.init) }
    return named.isEmpty ? ["kube-system", session.namespace] : named
  }

  private func write(_ list: JSONValue, _ name: String) throws {
    let text =
      output == "json" ? JSONText.pretty(list) + "\n" : String(decoding: YAMLCodec.encode(list), as: UTF8.self)
    try write(Array(text.utf8), "\(name).\(output)")
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    guard folder != "-" else { return Terminal.write(bytes, to: 1) }
    let path = "\(folder)/\(name)"
    if let slash = path.lastIndex(of: "/") { try LocalFiles.makeFolder(String(path[..<slash])) }
    try LocalFiles.write(path, bytes)
  }

  private func writeLogs(_ pod: JSONValue, _ namespace: String, _ session: Session) async throws {
    let name = pod[path: "metadata", "name"]?.stringValue ?? ""
    let containers = ["initContainers", "containers"].flatMap { pod["spec"]?.list($0) ?? [] }.map { $0.text("name") }
    for container in containers {
      let title = "logs for container \(container) of pod \(namespace)/\(name)"
      var text = Array("==== START \(title) ====\n".utf8)
      do {
        text += try await session.bytes(
          "GET", "/api/v1/namespaces/\(namespace)/pods/\(name)/log", query: [QueryItem("container", container)],
          accept: "application/json, */*")
      } catch let error as APIError {
        text += Array("Request log error: \(error.message)\n".utf8)
      }
      text += Array("==== END \(title) ====\n".utf8)
      try write(text, "\(namespace)/\(name)/logs.txt")
    }
  }
}
