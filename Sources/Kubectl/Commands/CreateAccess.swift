import APIMachinery
import ArgumentParser

/// The rules of a role from the command line.
struct RuleFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Verbs to allow, separated by commas.", valueName: "verbs")) var verb: [String] =
    []
  @Option(help: ArgumentHelp("Resources, with group where they have one.", valueName: "resource[.group]")) var resource:
    [String] = []
  @Option(name: .customLong("resource-name"), help: ArgumentHelp("Only objects of these names.", valueName: "name"))
  var resourceNames: [String] = []

  /// The verbs that resources know.
  private static let resourceVerbs: Set<String> = [
    "get", "delete", "list", "create", "update", "patch", "watch", "proxy", "deletecollection", "use", "bind",
    "approve", "sign", "escalate", "impersonate", "*",
  ]

  var verbs: [String] {
    let all = verb.flatMap { $0.split(separator: ",").map(String.init) }
    return all.contains("*") ? ["*"] : all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  func needsVerbs() throws {
    guard !verbs.isEmpty else { throw KubectlError("error: at least one verb must be specified") }
  }

  /// One rule for each API group.
  func rules(_ mapper: ResourceMapper) throws -> [JSONValue] {
    let verbs = verbs
    for verb in verbs where !resource.isEmpty && !Self.resourceVerbs.contains(verb) {
      Terminal.warn("'\(verb)' is not a standard resource verb")
    }
    var groups: [(group: String, resources: [String])] = []
    for word in resource.flatMap({ $0.split(separator: ",").map(String.init) }) {
      let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
      let mapped = try mapper.resource(namedPlainly: parts[0])
      let name = parts.count > 1 ? "\(mapped.plural)/\(parts[1])" : mapped.plural
      if let index = groups.firstIndex(where: { $0.group == mapped.group }) {
        groups[index].resources.append(name)
      } else {
        groups.append((mapped.group, [name]))
      }
    }
    return groups.map { group, resources in
      var rule: JSONValue = [
        "apiGroups": [.string(group)], "resources": .array(resources.map(JSONValue.string)),
        "verbs": .array(verbs.map(JSONValue.string)),
      ]
      if !resourceNames.isEmpty { rule["resourceNames"] = .array(resourceNames.map(JSONValue.string)) }
      return rule
    }
  }
}

/// `kubectl create role`.
struct CreateRole: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "role", abstract: "Create a role with one rule a group.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var rules: RuleFlags
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("role")
    try rules.needsVerbs()
    let rules = try rules.rules(try await flags.global.session().mapper())
    guard !rules.isEmpty else { throw KubectlError("error: at least one resource must be specified") }
    try await flags.create([
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": .string(name)],
      "rules": .array(rules),
    ])
  }
}

/// `kubectl create clusterrole`.
struct CreateClusterRole: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "clusterrole", abstract: "Create a cluster role.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var rules: RuleFlags
  @Option(
    name: .customLong("non-resource-url"), help: ArgumentHelp("Paths to allow; may be repeated.", valueName: "path"))
  var paths: [String] = []
  @Option(
    name: .customLong("aggregation-rule"),
    help: ArgumentHelp("Take the rules of the cluster roles with these labels.", valueName: "key=value,…"))
  var aggregation: [String] = []
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("clusterrole")
    if !aggregation.isEmpty {
      guard rules.verb.isEmpty, rules.resource.isEmpty, paths.isEmpty else {
        throw KubectlError("error: aggregation rule must be specified without rules")
      }
      let selector = try LabelSelector.parse(aggregation.joined(separator: ","))
      return try await flags.create([
        "aggregationRule": ["clusterRoleSelectors": [selector.object]],
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)],
        "rules": .null,
      ])
    }
    try rules.needsVerbs()
    var all = try rules.rules(try await flags.global.session().mapper())
    if !paths.isEmpty {
      all.append([
        "nonResourceURLs": .array(paths.map(JSONValue.string)), "verbs": .array(rules.verbs.map(JSONValue.string)),
      ])
    }
    guard !all.isEmpty else { throw KubectlError("error: one of resource or nonResourceURL must be specified") }
    try await flags.create([
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)],
      "rules": .array(all),
    ])
  }
}

/// Whom a binding binds.
struct SubjectFlags: ParsableArguments {
  @Option(help: ArgumentHelp("May be repeated.", valueName: "name")) var group: [String] = []
  @Option(name: .customLong("serviceaccount"), help: ArgumentHelp("May be repeated.", valueName: "namespace:name"))
  var serviceAccounts: [String] = []

