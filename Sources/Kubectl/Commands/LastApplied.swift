import APIMachinery
import ArgumentParser

/// `kubectl apply view-last-applied`.
struct ViewLastApplied: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view-last-applied", abstract: "Show what was applied last.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Flag(help: "Every object of the resource in the namespace.") var all = false
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("yaml or json.", valueName: "format")) var output = "yaml"

  func run() async throws {
    guard ["yaml", "json"].contains(output) else {
      throw KubectlError.usage(
        "Unexpected -o output mode: \(output), the flag 'output' must be one of yaml|json", "apply view-last-applied")
    }
    let session = try global.session()
    let targets = try await ObjectResolver(
      session: session, global: global, selectors: selectors, files: files, all: all
    ).resolve(resources)
    for target in targets {
      let applied = try target.lastApplied()
      if output == "json" {
        Terminal.print(JSONText.pretty(applied, indent: "  "))
      } else {
        Terminal.write(YAMLCodec.encode(applied), to: 1)
      }
    }
  }
}

/// `kubectl apply set-last-applied`.
struct SetLastApplied: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-last-applied", abstract: "Say what was applied last, without changing anything else.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Flag(name: .customLong("create-annotation"), help: "Also on objects that nothing was applied to before.")
  var createAnnotation = false

  func run() async throws {
    let session = try global.session()
    for (item, target) in try await files.targets(session, global) {
      let current = try await session.json("GET", target.path)
      guard createAnnotation || current[path: "metadata", "annotations", Applier.lastApplied] != nil else {
        throw KubectlError(
          "error: no last-applied-configuration annotation found on resource: \(target.name), to create the annotation, run the command with --create-annotation"
        )
      }
      // As it stands in the file, without what apply would add.
      let text = String(decoding: item.object.encoded() + [UInt8(ascii: "\n")], as: UTF8.self)
      try await LastApplied.set(text, target, current, change, session)
    }
  }
}

/// `kubectl apply edit-last-applied`.
struct EditLastApplied: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit-last-applied", abstract: "Edit what was applied last, in an editor.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []

  func run() async throws {
    let session = try global.session()
    let targets = try await ObjectResolver(session: session, global: global, files: files).resolve(resources)
    for target in targets {
      let applied = try target.lastApplied()
      guard let edited = try ObjectEditor().edit(applied) else {
        Terminal.printError("Edit cancelled, no changes made.")
        continue
      }
      let place = try ObjectTarget(
        target.object, mapper: try await session.mapper(), defaultNamespace: session.namespace, namespaceFlag: nil)
      try await LastApplied.set(Applier.configuration(edited), place, target.object, change, session)
    }
  }
}

/// Changes the annotation that says what was applied last.
enum LastApplied {
  static func set(
    _ text: String, _ target: ObjectTarget, _ current: JSONValue, _ change: ChangeFlags, _ session: Session
  ) async throws {
    let present = current[path: "metadata", "annotations", Applier.lastApplied]?.stringValue
    guard present != text else {
      return try change.report(current, target.resource, display: target.display, verb: "configured")
    }
    var result = current
    let annotations = JSONValue.object(JSONObject([(Applier.lastApplied, .string(text))]))
    if !change.isClientDryRun {
      result = try await session.json(
        "PATCH", target.path, query: change.query(manager: "kubectl-last-applied"),
        body: ["metadata": ["annotations": annotations]], contentType: "application/merge-patch+json")
    }
    try change.report(result, target.resource, display: target.display, verb: "configured")
  }
}

extension ResolvedObject {
  /// What was applied last. Throws where nothing ever was.
  func lastApplied() throws -> JSONValue {
    guard let text = object[path: "metadata", "annotations", Applier.lastApplied]?.stringValue else {
      throw KubectlError("error: no last-applied-configuration annotation found on resource: \(name)")
    }
    return try JSONParser.parse(Array(text.utf8))
  }
}
