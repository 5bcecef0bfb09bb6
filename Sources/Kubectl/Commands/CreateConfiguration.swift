import APIMachinery
import ArgumentParser

/// Where the values of a ConfigMap or Secret come from.
struct DataFlags: ParsableArguments {
  @Option(
    name: .customLong("from-literal"),
    help: ArgumentHelp("A key and its value; may be repeated.", valueName: "key=value"))
  var literals: [String] = []

  @Option(
    name: .customLong("from-file"),
    help: ArgumentHelp("A file or folder, optionally with a key; may be repeated.", valueName: "[key=]file"))
  var files: [String] = []

  @Option(
    name: .customLong("from-env-file"),
    help: ArgumentHelp("A file of KEY=value lines; may be repeated.", valueName: "file"))
  var environmentFiles: [String] = []

  @Flag(name: .customLong("append-hash"), help: "Add a hash of the content to the name.") var appendHash = false

  /// The values in order of their origin.
  func data() throws -> [(key: String, value: [UInt8])] {
    try DataSources(literals: literals, files: files, environmentFiles: environmentFiles).data()
  }

  /// The values by key. Throws where a key comes twice.
  func data(kind: String, name: String) throws -> [(key: String, value: [UInt8])] {
    var seen: Set<String> = []
    let data = try data()
    for (key, _) in data where !seen.insert(key).inserted {
      throw KubectlError(
        "error: cannot add key \"\(key)\", another key by that name already exists in Data for \(kind) \"\(name)\"")
    }
    return data
  }
}

/// Literals, files and files of variables that become keys and values.
struct DataSources {
  var literals: [String] = []
  var files: [String] = []
  var environmentFiles: [String] = []

  func data() throws -> [(key: String, value: [UInt8])] {
    var data: [(key: String, value: [UInt8])] = []
    for file in files { data += try Self.file(file) }
    for file in environmentFiles { data += try Self.variables(file) }
    for literal in literals {
      let parts = literal.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw KubectlError("error: invalid literal source \(literal), expected key=value")
      }
      var value = String(parts[1])
      // Quotes that the shell has left are no part of the value.
      if value.count >= 2, let first = value.first, first == value.last, first == "\"" || first == "'" {
        value = String(value.dropFirst().dropLast())
      }
      data.append((String(parts[0]), Array(value.utf8)))
    }
    return data
  }

  private static func file(_ file: String) throws -> [(key: String, value: [UInt8])] {
    let parts = file.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = parts.last ?? file
    guard LocalFiles.exists(path) else { throw KubectlError("error: error reading \(path): no such file or directory") }
    if parts.count == 1, LocalFiles.isDirectory(path) {
      return try LocalFiles.entries(of: path).filter { !LocalFiles.isDirectory("\(path)/\($0)") }
        .map { ($0, try LocalFiles.read("\(path)/\($0)")) }
    }
    guard !LocalFiles.isDirectory(path) else {
      throw KubectlError("error: cannot give a key name for a directory path")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return [(parts.count > 1 ? parts[0] : name, try LocalFiles.read(path))]
  }

  /// `KEY=value` lines; a key alone takes its value from the environment.
  private static func variables(_ file: String) throws -> [(key: String, value: [UInt8])] {
    guard LocalFiles.exists(file) else { throw KubectlError("error: error reading \(file): no such file or directory") }
    return try variables(in: LocalFiles.readText(file))
  }

  /// The variables of such a file's text.
  static func variables(in text: String) throws -> [(key: String, value: [UInt8])] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { return nil }
      let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 1 else { return (parts[0], Array(parts[1].utf8)) }
      return Surroundings.variable(parts[0]).map { (parts[0], Array($0.utf8)) }
    }
  }
}

/// Makes ConfigMaps and Secrets of data.
enum DataObjects {
  static func configMap(_ name: String, _ data: [(key: String, value: [UInt8])]) -> JSONValue {
    var object: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
    var text = JSONObject()
    var binary = JSONObject()
    for (key, value) in data {
      if let string = String(validating: value, as: UTF8.self) {
        text[key] = .string(string)
      } else {
        binary[key] = .string(Base64.encode(value))
      }
    }
    if !text.isEmpty { object["data"] = .object(text) }
    if !binary.isEmpty { object["binaryData"] = .object(binary) }
    return object
  }