  /// The subjects. `--user` means those here, not a user of the kubeconfig, so that it is taken out of `global`.
  func subjects(_ global: inout GlobalFlags) throws -> [JSONValue] {
    let users = global.users
    global.users = []
    let api: JSONValue = "rbac.authorization.k8s.io"
    var subjects: [JSONValue] = users.map { ["apiGroup": api, "kind": "User", "name": .string($0)] }
    subjects += group.map { ["apiGroup": api, "kind": "Group", "name": .string($0)] }
    subjects += try serviceAccounts.map { account in
      let parts = account.split(separator: ":").map(String.init)
      guard parts.count == 2 else { throw KubectlError("error: serviceaccount must be <namespace>:<name>") }
      return ["kind": "ServiceAccount", "name": .string(parts[1]), "namespace": .string(parts[0])]
    }
    return subjects
  }
}

/// `kubectl create rolebinding`.
struct CreateRoleBinding: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rolebinding", abstract: "Bind a role in a namespace.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var subjects: SubjectFlags
  @Option(help: ArgumentHelp("Role of the namespace.", valueName: "name")) var role: String?
  @Option(name: .customLong("clusterrole"), help: ArgumentHelp("Cluster role.", valueName: "name")) var clusterRole:
    String?
  @OptionGroup var argument: NameArgument

  mutating func run() async throws {
    let name = try argument.name("rolebinding")
    guard (role == nil) != (clusterRole == nil) else {
      throw KubectlError("error: exactly one of clusterrole or role must be specified")
    }
    let subjects = JSONValue.array(try subjects.subjects(&flags.global))
    try await flags.create([
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": .string(name)],
      "roleRef": [
        "apiGroup": "rbac.authorization.k8s.io", "kind": role == nil ? "ClusterRole" : "Role",
        "name": .string(role ?? clusterRole ?? ""),
      ],
      "subjects": subjects,
    ])
  }
}

/// `kubectl create clusterrolebinding`.
struct CreateClusterRoleBinding: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clusterrolebinding", abstract: "Bind a cluster role everywhere.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var subjects: SubjectFlags
  @Option(name: .customLong("clusterrole"), help: ArgumentHelp("Cluster role.", valueName: "name")) var clusterRole:
    String
  @OptionGroup var argument: NameArgument

  mutating func run() async throws {
    let name = try argument.name("clusterrolebinding")
    let subjects = JSONValue.array(try subjects.subjects(&flags.global))
    try await flags.create([
      "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": .string(name)],
      "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(clusterRole)],
      "subjects": subjects,
    ])
  }
}

/// `kubectl create token`.
struct CreateToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "token", abstract: "Print a token of a service account.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var output: OutputFlags
  @Option(help: ArgumentHelp("How long it is valid, such as 1h.", valueName: "duration")) var duration: String?
  @Option(help: ArgumentHelp("Intended audience; may be repeated.", valueName: "audience")) var audience: [String] = []
  @Option(
    name: .customLong("bound-object-kind"), help: ArgumentHelp("Pod, Secret or Node.", valueName: "kind"))
  var boundKind: String?
  @Option(name: .customLong("bound-object-name"), help: ArgumentHelp("Name of that object.", valueName: "name"))
  var boundName: String?
  @Option(name: .customLong("bound-object-uid"), help: ArgumentHelp("UID of that object.", valueName: "uid"))
  var boundUID: String?
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("token")
    let session = try global.session()
    let printer = try output.printer()
    do {
      let answer = try await session.json(
        "POST", "/api/v1/namespaces/\(session.namespace)/serviceaccounts/\(name)/token",
        body: [
          "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "metadata": [:], "spec": try spec(),
        ])
      if printer.format.isTable {
        Terminal.print(answer[path: "status", "token"]?.stringValue ?? "")
      } else {
        Terminal.write(try printer.text(answer), to: 1)
      }
    } catch let error as APIError where error.reason == .notFound {
      throw KubectlError("error: failed to create token: \(error.message)")
    }
  }

  private func spec() throws -> JSONValue {
    var spec: JSONValue = [:]
    if !audience.isEmpty { spec["audiences"] = .array(audience.map(JSONValue.string)) }
    if let duration { spec["expirationSeconds"] = .integer(try Durations.required(duration).components.seconds) }
    if let boundKind {
      let versions = ["Pod": "v1", "Secret": "v1", "Node": "v1"]
      guard let version = versions[boundKind] else {
        throw KubectlError("error: supported --bound-object-kind values are Node, Pod, Secret")
      }
      guard let boundName, !boundName.isEmpty else {
        throw KubectlError("error: --bound-object-name is required if --bound-object-kind is provided")
      }
      var reference: JSONValue = [
        "kind": .string(boundKind), "apiVersion": .string(version), "name": .string(boundName),
      ]
      if let boundUID { reference["uid"] = .string(boundUID) }
      spec["boundObjectRef"] = reference
    } else if boundName != nil || boundUID != nil {
      throw KubectlError("error: --bound-object-name can only be set if --bound-object-kind is provided")
    }
    return spec
  }
}
