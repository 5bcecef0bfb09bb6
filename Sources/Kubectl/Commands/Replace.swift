import APIMachinery
import ArgumentParser

/// `kubectl replace`.
struct Replace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Replace objects by what the files say.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Flag(help: "Delete the object and create it anew.") var force = false
  @Option(
    name: .customLong("grace-period"),
    help: ArgumentHelp("With --force: seconds to end in peace; -1: the object's own.", valueName: "seconds"))
  var gracePeriod = -1
  @Flag(name: .customLong("save-config"), help: "Keep the manifest in an annotation, for a later apply.")
  var saveConfig = false
  @Option(help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = FieldValidation.strict
  @Option(help: ArgumentHelp("Subresource to replace.", valueName: "name")) var subresource: String?
  @Option(help: ArgumentHelp("Replace by standard input at this path of the server.", valueName: "path"))
  var raw: String?

  func run() async throws {
    let session = try global.session()
    if let raw {
      return try await RawPath(raw).print(session, method: "PUT", body: try files.rawContent())
    }
    let mapper = try await session.mapper()
    var failures = Failures()
    var targets: [(target: ObjectTarget, item: Manifests.Item)] = []
    for item in try files.items(checked: validate.refuses) {
      do {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace,
          source: item.source)
        targets.append((target, item))
      } catch {
        failures.add(error)
      }
    }
    if force { for (target, _) in targets { try await delete(target, session) } }
    for (target, item) in targets {
      do {
        try await replace(target, item, session)
      } catch let error as APIError {
        failures.add(error.from(item.source, "replacing"))
      }
    }
    try failures.finish()
  }

  private func delete(_ target: ObjectTarget, _ session: Session) async throws {
    let grace = gracePeriod < 0 ? 0 : gracePeriod
    do {
      _ = try await session.json("DELETE", target.path, body: ["gracePeriodSeconds": .integer(Int64(grace))])
      Terminal.print(DeletedLine.text(target.resource, target.name, namespace: target.namespace))
    } catch let error as APIError where error.code == 404 {
      return
    }
  }

  private func replace(_ target: ObjectTarget, _ item: Manifests.Item, _ session: Session) async throws {
    var object = saveConfig ? Applier.annotated(item.object, namespace: target.namespace) : item.object
    let query = change.query(manager: "kubectl-replace") + [QueryItem("fieldValidation", validate.name)]
    var result = object
    if force {
      object["metadata"]?["resourceVersion"] = nil
      object["metadata"]?["uid"] = nil
      result = try await session.json("POST", target.collectionPath, query: query, body: object)
    } else if !change.isClientDryRun {
      let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: subresource)
      if object[path: "metadata", "resourceVersion"] == nil {
        let current = try await session.json("GET", target.path)
        object["metadata"]?["resourceVersion"] = current[path: "metadata", "resourceVersion"]
      }
      result = try await session.json("PUT", path, query: query, body: object)
    }
    try change.report(result, target.resource, display: target.display, verb: "replaced")
  }
}

extension FileFlags {
  /// The one file, or standard input, as it is.
  func rawContent() throws -> [UInt8] {
    guard filenames.count == 1, let path = filenames.first else {
      throw KubectlError("error: --raw can only use a single local file or stdin")
    }
    return path == "-" ? try Terminal.readInput() : try LocalFiles.read(path)
  }
}

/// What is said of an object that has been deleted.
enum DeletedLine {
  /// Since 1.34 kubectl says from which namespace.
  static func text(_ resource: MappedResource, _ name: String, namespace: String?, isForced: Bool = false) -> String {
    "\(resource.objectPrefix) \"\(name)\" \(isForced ? "force deleted" : "deleted")"
      + (resource.isNamespaced ? namespace.map { " from \($0) namespace" } ?? "" : "")
  }
}
