import APIMachinery
import ArgumentParser

/// `kubectl set`.
struct SetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set the image, environment, resources and more of a workload.",
    subcommands: [
      SetEnvironment.self, SetImage.self, SetResources.self, SetSelector.self, SetServiceAccount.self, SetSubject.self,
    ])
}

/// What the commands that set something in a pod template share.
struct SetFlags: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Flag(help: "Every object of the resource in the namespace.") var all = false
  @Flag(help: "Work on the objects as the files have them, without asking the server.") var local = false

  /// Finds the objects and lets `body` change each; all are tried, whatever becomes of one.
  func each(_ words: [String], _ body: (ResolvedObject, Session) async throws -> Void) async throws {
    guard !words.isEmpty || !files.isEmpty else { throw KubectlError.needsResources }
    let session = try global.session()
    var failures = Failures()
    var resolver = ObjectResolver(session: session, global: global, selectors: selectors, files: files, all: all)
    resolver.isLocal = local
    for target in try await resolver.resolve(words, &failures) {
      do {
        try await body(target, session)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  /// Patches an object's pod spec and prints the result.
  func patch(
    _ target: ResolvedObject, podSpec: JSONValue, _ session: Session, verb: String
  ) async throws {
    try await patch(target, spec: PodTemplate.patch(target.resource.kind, podSpec: podSpec), session, verb: verb)
  }

  func patch(_ target: ResolvedObject, spec: JSONValue, _ session: Session, verb: String) async throws {
    var result = target.object
    if !change.isClientDryRun && !local {
      result = try await session.json(
        "PATCH", target.path, query: change.query(manager: "kubectl-set"), body: spec,
        contentType: "application/strategic-merge-patch+json")
    } else {
      let kind = GroupVersionKind(
        group: target.resource.group, version: target.resource.version, kind: target.resource.kind)
      result = try StrategicMergePatch.apply(spec, to: result, type: SchemaRegistry.builtIn.type(for: kind))
    }
    try change.report(result, target, verb: verb)
  }
}

/// Where the pod spec of a workload is.
enum PodTemplate {
  /// - Throws: What kubectl says of an object without pods.
  static func spec(of target: ResolvedObject) throws -> JSONValue {
    let spec = target.object["spec"] ?? [:]
    let found: JSONValue?
    switch target.resource.kind {
    case "Pod": found = spec
    case "CronJob": found = spec[path: "jobTemplate", "spec", "template", "spec"]
    default: found = spec[path: "template", "spec"]
    }
    guard let found, found["containers"] != nil else {
      throw KubectlError(
        "error: \(target.resource.plural)/\(target.name) the object is not a pod or does not have a pod template: *v1.\(target.resource.kind)\n"
      )
    }
    return found
  }

  static func patch(_ kind: String, podSpec: JSONValue) -> JSONValue {
    switch kind {
    case "Pod": ["spec": podSpec]
    case "CronJob": ["spec": ["jobTemplate": ["spec": ["template": ["spec": podSpec]]]]]
    default: ["spec": ["template": ["spec": podSpec]]]
    }
  }

  /// `name=value` pairs among the arguments, and what is left.
  static func split(_ arguments: [String]) -> (resources: [String], pairs: [(name: String, value: String)]) {
    var resources: [String] = []
    var pairs: [(name: String, value: String)] = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2 { pairs.append((parts[0], parts[1])) } else { resources.append(argument) }
    }
    return (resources, pairs)
  }

  /// Whether a container's name is one of those a flag chose; `*` chooses many.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return pattern == name }
    guard name.hasPrefix(first) else { return false }
    var rest = name.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}

/// `kubectl set image`.
struct SetImage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "image", abstract: "Set the images of containers.")
  @OptionGroup var flags: SetFlags
  @Argument(help: "TYPE NAME or TYPE/NAME, then CONTAINER=IMAGE…") var arguments: [String] = []

  func run() async throws {
    let (resources, pairs) = PodTemplate.split(arguments)
    guard !resources.isEmpty || !flags.files.isEmpty else { throw KubectlError.needsResources }
    guard !pairs.isEmpty else { throw KubectlError("error: at least one image update is required") }
    try await flags.each(resources) { target, session in
      let spec = try PodTemplate.spec(of: target)
      var patch: JSONValue = [:]
      for pair in pairs where pair.name != "*" {
        let names = ["containers", "initContainers"].flatMap { spec[$0]?.arrayValue ?? [] }
        guard names.contains(where: { $0["name"]?.stringValue == pair.name }) else {
          throw KubectlError("error: unable to find container named \"\(pair.name)\"")
        }
      }
      for member in ["containers", "initContainers"] {
        let changes = (spec[member]?.arrayValue ?? []).compactMap { container -> JSONValue? in
          guard let name = container["name"]?.stringValue,
            let pair = pairs.last(where: { $0.name == name || $0.name == "*" }),
            container["image"]?.stringValue != pair.value
          else { return nil }
          return ["name": .string(name), "image": .string(pair.value)]
        }
        if !changes.isEmpty { patch[member] = .array(changes) }
      }
      guard patch.objectValue?.isEmpty == false else { return }
      try await flags.patch(target, podSpec: patch, session, verb: "image updated")
    }
  }
}

