import APIMachinery
import ArgumentParser

/// `kubectl api-resources`.
struct APIResources: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api-resources", abstract: "List the resources the server has.")
  @OptionGroup var global: GlobalFlags
  @Option(name: .customLong("api-group"), help: ArgumentHelp("Only of this group.", valueName: "group")) var group:
    String?
  @Option(help: ArgumentHelp("Only those in namespaces, or not.", valueName: "true|false")) var namespaced: Bool?
  @Option(help: ArgumentHelp("Only those with all of these verbs.", valueName: "verbs")) var verbs: String?
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("Empty, wide or name.", valueName: "format")) var output: String?
  @Flag(name: .customLong("no-headers"), help: "Print no header line.") var noHeaders = false
  @Option(help: ArgumentHelp("Only those in all of these categories.", valueName: "categories"))
  var categories: String?
  @Option(name: .customLong("sort-by"), help: ArgumentHelp("name or kind.", valueName: "field")) var sortBy: String?
  @Argument(help: .hidden) var extra: [String] = []

  func run() async throws {
    guard extra.isEmpty else {
      throw KubectlError.usage("unexpected arguments: [\(extra.joined(separator: " "))]", "api-resources")
    }
    if let output, !["wide", "name"].contains(output) {
      throw KubectlError("error: --output \(output) is not available")
    }
    if let sortBy, !["name", "kind"].contains(sortBy) {
      throw KubectlError("error: --sort-by accepts only name or kind")
    }
    var seen: Set<String> = []
    var resources = try await global.session().mapper().resources.filter { seen.insert($0.qualifiedName).inserted }
    if let group { resources = resources.filter { $0.group == group } }
    if let namespaced { resources = resources.filter { $0.isNamespaced == namespaced } }
    if let verbs {
      resources = resources.filter { Set(verbs.split(separator: ",").map(String.init)).isSubset(of: $0.verbs) }
    }
    if let categories {
      resources = resources.filter {
        Set(categories.split(separator: ",").map(String.init)).isSubset(of: $0.categories)
      }
    }
    switch sortBy {
    case "name": resources.sort { ($0.plural, $0.group) < ($1.plural, $1.group) }
    case "kind": resources.sort { ($0.kind, $0.group) < ($1.kind, $1.group) }
    default: resources.sort { ($0.group, $0.plural) < ($1.group, $1.plural) }
    }
    if output == "name" {
      for resource in resources { Terminal.print(resource.qualifiedName) }
      return
    }
    var table = TextTable(header: ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"])
    if output == "wide" { table.header += ["VERBS", "CATEGORIES"] }
    table.rows = resources.map { resource in
      let row = [
        resource.plural, resource.shortNames.joined(separator: ","), resource.apiVersion, String(resource.isNamespaced),
        resource.kind,
      ]
      return output == "wide"
        ? row + [resource.verbs.joined(separator: ","), resource.categories.joined(separator: ",")] : row
    }
    Terminal.write(table.text(withHeader: !noHeaders), to: 1)
  }
}

/// `kubectl api-versions`.
struct APIVersions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api-versions", abstract: "List the API versions the server has.")
  @OptionGroup var global: GlobalFlags

  func run() async throws {
    for version in Set(try await global.session().mapper().resources.map(\.apiVersion)).sorted() {
      Terminal.print(version)
    }
  }
}

/// `kubectl version`.
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the versions of client and server.")
  static let version = "v1.36.2+apus"

  @OptionGroup var global: GlobalFlags
  @Flag(name: .customLong("client"), help: "Only the client's.") var clientOnly = false
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("Empty, json or yaml.", valueName: "format")) var output: String?

  func run() async throws {
    var info: JSONValue = [
      "clientVersion": ["gitVersion": .string(Self.version), "major": "1", "minor": "36", "platform": "linux/amd64"]
    ]
    if !clientOnly { info["serverVersion"] = try await global.session().json("GET", "/version") }
    switch output {
    case "json": return Terminal.print(JSONText.pretty(info, indent: "  "))
    case "yaml": return Terminal.print(String(decoding: YAMLCodec.encode(info), as: UTF8.self))
    case nil: break
    default: throw KubectlError("error: --output must be 'yaml' or 'json'")
    }
    Terminal.print("Client Version: \(Self.version)")
    if let server = info[path: "serverVersion", "gitVersion"]?.stringValue {
      Terminal.print("Server Version: \(server)")
    }
  }
}

/// `kubectl cluster-info`.
struct ClusterInfo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-info", abstract: "Print where the control plane is.", subcommands: [ClusterDump.self])
  @OptionGroup var global: GlobalFlags

  func run() async throws {
    let (session, server) = try global.sessionAndServer()
    _ = try await session.bytes("GET", "/readyz")
    Terminal.print("Kubernetes control plane is running at \(server)")
    let services = try await session.json(
      "GET", "/api/v1/namespaces/kube-system/services",
      query: [QueryItem("labelSelector", "kubernetes.io/cluster-service=true")])
    for service in services["items"]?.arrayValue ?? [] {
      let name = service[path: "metadata", "name"]?.stringValue ?? ""
      let title = service[path: "metadata", "labels", "kubernetes.io/name"]?.stringValue ?? name
      let port = service[path: "spec", "ports"]?[0]?["name"]?.stringValue.map { ":\($0)" } ?? ""
      Terminal.print("\(title) is running at \(server)/api/v1/namespaces/kube-system/services/\(name)\(port)/proxy")
    }
    Terminal.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")
  }
}
