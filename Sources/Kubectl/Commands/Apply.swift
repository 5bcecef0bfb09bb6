import APIMachinery
import ArgumentParser

/// `kubectl apply`.
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make objects be as the files say.",
    subcommands: [])

  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var output: OutputFlags
  @OptionGroup var dryRun: DryRunFlags

  @Flag(name: .customLong("server-side"), help: "Let the server merge and track who owns each field.")
  var serverSide = false

  @Flag(name: .customLong("force-conflicts"), help: "With --server-side: take over fields that others own.")
  var forceConflicts = false

  @Option(
    name: .customLong("field-manager"), help: ArgumentHelp("Name that fields are owned under.", valueName: "name"))
  var fieldManager: String?

  @Option(
    name: .customLong("validate"),
    help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = "strict"

  @Flag(name: .long, help: "Delete and create objects that can't be patched.")
  var force = false

  func run() async throws {
    let session = try global.session()
    let mapper = try await session.mapper()
    let format = try OutputFormat(output.format)
    var failures = 0
    for item in try files.items() {
      do {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace)
        let applier = Applier(session: session, command: self, target: target)
        let (result, verb) = try await serverSide ? applier.applyOnServer(item) : applier.applyHere(item)
        if format.isTable {
          Terminal.print("\(target.display) \(verb)\(dryRun.suffix)")
        } else {
          Terminal.write(
            try ObjectPrinter(format: format, showsManagedFields: output.showManagedFields)
              .text(result, resource: target.resource), to: 1)
        }
      } catch {
        failures += 1
        _ = Kubectl.report(error)
      }
    }
    if failures > 0 { throw KubectlError("") }
  }

  var query: [QueryItem] {
    dryRun.query + [
      QueryItem("fieldManager", fieldManager ?? (serverSide ? "kubectl" : "kubectl-client-side-apply")),
      QueryItem(
        "fieldValidation",
        validate == "true"
          ? "Strict" : validate == "false" ? "Ignore" : validate.prefix(1).uppercased() + validate.dropFirst()),
    ]
  }
}

/// Applies one object.
struct Applier {
  static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  let session: Session
  let command: Apply
  let target: ObjectTarget

  func applyOnServer(_ item: Manifests.Item) async throws -> (JSONValue, String) {
    guard !target.name.isEmpty else { throw KubectlError("error: name is required in \(item.source) for apply") }
    var object = item.object
    object["metadata"]?["managedFields"] = nil
    var query = command.query
    query.append(QueryItem("force", command.forceConflicts ? "true" : "false"))
    do {
      let result = try await session.json(
        "PATCH", target.path, query: query, body: object, contentType: "application/apply-patch+yaml")
      return (result, "serverside-applied")
    } catch let error as APIError where error.code == 409 && error.details?.causes.isEmpty == false {
      throw KubectlError(
        "error: \(error.message)\nPlease review the fields above--they currently have other managers. Here\n"
          + "are the ways you can resolve this warning:\n"
          + "* If you intend to manage all of these fields, please re-run the apply\n  command with the `--force-conflicts` flag.\n"
          + "* If you do not intend to manage all of the fields, please edit your\n  manifest to remove references to the fields that should keep their\n  current managers.\n"
          + "* You may co-own fields by updating your manifest to match the existing\n  value; in this case, you'll become the manager if the other manager(s)\n  stop managing the field (remove it from their configuration).\n"
          + "See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts")
    }
  }

  func applyHere(_ item: Manifests.Item) async throws -> (JSONValue, String) {
    guard !target.name.isEmpty else {
      throw KubectlError(
        "error: error when retrieving current configuration of \(item.source): resource name may not be empty")
    }
    let modified = Self.annotated(item.object, namespace: target.namespace)
    let current: JSONValue
    do {
      current = try await session.json("GET", target.path)
    } catch let error as APIError where error.code == 404 {
      if command.dryRun.dryRun == .client { return (modified, "created") }
      let created = try await session.json("POST", target.collectionPath, query: command.query, body: modified)
      return (created, "created")
    }
    let annotation = current[path: "metadata", "annotations", Self.lastApplied]?.stringValue
    if annotation == nil {
      Terminal.warn(
        "resource \(target.resource.plural)/\(target.name) is missing the \(Self.lastApplied) annotation which is required by kubectl apply. "
          + "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. "
          + "The missing annotation will be patched automatically.")
    }
    let original = try annotation.map { try JSONParser.parse(Array($0.utf8)) }
    let (patch, contentType) = try ThreeWayPatch.make(
      original: original, modified: modified, current: current, resource: target.resource)
    if patch.objectValue?.isEmpty ?? true { return (current, "unchanged") }
    if command.dryRun.dryRun == .client { return (modified, "configured") }
    do {
      let result = try await session.json(
        "PATCH", target.path, query: command.query, body: patch, contentType: contentType)
      return (result, "configured")
    } catch let error as APIError where command.force && (error.reason == .conflict || error.reason == .invalid) {
      _ = try await session.json("DELETE", target.path, body: ["propagationPolicy": "Background"])
      return (try await session.json("POST", target.collectionPath, query: command.query, body: modified), "configured")
    }
  }

  /// The object with itself, as JSON, in the annotation that the next apply compares with.
  static func annotated(_ object: JSONValue, namespace: String?) -> JSONValue {
    var plain = object
    var metadata = plain["metadata"] ?? [:]
    if let namespace, metadata["namespace"] == nil { metadata["namespace"] = .string(namespace) }
    var annotations = metadata["annotations"] ?? [:]
    annotations[lastApplied] = nil
    metadata["annotations"] = annotations
    plain["metadata"] = metadata
    annotations[lastApplied] = .string(
      String(decoding: JSONText.sorted(plain).encoded() + [UInt8(ascii: "\n")], as: UTF8.self))
    metadata["annotations"] = annotations
    plain["metadata"] = metadata
    return plain
  }
}

/// The patch that makes the current object what the new manifest says, leaving alone what others have set.
enum ThreeWayPatch {
  /// The patch and its content type: strategic merge for kinds whose schema is known, else JSON merge.
  static func make(
    original: JSONValue?, modified: JSONValue, current: JSONValue, resource: MappedResource
  ) throws -> (JSONValue, String) {
    let kind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    if let type = SchemaRegistry.builtIn.type(for: kind) {
      let patch = try StrategicMergePatch.createThreeWay(
        original: original?.objectValue ?? JSONObject(), modified: modified.objectValue ?? JSONObject(),
        current: current.objectValue ?? JSONObject(), type: type)
      return (.object(patch), "application/strategic-merge-patch+json")
    }
    let patch = MergePatch.createThreeWay(
      original: original?.objectValue ?? JSONObject(), modified: modified.objectValue ?? JSONObject(),
      current: current.objectValue ?? JSONObject())
    return (.object(patch), "application/merge-patch+json")
  }
}