/// `kubectl set resources`.
struct SetResources: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resources", abstract: "Set requests and limits of containers.")
  @OptionGroup var flags: SetFlags
  @Option(
    name: [.customShort("c", allowingJoined: true), .customLong("containers")],
    help: ArgumentHelp("Only these containers; * stands for any letters.", valueName: "name")) var container = "*"
  @Option(help: ArgumentHelp("Such as cpu=100m,memory=256Mi.", valueName: "limits")) var limits: String?
  @Option(help: ArgumentHelp("Such as cpu=100m,memory=256Mi.", valueName: "requests")) var requests: String?
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []

  func run() async throws {
    guard limits != nil || requests != nil else {
      throw KubectlError("error: you must specify an update to requests or limits (in the form of --requests/--limits)")
    }
    let limits = try limits.map(Amounts.parse)
    let requests = try requests.map(Amounts.parse)
    try await flags.each(resources) { target, session in
      let names = (try PodTemplate.spec(of: target)["containers"]?.arrayValue ?? [])
        .compactMap { $0["name"]?.stringValue }.filter { PodTemplate.matches(container, $0) }
      guard !names.isEmpty else {
        throw KubectlError("error: unable to find container named \(container)")
      }
      let changes = names.map { name -> JSONValue in
        var change: JSONValue = [:]
        change["limits"] = limits
        change["requests"] = requests
        return ["name": .string(name), "resources": change]
      }
      try await flags.patch(
        target, podSpec: ["containers": .array(changes)], session, verb: "resource requirements updated")
    }
  }
}

/// `kubectl set serviceaccount`.
struct SetServiceAccount: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serviceaccount", abstract: "Set the service account of a workload.", aliases: ["sa"])
  @OptionGroup var flags: SetFlags
  @Argument(help: "TYPE NAME or TYPE/NAME, then SERVICE_ACCOUNT") var arguments: [String] = []

  func run() async throws {
    guard let account = arguments.last else { throw KubectlError("error: serviceaccount is required") }
    try await flags.each(Array(arguments.dropLast())) { target, session in
      _ = try PodTemplate.spec(of: target)
      try await flags.patch(
        target, podSpec: ["serviceAccountName": .string(account), "serviceAccount": .string(account)], session,
        verb: "serviceaccount updated")
    }
  }
}

/// `kubectl set selector`.
struct SetSelector: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "selector", abstract: "Set the selector of a Service.")
  @OptionGroup var flags: SetFlags
  @Argument(help: "TYPE NAME or TYPE/NAME, then KEY=VALUE,…") var arguments: [String] = []

  func run() async throws {
    guard arguments.count > 1, let text = arguments.last else {
      throw KubectlError(
        "error: one or more resources must be specified as <resource> <name> or <resource>/<name>, and a selector")
    }
    let selector = try LabelSelector.parse(text).object
    try await flags.each(Array(arguments.dropLast())) { target, session in
      guard target.resource.kind == "Service" else {
        throw KubectlError("error: setting a selector is only supported for Services")
      }
      guard selector["matchExpressions"] == nil else {
        throw KubectlError("error: a Service's selector takes only equalities such as app=web")
      }
      var patch = selector["matchLabels"] ?? [:]
      patch["$patch"] = "replace"
      try await flags.patch(target, spec: ["spec": ["selector": patch]], session, verb: "selector updated")
    }
  }
}

/// `kubectl set subject`.
struct SetSubject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subject", abstract: "Add users, groups and service accounts to a binding.")
  @OptionGroup var flags: SetFlags
  @OptionGroup var subjects: SubjectFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []

  mutating func run() async throws {
    let added = try subjects.subjects(&flags.global)
    guard !added.isEmpty else {
      throw KubectlError("error: you must specify at least one value of user, group or serviceaccount")
    }
    let flags = flags
    try await flags.each(resources) { target, session in
      guard target.resource.kind.hasSuffix("RoleBinding") else {
        throw KubectlError("error: setting subjects is only supported for RoleBinding and ClusterRoleBinding")
      }
      let present = target.object["subjects"]?.arrayValue ?? []
      let missing = added.filter { subject in
        !present.contains {
          $0["kind"] == subject["kind"] && $0["name"] == subject["name"] && $0["namespace"] == subject["namespace"]
        }
      }
      guard !missing.isEmpty else { return }
      try await flags.patch(target, spec: ["subjects": .array(present + missing)], session, verb: "subjects updated")
    }
  }
}
