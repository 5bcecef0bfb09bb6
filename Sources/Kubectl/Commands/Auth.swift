import APIMachinery
import ArgumentParser

/// `kubectl auth`.
struct Auth: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask what you may do, and who you are.", subcommands: [CanI.self, Reconcile.self, WhoAmI.self])

  struct CanI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "can-i", abstract: "Ask whether an action is allowed.")
    @OptionGroup var global: GlobalFlags
    @Argument(help: "VERB [TYPE | TYPE/NAME | PATH]") var arguments: [String] = []
    @Flag(name: .long, help: "Everything that is allowed in the namespace.") var list = false
    @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "In every namespace.") var allNamespaces =
      false
    @Flag(name: [.customShort("q"), .long], help: "Only the exit status.") var quiet = false
    @Flag(name: .customLong("no-headers"), help: "With --list: print no header line.") var noHeaders = false
    @Option(help: ArgumentHelp("Subresource such as log.", valueName: "name")) var subresource: String?

    /// What upstream knows as verbs of resources.
    static let verbs: Set<String> = [
      "*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind",
      "impersonate", "escalate", "approve", "sign", "attest", "request-serviceaccounts-token-audience",
    ]

    func run() async throws {
      let session = try global.session()
      if list { return try await printRules(session) }
      guard arguments.count == 2 else {
        throw KubectlError(
          "error: you must specify two arguments: verb resource or verb resource/resourceName.\n"
            + "See 'kubectl auth can-i -h' for help and examples.")
      }
      var spec: JSONValue = [:]
      if arguments[1].hasPrefix("/") {
        spec["nonResourceAttributes"] = ["path": .string(arguments[1]), "verb": .string(arguments[0])]
      } else {
        let parts = arguments[1].split(separator: "/", maxSplits: 1).map(String.init)
        let resource = parts[0] == "*" ? nil : try? await session.mapper().resource(named: parts[0])
        if resource == nil && parts[0] != "*" {
          Terminal.warn("the server doesn't have a resource type '\(parts[0])'\n")
        }
        if let resource, !resource.isNamespaced, !allNamespaces {
          Terminal.warn(
            "resource '\(resource.plural)' is not namespace scoped\(resource.group.isEmpty ? "" : " in group '\(resource.group)'")\n"
          )
        }
        if !Self.verbs.contains(arguments[0]) { Terminal.warn("verb '\(arguments[0])' is not a known verb\n") }
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
      var table = TextTable(header: ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"])
      let rules = ["resourceRules", "nonResourceRules"].flatMap { answer["status"]?.list($0) ?? [] }
      table.rows = PolicyRules.compact(rules).map { rule in
        [
          rule.qualifiedResource, PolicyRules.list(rule.paths), PolicyRules.list(rule.names),
          PolicyRules.list(rule.verbs),
        ]
      }
      if noHeaders { table.header = [] }
      Terminal.write(table.text(), to: 1)
    }
  }

  struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "whoami", abstract: "Print who you are to the server.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var output: OutputFlags

    func run() async throws {
      let printer = try output.printer()
      let answer = try await global.session().json(
        "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        body: ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"])
      guard printer.format.isTable else { return Terminal.write(try printer.text(answer), to: 1) }
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
