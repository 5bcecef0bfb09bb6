import APIClient
import APIMachinery
import ArgumentParser

/// `kubectl config`.
struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at the kubeconfig and change it.",
    subcommands: [
      CurrentContext.self, DeleteCluster.self, DeleteContext.self, DeleteUser.self, GetClusters.self, GetContexts.self,
      GetUsers.self, RenameContext.self, SetProperty.self, SetCluster.self, SetContext.self, SetCredentials.self,
      Unset.self, UseContext.self, View.self,
    ])

  struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the merged kubeconfig.")
    @OptionGroup var file: KubeconfigFile
    @OptionGroup var output: OutputFlags
    @Option(help: ArgumentHelp("Context of the kubeconfig to use.", valueName: "name")) var context: String?
    @Flag(help: "Show certificates, keys and tokens too.") var raw = false
    @Flag(help: "Only what the current context uses.") var minify = false
    @Flag(help: "Put the contents of the files that it names in.") var flatten = false

    func run() async throws {
      var kubeconfig = try file.load()
      if minify {
        let name = context ?? kubeconfig.currentContext
        kubeconfig.contexts.removeAll { $0.name != name }
        guard let context = kubeconfig.contexts.first?.value else {
          throw KubectlError("error: current-context must exist in order to minify")
        }
        kubeconfig.currentContext = name
        kubeconfig.clusters.removeAll { $0.name != context.cluster }
        kubeconfig.users.removeAll { $0.name != context.user }
      }
      if flatten { try kubeconfig.flatten() }
      let format = try OutputFormat(output.format ?? "yaml", template: output.template)
      let json = kubeconfig.sortedJSON
      Terminal.write(
        try ObjectPrinter(format: format).text(raw || flatten ? json : KubeconfigText.redacted(json)), to: 1)
    }
  }

  struct CurrentContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "current-context", abstract: "Print the current context.")
    @OptionGroup var file: KubeconfigFile

    func run() async throws {
      let name = try file.load().currentContext
      guard !name.isEmpty else { throw KubectlError("error: current-context is not set") }
      Terminal.print(name)
    }
  }

  struct GetContexts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get-contexts", abstract: "List the contexts.")
    @OptionGroup var file: KubeconfigFile
    @Option(
      name: [.customShort("o", allowingJoined: true), .customLong("output")],
      help: ArgumentHelp("Empty or name.", valueName: "format")) var output: String?
    @Flag(name: .customLong("no-headers"), help: "Print no header line.") var noHeaders = false
    @Argument(help: "NAME…") var names: [String] = []

    func run() async throws {
      if let output, output != "name" {
        throw KubectlError("error: output must be one of '' or 'name': \(output)")
      }
      let kubeconfig = try file.load()
      let missing = names.filter { kubeconfig.context($0) == nil }
      let contexts = kubeconfig.contexts.filter { names.isEmpty || names.contains($0.name) }
        .sorted { $0.name < $1.name }
      if output == "name" {
        for context in contexts { Terminal.print(context.name) }
      } else {
        var table = TextTable(header: ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"])
        table.rows = contexts.map {
          [
            $0.name == kubeconfig.currentContext ? "*" : "", $0.name, $0.value.cluster, $0.value.user,
            $0.value.namespace,
          ]
        }
        Terminal.write(table.text(withHeader: !noHeaders), to: 1)
      }
      guard missing.isEmpty else {
        throw KubectlError(missing.map { "error: context \($0) not found" }.joined(separator: "\n"))
      }
    }
  }

  struct GetClusters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get-clusters", abstract: "List the clusters.")
    @OptionGroup var file: KubeconfigFile

    func run() async throws { KubeconfigText.printNames(try file.load().clusters.map(\.name)) }
  }

  struct GetUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get-users", abstract: "List the users.")
    @OptionGroup var file: KubeconfigFile

    func run() async throws { KubeconfigText.printNames(try file.load().users.map(\.name)) }
  }

  struct UseContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "use-context", abstract: "Choose the current context.", aliases: ["use"])
    @OptionGroup var file: KubeconfigFile
    @Argument(help: "NAME") var name: String

    func run() async throws {
      guard try file.load().context(name) != nil else {
        throw KubectlError("error: no context exists with the name: \"\(name)\"")
      }
      try file.change { $0.currentContext = name }
      Terminal.print("Switched to context \"\(name)\".")
    }
  }
}

