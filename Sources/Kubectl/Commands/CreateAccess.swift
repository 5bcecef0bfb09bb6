import APIMachinery
import ArgumentParser

/// The rules of a role from the command line.
struct RuleFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Verbs to allow, separated by commas.", valueName: "verbs")) var verb: [String]
  @Option(help: ArgumentHelp("Resources, with group where they have one.", valueName: "resource[.group]")) var resource:
    [String] = []
  @Option(name: .customLong("resource-name"), help: ArgumentHelp("Only objects of these names.", valueName: "name"))
  var resourceNames: [String] = []

  /// One rule for each API group.
  func rules(_ mapper: ResourceMapper) throws -> [JSONValue] {
    let verbs = verb.flatMap { $0.split(separator: ",").map(String.init) }
    var groups: [(group: String, resources: [String])] = []
    for word in resource.flatMap({ $0.split(separator: ",").map(String.init) }) {
      let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
      let mapped = try mapper.resource(named: parts[0])
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
  @Argument(help: "NAME") var name: String

  func run() async throws {
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
  @Argument(help: "NAME") var name: String

  func run() async throws {
    var all = try rules.rules(try await flags.global.session().mapper())
    if !paths.isEmpty {
      let verbs = rules.verb.flatMap { $0.split(separator: ",").map { JSONValue.string(String($0)) } }
      all.append(["nonResourceURLs": .array(paths.map(JSONValue.string)), "verbs": .array(verbs)])
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

  /// The subjects. `--user` means those here, not a user of the kubeconfig, so that it is taken out of `flags`.
  func subjects(_ flags: inout GeneratorFlags) throws -> JSONValue {
    let users = flags.global.users
    flags.global.users = []
    let api: JSONValue = "rbac.authorization.k8s.io"
    var subjects: [JSONValue] = users.map { ["apiGroup": api, "kind": "User", "name": .string($0)] }
    subjects += group.map { ["apiGroup": api, "kind": "Group", "name": .string($0)] }
    subjects += try serviceAccounts.map { account in
      let parts = account.split(separator: ":").map(String.init)
      guard parts.count == 2 else { throw KubectlError("error: serviceaccount must be <namespace>:<name>") }
      return ["kind": "ServiceAccount", "name": .string(parts[1]), "namespace": .string(parts[0])]
    }
    return .array(subjects)
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
  @Argument(help: "NAME") var name: String

  mutating func run() async throws {
    guard (role == nil) != (clusterRole == nil) else {
      throw KubectlError("error: exactly one of clusterrole or role must be specified")
    }
    let subjects = try subjects.subjects(&flags)
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
  @Argument(help: "NAME") var name: String

  mutating func run() async throws {
    let subjects = try subjects.subjects(&flags)
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
  @Option(help: ArgumentHelp("How long it is valid, such as 1h.", valueName: "duration")) var duration: String?
  @Option(help: ArgumentHelp("Intended audience; may be repeated.", valueName: "audience")) var audience: [String] = []
  @Argument(help: "SERVICE_ACCOUNT_NAME") var name: String

  func run() async throws {
    let session = try global.session()
    var spec: JSONValue = [:]
    if !audience.isEmpty { spec["audiences"] = .array(audience.map(JSONValue.string)) }
    if let duration {
      guard let parsed = Durations.parse(duration) else {
        throw KubectlError("error: invalid duration \"\(duration)\"")
      }
      spec["expirationSeconds"] = .integer(parsed.components.seconds)
    }
    let answer = try await session.json(
      "POST", "/api/v1/namespaces/\(session.namespace)/serviceaccounts/\(name)/token",
      body: ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "metadata": [:], "spec": spec])
    Terminal.print(answer[path: "status", "token"]?.stringValue ?? "")
  }
}
