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

  func run() async throws {
    var seen: Set<String> = []
    var resources = try await global.session().mapper().resources.filter { seen.insert($0.qualifiedName).inserted }
    if let group { resources = resources.filter { $0.group == group } }
    if let namespaced { resources = resources.filter { $0.isNamespaced == namespaced } }
    if let verbs {
      resources = resources.filter { Set(verbs.split(separator: ",").map(String.init)).isSubset(of: $0.verbs) }
    }
    resources.sort { ($0.group, $0.plural) < ($1.group, $1.plural) }
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
      "clientVersion": ["gitVersion": .string(Self.version), "major": "1", "minor": "36", "platform": "linux/amd64"],
      "kustomizeVersion": "none",
    ]
    if !clientOnly { info["serverVersion"] = try await global.session().json("GET", "/version") }
    if let output {
      Terminal.write(try ObjectPrinter(format: try OutputFormat(output)).text(info), to: 1)
      return
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
    commandName: "cluster-info", abstract: "Print where the control plane is.")
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
  }
}

/// `kubectl auth`.
struct Auth: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask what you may do, and who you are.", subcommands: [CanI.self, WhoAmI.self])

  struct CanI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "can-i", abstract: "Ask whether an action is allowed.")
    @OptionGroup var global: GlobalFlags
    @Argument(help: "VERB [TYPE | TYPE/NAME | PATH]") var arguments: [String] = []
    @Flag(name: .long, help: "Everything that is allowed in the namespace.") var list = false
    @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "In every namespace.") var allNamespaces =
      false
    @Flag(name: [.customShort("q"), .long], help: "Only the exit status.") var quiet = false
    @Option(help: ArgumentHelp("Subresource such as log.", valueName: "name")) var subresource: String?

    func run() async throws {
      let session = try global.session()
      if list { return try await printRules(session) }
      guard arguments.count == 2 else {
        throw KubectlError("error: you must specify two arguments: verb resource or verb resource/resourceName.")
      }
      var spec: JSONValue = [:]
      if arguments[1].hasPrefix("/") {
        spec["nonResourceAttributes"] = ["path": .string(arguments[1]), "verb": .string(arguments[0])]
      } else {
        let parts = arguments[1].split(separator: "/", maxSplits: 1).map(String.init)
        let resource = parts[0] == "*" ? nil : try? await session.mapper().resource(named: parts[0])
        if resource == nil && parts[0] != "*" {
          Terminal.warn("the server doesn't have a resource type '\(parts[0])'")
        }
        var attributes: JSONValue = [
          "verb": .string(arguments[0]), "group": .string(resource?.group ?? (parts[0] == "*" ? "*" : "")),
          "resource": .string(resource?.plural ?? parts[0]),
        ]
        if !allNamespaces && (resource?.isNamespaced ?? true) { attributes["namespace"] = .string(session.namespace) }
        if parts.count > 1 { attributes["name"] = .string(parts[1]) }
        if let subresource { attributes["subresource"] = .string(subresource) }
        spec["resourceAttributes"] = attributes
      }
      let answer = try await session.json(
        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body: ["apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": spec])
      let allowed = answer[path: "status", "allowed"]?.boolValue ?? false
      if !quiet {
        let reason = answer[path: "status", "reason"]?.stringValue ?? ""
        Terminal.print(allowed ? "yes" : reason.isEmpty ? "no" : "no - \(reason)")
      }
      if !allowed { throw KubectlError("") }
    }

    private func printRules(_ session: Session) async throws {
      let answer = try await session.json(
        "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
        body: [
          "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
          "spec": ["namespace": .string(session.namespace)],
        ])
      func text(_ value: JSONValue?) -> String {
        "[" + (value?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ") + "]"
      }
      var table = TextTable(header: ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"])
      for rule in answer[path: "status", "resourceRules"]?.arrayValue ?? [] {
        let groups = (rule["apiGroups"]?.arrayValue ?? [""]).compactMap(\.stringValue)
        for resource in (rule["resources"]?.arrayValue ?? []).compactMap(\.stringValue) {
          for group in groups {
            table.rows.append([
              group.isEmpty || group == "*" && resource == "*"
                ? (group == "*" ? "*.*" : resource) : "\(resource).\(group)", "[]", text(rule["resourceNames"]),
              text(rule["verbs"]),
            ])
          }
        }
      }
      for rule in answer[path: "status", "nonResourceRules"]?.arrayValue ?? [] {
        for path in (rule["nonResourceURLs"]?.arrayValue ?? []).compactMap(\.stringValue) {
          table.rows.append(["", "[\(path)]", "[]", text(rule["verbs"])])
        }
      }
      Terminal.write(table.text(), to: 1)
    }
  }

  struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "whoami", abstract: "Print who you are to the server.")
    @OptionGroup var global: GlobalFlags

    func run() async throws {
      let answer = try await global.session().json(
        "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        body: ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"])
      let user = answer[path: "status", "userInfo"]
      var table = TextTable(header: ["ATTRIBUTE", "VALUE"])
      table.rows.append(["Username", user?["username"]?.stringValue ?? ""])
      if let uid = user?["uid"]?.stringValue { table.rows.append(["UID", uid]) }
      table.rows.append([
        "Groups", "[" + (user?["groups"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ") + "]",
      ])
      Terminal.write(table.text(), to: 1)
    }
  }
}
