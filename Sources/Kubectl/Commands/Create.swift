import APIMachinery
import ArgumentParser

/// `kubectl create`: objects from files, or of the kinds that have a command of their own.
struct Create: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Create objects from files or from the command line.",
    subcommands: [
      CreateNamespace.self, CreateConfigMap.self, CreateSecret.self, CreateServiceAccount.self, CreateDeployment.self,
      CreateJob.self,
      CreateRole.self, CreateClusterRole.self, CreateRoleBinding.self, CreateClusterRoleBinding.self, CreateToken.self,
      CreateService.self,
    ])

  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var output: OutputFlags
  @OptionGroup var dryRun: DryRunFlags

  @Flag(
    name: .customLong("save-config"), help: "Keep the manifest in an annotation, so that apply can take over later.")
  var saveConfig = false

  @Option(
    name: .customLong("field-manager"), help: ArgumentHelp("Name that fields are owned under.", valueName: "name"))
  var fieldManager = "kubectl-create"

  @Option(
    name: .customLong("validate"),
    help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = "strict"

  func run() async throws {
    let session = try global.session()
    let mapper = try await session.mapper()
    let format = try OutputFormat(output.format)
    var failures = 0
    for item in try files.items() {
      do {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace)
        let object = saveConfig ? Applier.annotated(item.object, namespace: target.namespace) : item.object
        try await Creator(
          session: session, dryRun: dryRun, fieldManager: fieldManager, validate: validate, format: format
        )
        .create(object, target: target)
      } catch let error as APIError {
        failures += 1
        var error = error
        error.message = "error when creating \"\(item.source)\": \(error.message)"
        _ = Kubectl.report(error)
      }
    }
    if failures > 0 { throw KubectlError("") }
  }
}

/// Sends new objects and prints what came of it.
struct Creator {
  let session: Session
  let dryRun: DryRunFlags
  var fieldManager = "kubectl-create"
  var validate = "strict"
  let format: OutputFormat

  /// Creates `object`; with a client-side dry run only prints it.
  func create(_ object: JSONValue, target: ObjectTarget, verb: String = "created") async throws {
    var result = object
    if let namespace = target.namespace, object[path: "metadata", "namespace"] == nil, dryRun.dryRun != .client {
      result["metadata"]?["namespace"] = .string(namespace)
    }
    if dryRun.dryRun != .client {
      let validation =
        validate == "true"
        ? "Strict" : validate == "false" ? "Ignore" : validate.prefix(1).uppercased() + validate.dropFirst()
      result = try await session.json(
        "POST", target.collectionPath,
        query: dryRun.query + [QueryItem("fieldManager", fieldManager), QueryItem("fieldValidation", validation)],
        body: result)
    }
    if format.isTable {
      let name = result[path: "metadata", "name"]?.stringValue ?? target.name
      Terminal.print("\(target.resource.objectPrefix)/\(name) \(verb)\(dryRun.suffix)")
    } else {
      Terminal.write(try ObjectPrinter(format: format).text(result, resource: target.resource), to: 1)
    }
  }
}

/// The flags of the commands that make one object from the command line.
struct GeneratorFlags: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var output: OutputFlags
  @OptionGroup var dryRun: DryRunFlags

  func create(_ object: JSONValue) async throws {
    let session = try global.session()
    let target = try ObjectTarget(
      object, mapper: try await session.mapper(), defaultNamespace: session.namespace, namespaceFlag: global.namespace)
    try await Creator(session: session, dryRun: dryRun, format: try OutputFormat(output.format)).create(
      object, target: target)
  }
}
