import APIMachinery
import ArgumentParser

/// `kubectl set`.
struct SetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set the image, environment or resources of a workload.",
    subcommands: [Image.self, Env.self, Resources.self])

  /// Sends a patch of the pod template's containers and prints the result.
  static func patchContainers(
    _ target: ResolvedObject, _ containers: [JSONValue], member: String = "containers", session: Session,
    dryRun: DryRunFlags, verb: String
  ) async throws {
    let podSpec: JSONValue = [member: .array(containers)]
    let spec: JSONValue
    switch target.resource.kind {
    case "Pod": spec = podSpec
    case "CronJob": spec = ["jobTemplate": ["spec": ["template": ["spec": podSpec]]]]
    default: spec = ["template": ["spec": podSpec]]
    }
    if dryRun.dryRun != .client {
      _ = try await session.json(
        "PATCH", target.path, query: dryRun.query + [QueryItem("fieldManager", "kubectl-set")], body: ["spec": spec],
        contentType: "application/strategic-merge-patch+json")
    }
    Terminal.print("\(target.display) \(verb) updated\(dryRun.suffix)")
  }

  static func podSpec(_ target: ResolvedObject) -> JSONValue {
    let spec = target.object["spec"] ?? [:]
    switch target.resource.kind {
    case "Pod": return spec
    case "CronJob": return spec[path: "jobTemplate", "spec", "template", "spec"] ?? [:]
    default: return spec[path: "template", "spec"] ?? [:]
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

  struct Image: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set the images of containers.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var selectors: SelectorFlags
    @OptionGroup var dryRun: DryRunFlags
    @Flag(help: "Every object of the resource in the namespace.") var all = false
    @Argument(help: "TYPE NAME or TYPE/NAME, then CONTAINER=IMAGE…") var arguments: [String]

    func run() async throws {
      let (resources, pairs) = SetCommand.split(arguments)
      guard !pairs.isEmpty else { throw KubectlError("error: at least one image update is required") }
      let session = try global.session()
      for target in try await ObjectResolver(session: session, global: global, selectors: selectors, all: all).resolve(
        resources)
      {
        var found = false
        for member in ["containers", "initContainers"] {
          let present = SetCommand.podSpec(target)[member]?.arrayValue ?? []
          var changes: [JSONValue] = []
          for container in present {
            guard let name = container["name"]?.stringValue,
              let pair = pairs.last(where: { $0.name == name || $0.name == "*" })
            else { continue }
            found = true
            if container["image"]?.stringValue != pair.value {
              changes.append(["name": .string(name), "image": .string(pair.value)])
            }
          }
          if !changes.isEmpty {
            try await SetCommand.patchContainers(
              target, changes, member: member, session: session, dryRun: dryRun, verb: "image")
          }
        }
        if !found { throw KubectlError("error: unable to find container named \"\(pairs[0].name)\"") }
      }
    }
  }

  struct Env: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set environment variables of containers.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var selectors: SelectorFlags
    @OptionGroup var dryRun: DryRunFlags
    @Option(
      name: [.customShort("c", allowingJoined: true), .customLong("containers")],
      help: ArgumentHelp("Only this container.", valueName: "name")) var container: String?
    @Flag(help: "Print the variables.") var list = false
    @Argument(help: "TYPE NAME or TYPE/NAME, then KEY=VALUE… KEY-…") var arguments: [String]

    func run() async throws {
      let (rest, pairs) = SetCommand.split(arguments)
      let removed = rest.filter { $0.hasSuffix("-") }.map { String($0.dropLast()) }
      let session = try global.session()
      let resolver = ObjectResolver(session: session, global: global, selectors: selectors)
      for target in try await resolver.resolve(rest.filter { !$0.hasSuffix("-") }) {
        let containers = (SetCommand.podSpec(target)["containers"]?.arrayValue ?? []).filter {
          container == nil || $0["name"]?.stringValue == container
        }
        if list {
          for container in containers {
            Terminal.print("# \(target.display), container \(container["name"]?.stringValue ?? "")")
            for variable in container["env"]?.arrayValue ?? [] {
              Terminal.print("\(variable["name"]?.stringValue ?? "")=\(variable["value"]?.stringValue ?? "")")
            }
          }
          continue
        }
        let changes: [JSONValue] = containers.map { container in
          let set = pairs.map { ["name": .string($0.name), "value": .string($0.value)] as JSONValue }
          let gone = removed.map { ["$patch": "delete", "name": .string($0)] as JSONValue }
          return ["name": container["name"] ?? "", "env": .array(set + gone)]
        }
        guard !changes.isEmpty else {
          throw KubectlError("error: unable to find container named \"\(container ?? "")\"")
        }
        try await SetCommand.patchContainers(target, changes, session: session, dryRun: dryRun, verb: "env")
      }
    }
  }

  struct Resources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set requests and limits of containers.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var selectors: SelectorFlags
    @OptionGroup var dryRun: DryRunFlags
    @Option(
      name: [.customShort("c", allowingJoined: true), .customLong("containers")],
      help: ArgumentHelp("Only this container.", valueName: "name")) var container: String?
    @Option(help: ArgumentHelp("Such as cpu=100m,memory=256Mi.", valueName: "limits")) var limits: String?
    @Option(help: ArgumentHelp("Such as cpu=100m,memory=256Mi.", valueName: "requests")) var requests: String?
    @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String]

    func run() async throws {
      func amounts(_ text: String?) -> JSONValue? {
        text.map { text in
          .object(
            JSONObject(
              SetCommand.split(text.split(separator: ",").map(String.init)).pairs.map { ($0.name, .string($0.value)) }))
        }
      }
      guard limits != nil || requests != nil else {
        throw KubectlError(
          "error: you must specify an update to requests or limits (in the form of --requests/--limits)")
      }
      let session = try global.session()
      for target in try await ObjectResolver(session: session, global: global, selectors: selectors).resolve(resources)
      {
        let changes = (SetCommand.podSpec(target)["containers"]?.arrayValue ?? []).compactMap { present -> JSONValue? in
          guard container == nil || present["name"]?.stringValue == container else { return nil }
          var change: JSONValue = [:]
          change["limits"] = amounts(limits)
          change["requests"] = amounts(requests)
          return ["name": present["name"] ?? "", "resources": change]
        }
        try await SetCommand.patchContainers(
          target, changes, session: session, dryRun: dryRun, verb: "resource requirements")
      }
    }
  }
}
