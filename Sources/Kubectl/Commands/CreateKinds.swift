import APIMachinery
import ArgumentParser

/// `kubectl create namespace`.
struct CreateNamespace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "namespace", abstract: "Create a namespace.", aliases: ["ns"])
  @OptionGroup var flags: GeneratorFlags
  @Argument(help: "NAME") var name: String

  func run() async throws {
    try await flags.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
  }
}

/// `kubectl create serviceaccount`.
struct CreateServiceAccount: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serviceaccount", abstract: "Create a service account.", aliases: ["sa"])
  @OptionGroup var flags: GeneratorFlags
  @Argument(help: "NAME") var name: String

  func run() async throws {
    try await flags.create(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string(name)]])
  }
}

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

  func data() throws -> [(key: String, value: [UInt8])] {
    var data: [(key: String, value: [UInt8])] = []
    for file in files {
      let parts = file.split(separator: "=", maxSplits: 1).map(String.init)
      let path = parts.last ?? file
      if parts.count == 1, Terminal.isDirectory(path) {
        for name in Terminal.entries(of: path) where !Terminal.isDirectory("\(path)/\(name)") {
          data.append((name, try Terminal.readFile("\(path)/\(name)")))
        }
      } else {
        data.append(
          (
            parts.count > 1 ? parts[0] : path.split(separator: "/").last.map(String.init) ?? path,
            try Terminal.readFile(path)
          ))
      }
    }
    for file in environmentFiles {
      for line in String(decoding: try Terminal.readFile(file), as: UTF8.self).split(separator: "\n") {
        let trimmed = line.drop { $0 == " " }
        guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
        let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        data.append((String(parts[0]), Array((parts.count > 1 ? parts[1] : "").utf8)))
      }
    }
    for literal in literals {
      let parts = literal.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw KubectlError("error: invalid literal source \(literal), expected key=value")
      }
      data.append((String(parts[0]), Array(parts[1].utf8)))
    }
    return data
  }
}

/// `kubectl create configmap`.
struct CreateConfigMap: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configmap", abstract: "Create a ConfigMap.", aliases: ["cm"])
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var source: DataFlags
  @Argument(help: "NAME") var name: String

  func run() async throws {
    var object: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
    var text = JSONObject()
    var binary = JSONObject()
    for (key, value) in try source.data() {
      if let string = String(validating: value, as: UTF8.self) {
        text[key] = .string(string)
      } else {
        binary[key] = .string(Base64.encode(value))
      }
    }
    if !text.isEmpty { object["data"] = .object(text) }
    if !binary.isEmpty { object["binaryData"] = .object(binary) }
    try await flags.create(object)
  }
}

/// `kubectl create secret`.
struct CreateSecret: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secret", abstract: "Create a Secret.", subcommands: [Generic.self, TLS.self])

  struct Generic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "generic", abstract: "From files and literals.")
    @OptionGroup var flags: GeneratorFlags
    @OptionGroup var source: DataFlags
    @Option(help: ArgumentHelp("The secret's type.", valueName: "type")) var type: String?
    @Argument(help: "NAME") var name: String

    func run() async throws {
      let data = try source.data().map { ($0.key, JSONValue.string(Base64.encode($0.value))) }
      var object: JSONValue = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)]]
      if !data.isEmpty { object["data"] = .object(JSONObject(data)) }
      if let type { object["type"] = .string(type) }
      try await flags.create(object)
    }
  }

  struct TLS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tls", abstract: "From a certificate and its key.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("PEM certificate.", valueName: "file")) var cert: String
    @Option(help: ArgumentHelp("PEM private key.", valueName: "file")) var key: String
    @Argument(help: "NAME") var name: String

    func run() async throws {
      try await flags.create([
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)], "type": "kubernetes.io/tls",
        "data": [
          "tls.crt": .string(Base64.encode(try Terminal.readFile(cert))),
          "tls.key": .string(Base64.encode(try Terminal.readFile(key))),
        ],
      ])
    }
  }
}

/// `kubectl create deployment`.
struct CreateDeployment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deployment", abstract: "Create a Deployment.", aliases: ["deploy"])
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("Image to run; may be repeated.", valueName: "image")) var image: [String]
  @Option(name: [.customShort("r", allowingJoined: true), .long], help: "Number of pods.") var replicas = 1
  @Option(help: "Port that the container listens on.") var port: Int?
  @Argument(help: "NAME") var name: String
  @Argument(parsing: .postTerminator, help: "Command to run.") var command: [String] = []

  func run() async throws {
    let labels: JSONValue = ["app": .string(name)]
    let containers = image.map { image -> JSONValue in
      var container: JSONValue = [
        "image": .string(image), "name": .string(ContainerName.from(image: image)), "resources": [:],
      ]
      if !command.isEmpty { container["command"] = .array(command.map(JSONValue.string)) }
      if let port { container["ports"] = [["containerPort": .integer(Int64(port))]] }
      return container
    }
    try await flags.create([
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["labels": labels, "name": .string(name)],
      "spec": [
        "replicas": .integer(Int64(replicas)), "selector": ["matchLabels": labels],
        "template": ["metadata": ["labels": labels], "spec": ["containers": .array(containers)]],
      ],
    ])
  }
}