/// Which kubeconfig a command is about.
struct KubeconfigFile: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Path of the kubeconfig file.", valueName: "file"))
  var kubeconfig: String?

  /// All files together. One that is named but isn't there is empty.
  func load() throws -> Kubeconfig {
    do {
      if let kubeconfig, !LocalFiles.exists(kubeconfig) { return Kubeconfig() }
      return try ClientConfiguration.loadKubeconfig(explicit: kubeconfig, source: Surroundings.current.configuration)
    } catch let error as ClientError {
      throw KubectlError("error: \(error.message)")
    }
  }

  /// The file that changes go to: the first that is there, else the last.
  var path: String {
    let paths = ClientConfiguration.kubeconfigPaths(explicit: kubeconfig, source: Surroundings.current.configuration)
    return paths.first(where: LocalFiles.exists) ?? paths.last ?? ""
  }

  /// Changes that one file.
  func change(_ body: (inout Kubeconfig) throws -> Void) throws {
    let path = path
    guard !path.isEmpty else { throw KubectlError("error: no kubeconfig to change: give --kubeconfig") }
    var content = Kubeconfig()
    do {
      if LocalFiles.exists(path) { content = try Kubeconfig(parsing: try LocalFiles.read(path)) }
    } catch let error as ClientError {
      throw KubectlError("error: \(error.message)")
    }
    try body(&content)
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try LocalFiles.makeFolder(String(path[..<slash]))
    }
    try LocalFiles.write(path, YAMLCodec.encode(content.sortedJSON))
  }
}

/// How kubeconfigs are shown.
enum KubeconfigText {
  /// Replaces what is secret, and what is long.
  static func redacted(_ json: JSONValue) -> JSONValue {
    switch json {
    case .array(let elements): .array(elements.map(redacted))
    case .object(let object):
      .object(
        JSONObject(
          object.map { key, value in
            switch key {
            case "certificate-authority-data", "client-certificate-data": (key, "DATA+OMITTED")
            case "client-key-data": (key, "DATA+OMITTED")
            case "token", "password": (key, "REDACTED")
            default: (key, redacted(value))
            }
          }))
    default: json
    }
  }

  static func printNames(_ names: [String]) {
    Terminal.print("NAME")
    for name in names.sorted() { Terminal.print(name) }
  }
}

extension Kubeconfig {
  /// As kubectl writes it: entries by name, empty lists as null.
  var sortedJSON: JSONValue {
    var sorted = self
    sorted.clusters.sort { $0.name < $1.name }
    sorted.contexts.sort { $0.name < $1.name }
    sorted.users.sort { $0.name < $1.name }
    var json = sorted.json
    for member in ["clusters", "contexts", "users"] where json[member]?.arrayValue?.isEmpty ?? true {
      json[member] = .null
    }
    return json
  }

  /// Puts the contents of the files that it names in.
  mutating func flatten() throws {
    for index in clusters.indices where !clusters[index].value.certificateAuthority.isEmpty {
      clusters[index].value.certificateAuthorityData = try LocalFiles.read(clusters[index].value.certificateAuthority)
      clusters[index].value.certificateAuthority = ""
    }
    for index in users.indices {
      if !users[index].value.clientCertificate.isEmpty {
        users[index].value.clientCertificateData = try LocalFiles.read(users[index].value.clientCertificate)
        users[index].value.clientCertificate = ""
      }
      if !users[index].value.clientKey.isEmpty {
        users[index].value.clientKeyData = try LocalFiles.read(users[index].value.clientKey)
        users[index].value.clientKey = ""
      }
    }
  }
}
