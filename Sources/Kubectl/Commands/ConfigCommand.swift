import APIClient
import APIMachinery
import ArgumentParser

/// `kubectl config`.
struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at the kubeconfig and choose its context.",
    subcommands: [View.self, CurrentContext.self, GetContexts.self, UseContext.self, SetContext.self])

  /// Replaces secrets of a kubeconfig that is shown.
  static func redacted(_ json: JSONValue) -> JSONValue {
    switch json {
    case .array(let elements): return .array(elements.map(redacted))
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { key, value in
            switch key {
            case "certificate-authority-data", "client-certificate-data": (key, "DATA+OMITTED")
            case "client-key-data", "token", "password": (key, "REDACTED")
            default: (key, redacted(value))
            }
          }))
    default: return json
    }
  }

  static func load(_ global: GlobalFlags) throws -> Kubeconfig {
    try ClientConfiguration.loadKubeconfig(explicit: global.kubeconfig)
  }

  static func save(_ kubeconfig: Kubeconfig, _ global: GlobalFlags) throws {
    let paths = ClientConfiguration.kubeconfigPaths(explicit: global.kubeconfig, source: SystemConfigurationSource())
    guard let path = paths.first else { throw KubectlError("error: no kubeconfig to change") }
    try Terminal.writeFile(path, kubeconfig.yaml)
  }

  struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the merged kubeconfig.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var output: OutputFlags
    @Flag(help: "Show certificates, keys and tokens too.") var raw = false
    @Flag(help: "Only what the current context uses.") var minify = false

    func run() async throws {
      var kubeconfig = try Config.load(global)
      if minify {
        let name = global.context ?? kubeconfig.currentContext
        kubeconfig.contexts.removeAll { $0.name != name }
        guard let context = kubeconfig.contexts.first?.value else {
          throw KubectlError("error: current-context must exist in order to minify")
        }
        kubeconfig.clusters.removeAll { $0.name != context.cluster }
        kubeconfig.users.removeAll { $0.name != context.user }
      }
      let json = raw ? kubeconfig.json : Config.redacted(kubeconfig.json)
      Terminal.write(try ObjectPrinter(format: try OutputFormat(output.format ?? "yaml")).text(json), to: 1)
    }
  }

  struct CurrentContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "current-context", abstract: "Print the current context.")
    @OptionGroup var global: GlobalFlags

    func run() async throws {
      let name = try Config.load(global).currentContext
      guard !name.isEmpty else { throw KubectlError("error: current-context is not set") }
      Terminal.print(name)
    }
  }

  struct GetContexts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get-contexts", abstract: "List the contexts.")
    @OptionGroup var global: GlobalFlags
    @Option(
      name: [.customShort("o", allowingJoined: true), .customLong("output")],
      help: ArgumentHelp("Empty or name.", valueName: "format")) var output: String?

    func run() async throws {
      let kubeconfig = try Config.load(global)
      if output == "name" {
        for context in kubeconfig.contexts { Terminal.print(context.name) }
        return
      }
      var table = TextTable(header: ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"])
      table.rows = kubeconfig.contexts.sorted { $0.name < $1.name }.map {
        [$0.name == kubeconfig.currentContext ? "*" : "", $0.name, $0.value.cluster, $0.value.user, $0.value.namespace]
      }
      Terminal.write(table.text(), to: 1)
    }
  }

  struct UseContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "use-context", abstract: "Choose the current context.")
    @OptionGroup var global: GlobalFlags
    @Argument(help: "NAME") var name: String

    func run() async throws {
      var kubeconfig = try Config.load(global)
      guard kubeconfig.contexts.contains(where: { $0.name == name }) else {
        throw KubectlError("error: no context exists with the name: \"\(name)\"")
      }
      kubeconfig.currentContext = name
      try Config.save(kubeconfig, global)
      Terminal.print("Switched to context \"\(name)\".")
    }
  }

  struct SetContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set-context", abstract: "Change a context.")
    @OptionGroup var global: GlobalFlags
    @Flag(help: "Change the current context.") var current = false
    @Argument(help: "NAME") var name: String?

    func run() async throws {
      var kubeconfig = try Config.load(global)
      guard let chosen = current ? kubeconfig.currentContext : name, !chosen.isEmpty else {
        throw KubectlError("error: you must specify a non-empty context name or --current")
      }
      let isNew = !kubeconfig.contexts.contains { $0.name == chosen }
      if isNew { kubeconfig.contexts.append(.init(chosen, Kubeconfig.Context())) }
      for index in kubeconfig.contexts.indices where kubeconfig.contexts[index].name == chosen {
        if let cluster = global.cluster { kubeconfig.contexts[index].value.cluster = cluster }
        if let user = global.users.last { kubeconfig.contexts[index].value.user = user }
        if let namespace = global.namespace { kubeconfig.contexts[index].value.namespace = namespace }
      }
      try Config.save(kubeconfig, global)
      Terminal.print("Context \"\(chosen)\" \(isNew ? "created" : "modified").")
    }
  }
}