/// Names for containers that have none.
enum ContainerName {
  /// The last part of the image's name, without tag and digest.
  static func from(image: String) -> String {
    let last = image.split(separator: "/").last ?? ""
    let name = last.prefix { $0 != ":" && $0 != "@" }.lowercased()
    return String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  }
}

/// `kubectl create job`.
struct CreateJob: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "job", abstract: "Create a Job.")
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("Image to run.", valueName: "image")) var image: String?
  @Option(help: ArgumentHelp("CronJob to take the template from.", valueName: "cronjob/NAME")) var from: String?
  @Argument(help: "NAME") var name: String
  @Argument(parsing: .postTerminator, help: "Command to run.") var command: [String] = []

  func run() async throws {
    if let from {
      let session = try flags.global.session()
      let parts = from.split(separator: "/").map(String.init)
      guard parts.count == 2, ["cronjob", "cj", "cronjobs"].contains(parts[0].prefix { $0 != "." }) else {
        throw KubectlError("error: must specify an existing cronjob as --from=cronjob/NAME")
      }
      let cronJob = try await session.json("GET", "/apis/batch/v1/namespaces/\(session.namespace)/cronjobs/\(parts[1])")
      let template = cronJob[path: "spec", "jobTemplate"] ?? [:]
      var annotations = template[path: "metadata", "annotations"] ?? [:]
      annotations["cronjob.kubernetes.io/instantiate"] = "manual"
      try await flags.create([
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": [
          "name": .string(name), "annotations": annotations, "labels": template[path: "metadata", "labels"] ?? [:],
          "ownerReferences": [
            [
              "apiVersion": "batch/v1", "kind": "CronJob", "name": .string(parts[1]), "controller": true,
              "uid": cronJob[path: "metadata", "uid"] ?? "",
            ]
          ],
        ],
        "spec": template["spec"] ?? [:],
      ])
      return
    }
    guard let image else { throw KubectlError("error: either --image or --from must be specified") }
    var container: JSONValue = ["image": .string(image), "name": .string(name), "resources": [:]]
    if !command.isEmpty { container["command"] = .array(command.map(JSONValue.string)) }
    try await flags.create([
      "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": .string(name)],
      "spec": ["template": ["spec": ["containers": [container], "restartPolicy": "Never"]]],
    ])
  }
}

/// `kubectl create service clusterip|nodeport`.
struct CreateService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "Create a Service.", subcommands: [ClusterIP.self, NodePort.self],
    aliases: ["svc"])

  /// The ports of `--tcp port:targetPort`.
  static func ports(_ pairs: [String]) throws -> JSONValue {
    .array(
      try pairs.map { pair in
        let parts = pair.split(separator: ":").map(String.init)
        guard let port = Int64(parts.first ?? ""), parts.count <= 2 else {
          throw KubectlError("error: invalid port format '\(pair)', expected port or port:targetPort")
        }
        let target = parts.count > 1 ? parts[1] : parts[0]
        return [
          "name": .string(parts.joined(separator: "-")), "port": .integer(port), "protocol": "TCP",
          "targetPort": Int64(target).map(JSONValue.integer) ?? .string(target),
        ]
      })
  }

  static func service(_ name: String, type: String, ports: JSONValue) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": ["labels": ["app": .string(name)], "name": .string(name)],
      "spec": ["ports": ports, "selector": ["app": .string(name)], "type": .string(type)],
    ]
  }

  struct ClusterIP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clusterip", abstract: "Reachable inside the cluster.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("May be repeated.", valueName: "port[:target]")) var tcp: [String]
    @Argument(help: "NAME") var name: String

    func run() async throws {
      try await flags.create(CreateService.service(name, type: "ClusterIP", ports: try CreateService.ports(tcp)))
    }
  }

  struct NodePort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "nodeport", abstract: "Reachable on every node too.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("May be repeated.", valueName: "port[:target]")) var tcp: [String]
    @Argument(help: "NAME") var name: String

    func run() async throws {
      try await flags.create(CreateService.service(name, type: "NodePort", ports: try CreateService.ports(tcp)))
    }
  }
}
