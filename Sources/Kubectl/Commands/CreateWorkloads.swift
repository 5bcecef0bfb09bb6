import APIMachinery
import ArgumentParser

/// Names for containers that have none.
enum ContainerName {
  /// The last part of the image's name, without tag and digest.
  static func from(image: String) -> String {
    let last = image.split(separator: "/").last ?? ""
    let name = last.prefix { $0 != ":" && $0 != "@" }.lowercased()
    return String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  }
}

extension JSONValue {
  /// A container as the commands make it, which leave the rest to the server.
  static func container(_ name: String, image: String, command: [String] = [], port: Int? = nil) -> JSONValue {
    var container: JSONValue = ["image": .string(image), "name": .string(name), "resources": [:]]
    if !command.isEmpty { container["command"] = .array(command.map(JSONValue.string)) }
    if let port { container["ports"] = [["containerPort": .integer(Int64(port))]] }
    return container
  }

  /// A text, or the number that it is.
  static func intOrString(_ text: String) -> JSONValue { Int64(text).map(JSONValue.integer) ?? .string(text) }
}

/// `kubectl create deployment`.
struct CreateDeployment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deployment", abstract: "Create a Deployment.", aliases: ["deploy"])
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("Image to run; may be repeated.", valueName: "image")) var image: [String]
  @Option(name: [.customShort("r", allowingJoined: true), .long], help: "Number of pods.") var replicas = 1
  @Option(help: "Port that the container listens on.") var port: Int?
  @OptionGroup var argument: LeadingName
  @Argument(parsing: .postTerminator, help: "Command to run.") var command: [String] = []

  func run() async throws {
    let name = try argument.name("deployment")
    guard image.count == 1 || command.isEmpty else {
      throw KubectlError("error: cannot specify multiple --image options and command")
    }
    let labels: JSONValue = ["app": .string(name)]
    let containers = image.map {
      JSONValue.container(ContainerName.from(image: $0), image: $0, command: command, port: port)
    }
    try await flags.create([
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["labels": labels, "name": .string(name)],
      "spec": [
        "replicas": .integer(Int64(replicas)), "selector": ["matchLabels": labels], "strategy": [:],
        "template": ["metadata": ["labels": labels], "spec": ["containers": .array(containers)]],
      ], "status": [:],
    ])
  }
}

/// `kubectl create job`.
struct CreateJob: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "job", abstract: "Create a Job.")
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("Image to run.", valueName: "image")) var image: String?
  @Option(help: ArgumentHelp("CronJob to take the template from.", valueName: "cronjob/NAME")) var from: String?
  @OptionGroup var argument: LeadingName
  @Argument(parsing: .postTerminator, help: "Command to run.") var command: [String] = []

  func run() async throws {
    let name = try argument.name("job")
    guard (image == nil) != (from == nil) else {
      throw KubectlError("error: either --image or --from must be specified")
    }
    if let from {
      guard command.isEmpty else { throw KubectlError("error: cannot specify --from and command") }
      return try await flags.create(try await job(name, from: from))
    }
    try await flags.create([
      "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": .string(name)],
      "spec": [
        "template": [
          "metadata": [:],
          "spec": [
            "containers": [.container(name, image: image ?? "", command: command)], "restartPolicy": "Never",
          ],
        ]
      ], "status": [:],
    ])
  }

  private func job(_ name: String, from: String) async throws -> JSONValue {
    let resolver = ObjectResolver(session: try flags.global.session(), global: flags.global)
    guard let target = try await resolver.resolve([from]).first, target.resource.kind == "CronJob" else {
      throw KubectlError("error: from must be an existing cronjob")
    }
    let template = target.object[path: "spec", "jobTemplate"] ?? [:]
    var metadata: JSONValue = ["name": .string(name)]
    var annotations = template[path: "metadata", "annotations"] ?? [:]
    annotations["cronjob.kubernetes.io/instantiate"] = "manual"
    metadata["annotations"] = annotations
    metadata["labels"] = template[path: "metadata", "labels"]
    metadata["ownerReferences"] = [
      [
        "apiVersion": "batch/v1", "kind": "CronJob", "name": .string(target.name), "controller": true,
        "uid": target.object[path: "metadata", "uid"] ?? "",
      ]
    ]
    return [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"] ?? [:], "status": [:],
    ]
  }
}

/// `kubectl create cronjob`.
struct CreateCronJob: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cronjob", abstract: "Create a CronJob.", aliases: ["cj"])
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("Image to run.", valueName: "image")) var image: String
  @Option(help: ArgumentHelp("When to run, in cron's form.", valueName: "schedule")) var schedule: String
  @Option(help: ArgumentHelp("When to start a container again: OnFailure or Never.", valueName: "policy"))
  var restart = "OnFailure"
  @OptionGroup var argument: LeadingName
  @Argument(parsing: .postTerminator, help: "Command to run.") var command: [String] = []

  func run() async throws {
    let name = try argument.name("cronjob")
    try await flags.create([
      "apiVersion": "batch/v1", "kind": "CronJob", "metadata": ["name": .string(name)],
      "spec": [
        "jobTemplate": [
          "metadata": ["name": .string(name)],
          "spec": [
            "template": [
              "metadata": [:],
              "spec": [
                "containers": [.container(name, image: image, command: command)], "restartPolicy": .string(restart),
              ],
            ]
          ],
        ], "schedule": .string(schedule),
      ], "status": [:],
    ])
  }
}
