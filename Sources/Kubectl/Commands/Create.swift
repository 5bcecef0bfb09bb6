import APIMachinery
import ArgumentParser

/// `kubectl create`: objects from files, or of the kinds that have a command of their own.
struct Create: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Create objects from files or from the command line.",
    subcommands: [
      CreateClusterRole.self, CreateClusterRoleBinding.self, CreateConfigMap.self, CreateCronJob.self,
      CreateDeployment.self, CreateIngress.self, CreateJob.self, CreateNamespace.self, CreatePodDisruptionBudget.self,
      CreatePriorityClass.self, CreateQuota.self, CreateRole.self, CreateRoleBinding.self, CreateSecret.self,
      CreateService.self, CreateServiceAccount.self, CreateToken.self,
    ])

  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags

  @Flag(
    name: .customLong("save-config"), help: "Keep the manifest in an annotation, so that apply can take over later.")
  var saveConfig = false

  @Option(help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = FieldValidation.strict

  @Flag(help: "Open the objects in an editor before they are created.") var edit = false

  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Only the objects with these labels; a budget's pods.", valueName: "selector"))
  var selector: String?

  @Option(help: ArgumentHelp("Send standard input to this path of the server.", valueName: "path")) var raw: String?

  func run() async throws {
    let session = try global.session()
    if let raw { return try await RawPath(raw).print(session, method: "POST", body: try files.rawContent()) }
    let mapper = try await session.mapper()
    let chosen = try selector.map { try LabelSelector.parse($0) }
    var failures = Failures()
    var items = try files.items(checked: validate.refuses)
    if edit { items = try ObjectEditor().edit(items) }
    for item in items where chosen?.matches(item.object[path: "metadata", "labels"]) ?? true {
      do {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace,
          source: item.source)
        let object = saveConfig ? Applier.annotated(item.object, namespace: target.namespace) : item.object
        try await Creator(session: session, change: change, validate: validate).create(object, target: target)
      } catch let error as APIError {
        failures.add(error.from(item.source, "creating"))
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }
}

/// Sends new objects and prints what came of it.
struct Creator {
  let session: Session
  let change: ChangeFlags
  var manager = "kubectl-create"
  var validate = FieldValidation.strict
  /// The namespace that was named expressly, which a client-side dry run shows.
  var namespaceFlag: String?

  /// Creates `object`; with a client-side dry run only prints it.
  func create(_ object: JSONValue, target: ObjectTarget, verb: String = "created") async throws {
    var result = object
    if !change.isClientDryRun {
      if let namespace = target.namespace, object[path: "metadata", "namespace"] == nil {
        result["metadata"]?["namespace"] = .string(namespace)
      }
      result = try await session.json(
        "POST", target.collectionPath,
        query: change.query(manager: manager) + [QueryItem("fieldValidation", validate.name)], body: result)
    } else if let namespaceFlag, target.resource.isNamespaced {
      result["metadata"]?["namespace"] = .string(namespaceFlag)
    }
    let name = result[path: "metadata", "name"]?.stringValue ?? target.name
    try change.report(result, target.resource, display: "\(target.resource.objectPrefix)/\(name)", verb: verb)
  }
}

/// The flags of the commands that make one object from the command line.
struct GeneratorFlags: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var change: ChangeFlags
  @Option(help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = FieldValidation.strict
  @Flag(
    name: .customLong("save-config"), help: "Keep the manifest in an annotation, so that apply can take over later.")
  var saveConfig = false

  func create(_ object: JSONValue, verb: String = "created", manager: String = "kubectl-create") async throws {
    let session = try global.session()
    let target = try ObjectTarget(
      object, mapper: try await session.mapper(), defaultNamespace: session.namespace, namespaceFlag: global.namespace)
    let object = saveConfig ? Applier.annotated(object, namespace: target.namespace) : object
    try await Creator(
      session: session, change: change, manager: manager, validate: validate, namespaceFlag: global.namespace
    ).create(object, target: target, verb: verb)
  }
}

/// The name of an object where a command line for its container may follow.
struct LeadingName: ParsableArguments {
  @Argument(help: "NAME") var word: String?

  func name(_ command: String) throws -> String {
    guard let word else { throw KubectlError.usage("exactly one NAME is required, got 0", "create \(command)") }
    return word
  }
}

/// The name of an object that a command makes.
struct NameArgument: ParsableArguments {
  @Argument(help: "NAME") var names: [String] = []

  /// The one name. Throws what kubectl says where there is none or more than one.
  func name(_ command: String) throws -> String {
    guard names.count == 1, let name = names.first else {
      throw KubectlError.usage("exactly one NAME is required, got \(names.count)", "create \(command)")
    }
    return name
  }
}
