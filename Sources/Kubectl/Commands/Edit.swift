import APIMachinery
import ArgumentParser

/// `kubectl edit`.
struct Edit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Edit objects in an editor.",
    discussion: "The editor is that of KUBE_EDITOR or EDITOR, or vi.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("Edit as yaml or json.", valueName: "format")) var output = "yaml"
  @Flag(name: .customLong("output-patch"), help: "Print the patch where anything was changed.") var outputPatch = false
  @Flag(name: .customLong("save-config"), help: "Keep the result in an annotation, for a later apply.")
  var saveConfig = false
  @Flag(name: .customLong("show-managed-fields"), help: "Show managedFields, too.") var showManagedFields = false
  @Option(help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = FieldValidation.strict
  @Option(help: ArgumentHelp("Subresource to edit.", valueName: "name")) var subresource: String?
  @Option(
    name: .customLong("field-manager"), help: ArgumentHelp("Name that fields are owned under.", valueName: "name"))
  var fieldManager = "kubectl-edit"

  func run() async throws {
    guard ["yaml", "json"].contains(output) else {
      throw KubectlError("error: The flag 'output' must be one of yaml|json")
    }
    let session = try global.session()
    let targets = try await ObjectResolver(
      session: session, global: global, selectors: selectors, files: files, all: selectors.query.isEmpty
    ).resolve(resources)
    guard !targets.isEmpty else { throw KubectlError("error: edit cancelled, no objects found") }
    let round = EditRound(command: self, session: session)
    try await round.run(targets.map(shown))
  }

  /// The object without what only the server writes.
  private func shown(_ target: ResolvedObject) -> ResolvedObject {
    var target = target
    if !showManagedFields, target.object[path: "metadata", "managedFields"] != nil {
      target.object["metadata"]?["managedFields"] = nil
    }
    return target
  }
}

/// Opens the objects, sends what was changed, and opens them again with the reasons where the server refuses.
struct EditRound {
  let command: Edit
  let session: Session

  private var isJSON: Bool { command.output == "json" }

  private func text(_ objects: [JSONValue]) -> String {
    let whole: JSONValue =
      objects.count == 1 ? objects[0] : ["apiVersion": "v1", "items": .array(objects), "kind": "List", "metadata": [:]]
    return isJSON ? JSONText.pretty(whole) + "\n" : String(decoding: YAMLCodec.encode(whole), as: UTF8.self)
  }

  func run(_ targets: [ResolvedObject]) async throws {
    let original = text(targets.map(\.object))
    var body = original
    var reasons: [String] = []
    var previous: String?
    while true {
      let (path, after) = try ObjectEditor().open(notice(reasons) + body, suffix: ".\(command.output)")
      let content = ObjectEditor.content(after)
      func keep() { Terminal.printError("A copy of your changes has been stored to \"\(path)\"") }
      guard content.contains(where: { !$0.isWhitespace }) else {
        LocalFiles.remove(path)
        Terminal.printError("Edit cancelled, saved file was empty.")
        return
      }
      if content == ObjectEditor.content(previous ?? original) {
        guard previous != nil else {
          LocalFiles.remove(path)
          Terminal.printError("Edit cancelled, no changes made.")
          return
        }
        keep()
        throw KubectlError("error: Edit cancelled, no valid changes were saved.")
      }
      do {
        try await send(content, for: targets, file: path)
        LocalFiles.remove(path)
        return
      } catch let refusal as EditRefusal {
        for line in refusal.errors { Terminal.printError(line) }
        reasons = refusal.reasons
        previous = content
        body = content
        LocalFiles.remove(path)
        // What was refused is kept in the next file.
        guard refusal.canRetry else {
          let kept = LocalFiles.temporaryPath("kubectl-edit", ".\(command.output)")
          try LocalFiles.write(kept, Array(content.utf8))
          Terminal.printError("A copy of your changes has been stored to \"\(kept)\"")
          throw KubectlError(refusal.message)
        }
      }
    }
  }

  private func notice(_ reasons: [String]) -> String {
    guard !isJSON else { return "" }
    return ObjectEditor.notice + (reasons.isEmpty ? "" : reasons.map { "# \($0)\n" }.joined() + "#\n")
  }

  /// Sends what differs. Throws ``EditRefusal`` where it can't be taken.
  private func send(_ content: String, for targets: [ResolvedObject], file: String) async throws {
    let edited: [Manifests.Item]
    do {
      edited = try Manifests().objects(in: Array(content.utf8), source: "edited-file")
    } catch let error as KubectlError {
      throw EditRefusal(
        message: error.description,
        reasons: ["The edited file had a syntax error: \(error.description.replacing("error: ", with: ""))"])
    }
    for item in edited {
      let metadata = item.object["metadata"]
      guard
        let target = targets.first(where: {
          $0.object["kind"] == item.object["kind"] && $0.object["apiVersion"] == item.object["apiVersion"]
            && $0.object[path: "metadata", "name"] == metadata?["name"]
            && $0.object[path: "metadata", "namespace"] == metadata?["namespace"]
        })
      else {
        throw EditRefusal(message: "error: At least one of apiVersion, kind and name was changed", canRetry: false)
      }
      try await send(item.object, target)
    }
  }

  private func send(_ edited: JSONValue, _ target: ResolvedObject) async throws {
    var edited = edited
    if command.saveConfig { edited = Applier.annotated(edited, namespace: target.namespace) }
    guard edited != target.object else {
      Terminal.print("\(target.display) skipped")
      return
    }
    let before = target.object.objectValue ?? JSONObject()
    let after = edited.objectValue ?? JSONObject()
    let patch: JSONObject
    let contentType: String
    if let type = ThreeWayPatch.schema(of: target.resource) {
      patch = try StrategicMergePatch.createTwoWay(original: before, modified: after, type: type)
      contentType = "application/strategic-merge-patch+json"
    } else {
      patch = MergePatch.create(from: before, to: after)
      contentType = "application/merge-patch+json"
    }
    if command.outputPatch {
      Terminal.print("Patch: \(String(decoding: JSONValue.object(patch).encoded(), as: UTF8.self))")
    }
    do {
      _ = try await session.json(
        "PATCH", target.resource.path(namespace: target.namespace, name: target.name, subresource: command.subresource),
        query: [
          QueryItem("fieldManager", command.fieldManager), QueryItem("fieldValidation", command.validate.name),
        ], body: .object(patch), contentType: contentType)
    } catch let error as APIError where error.reason == .invalid {
      let name = "\(target.resource.qualifiedName) \"\(target.name)\""
      let causes = error.details?.causes ?? []
      throw EditRefusal(
        message: "", errors: ["error: \(name) is invalid"],
        reasons: ["\(name) was not valid:"]
          + (causes.isEmpty ? ["* \(error.message)"] : causes.map { "* \($0.field): \($0.message)" }))
    } catch let error as APIError where error.reason == .notFound {
      throw EditRefusal(message: "error: \(error.message)", canRetry: false)
    } catch let error as APIError {
      throw EditRefusal(
        message: "",
        errors: ["error: \(target.resource.qualifiedName) \"\(target.name)\" could not be patched: \(error.message)"],
        reasons: ["\(target.resource.qualifiedName) \"\(target.name)\" could not be patched: \(error.message)"])
    }
    Terminal.print("\(target.display) edited")
  }
}

/// Why edited objects weren't taken.
struct EditRefusal: Error {
  var message: String
  /// Printed at once.
  var errors: [String] = []
  /// Shown in the file that is opened again.
  var reasons: [String] = []
  /// The person may mend it.
  var canRetry = true
}