  static func secret(_ name: String, type: String?, _ data: [(key: String, value: [UInt8])]) -> JSONValue {
    var object: JSONValue = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)]]
    if !data.isEmpty {
      object["data"] = .object(JSONObject(data.map { ($0.key, .string(Base64.encode($0.value))) }))
    }
    if let type, !type.isEmpty { object["type"] = .string(type) }
    return object
  }

  /// The same object, its name with a hash of its content.
  static func hashed(_ object: JSONValue) -> JSONValue {
    var object = object
    let name = object[path: "metadata", "name"]?.stringValue ?? ""
    let hash = ContentHash.of(object)
    object["metadata"]?["name"] = .string("\(name)-\(hash)")
    return object
  }
}

/// `kubectl create configmap`.
struct CreateConfigMap: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configmap", abstract: "Create a ConfigMap.", aliases: ["cm"])
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var source: DataFlags
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("configmap")
    let object = DataObjects.configMap(name, try source.data(kind: "ConfigMap", name: name))
    try await flags.create(source.appendHash ? DataObjects.hashed(object) : object)
  }
}

/// `kubectl create secret`.
struct CreateSecret: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secret", abstract: "Create a Secret.",
    subcommands: [DockerRegistry.self, Generic.self, TLS.self])

  struct Generic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "generic", abstract: "From files and literals.")
    @OptionGroup var flags: GeneratorFlags
    @OptionGroup var source: DataFlags
    @Option(help: ArgumentHelp("The secret's type.", valueName: "type")) var type: String?
    @OptionGroup var argument: NameArgument

    func run() async throws {
      let name = try argument.name("secret generic")
      let object = DataObjects.secret(name, type: type, try source.data(kind: "Secret", name: name))
      try await flags.create(source.appendHash ? DataObjects.hashed(object) : object)
    }
  }

  struct TLS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tls", abstract: "From a certificate and its key.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("PEM certificate.", valueName: "file")) var cert: String
    @Option(help: ArgumentHelp("PEM private key.", valueName: "file")) var key: String
    @Flag(name: .customLong("append-hash"), help: "Add a hash of the content to the name.") var appendHash = false
    @OptionGroup var argument: NameArgument

    /// A file that has something in PEM.
    private static func pem(_ path: String, _ what: String) throws -> [UInt8] {
      let content = try LocalFiles.read(path)
      guard String(decoding: content, as: UTF8.self).contains("-----BEGIN ") else {
        throw KubectlError("error: tls: failed to find any PEM data in \(what) input")
      }
      return content
    }

    func run() async throws {
      let object = DataObjects.secret(
        try argument.name("secret tls"), type: "kubernetes.io/tls",
        [("tls.crt", try Self.pem(cert, "certificate")), ("tls.key", try Self.pem(key, "key"))])
      try await flags.create(appendHash ? DataObjects.hashed(object) : object)
    }
  }

  struct DockerRegistry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "docker-registry", abstract: "For pulling images from a registry.")
    @OptionGroup var flags: GeneratorFlags
    @Option(name: .customLong("docker-server"), help: ArgumentHelp("The registry.", valueName: "server"))
    var server = "https://index.docker.io/v1/"
    @Option(name: .customLong("docker-username"), help: ArgumentHelp("Who one is there.", valueName: "name"))
    var username: String?
    @Option(name: .customLong("docker-password"), help: ArgumentHelp("The password.", valueName: "password"))
    var password: String?
    @Option(name: .customLong("docker-email"), help: ArgumentHelp("The mail address.", valueName: "address"))
    var email: String?
    @Option(
      name: .customLong("from-file"), help: ArgumentHelp("A docker config.json instead.", valueName: "[key=]file"))
    var files: [String] = []
    @Flag(name: .customLong("append-hash"), help: "Add a hash of the content to the name.") var appendHash = false
    @OptionGroup var argument: NameArgument

    func run() async throws {
      let name = try argument.name("secret docker-registry")
      var data = try DataSources(files: files).data().map { entry in
        (key: entry.key == "config.json" ? ".dockerconfigjson" : entry.key, value: entry.value)
      }
      if files.isEmpty {
        guard let username, let password else {
          throw KubectlError(
            "error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
          )
        }
        var entry: JSONValue = ["username": .string(username), "password": .string(password)]
        if let email { entry["email"] = .string(email) }
        entry["auth"] = .string(Base64.encode(Array("\(username):\(password)".utf8)))
        let config: JSONValue = ["auths": .object(JSONObject([(server, entry)]))]
        data = [(".dockerconfigjson", config.encoded())]
      }
      let object = DataObjects.secret(name, type: "kubernetes.io/dockerconfigjson", data)
      try await flags.create(appendHash ? DataObjects.hashed(object) : object)
    }
  }
}
