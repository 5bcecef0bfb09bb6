import APIMachinery
import ArgumentParser

/// `kubectl apply`.
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make objects be as the files say.",
    subcommands: [ViewLastApplied.self, SetLastApplied.self, EditLastApplied.self])

  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags

  @Flag(name: .customLong("server-side"), help: "Let the server merge and track who owns each field.")
  var serverSide = false

  @Flag(name: .customLong("force-conflicts"), help: "With --server-side: take over fields that others own.")
  var forceConflicts = false

  @Option(help: ArgumentHelp("What to do about unknown fields.", valueName: "strict|warn|ignore"))
  var validate = FieldValidation.strict

  @Flag(name: .long, help: "Delete and create objects that can't be patched.")
  var force = false

  @Flag(inversion: .prefixedNo, help: "Overwrite what others have changed since the last apply.")
  var overwrite = true

  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Only the objects with these labels.", valueName: "selector"))
  var selector: String?

  @Flag(help: "Delete objects that were applied before and are in the files no more.") var prune = false
  @Flag(help: "With --prune: without a selector.") var all = false

  @Option(
    name: .customLong("prune-allowlist"),
    help: ArgumentHelp("With --prune: only of this kind; may be repeated.", valueName: "group/version/kind"))
  var pruneAllowlist: [String] = []

  func run() async throws {
    guard !forceConflicts || serverSide else {
      throw KubectlError("error: --force-conflicts only works with --server-side")
    }
    guard !(serverSide && change.isClientDryRun) else {
      throw KubectlError(
        "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    }
    if prune && !all && selector == nil {
      throw KubectlError(
        "error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
          + "If you did not mean to prune all resources, specify a label selector")
    }
    let session = try global.session()
    let mapper = try await session.mapper()
    let printer = try change.output.printer()
    let chosen = try selector.map { try LabelSelector.parse($0) }
    var failures = Failures()
    var results: [(object: JSONValue, target: ObjectTarget)] = []
    let items = try files.items(checked: validate.refuses).filter {
      chosen?.matches($0.object[path: "metadata", "labels"]) ?? true
    }
    guard !items.isEmpty else { throw KubectlError("error: no objects passed to apply") }
    for item in items {
      do {
        let target = try ObjectTarget(
          item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace,
          source: item.source)
        let applier = Applier(session: session, command: self, target: target)
        let (result, verb) = try await serverSide ? applier.applyOnServer(item) : applier.applyHere(item)
        results.append((result, target))
        if printer.format.isTable { Terminal.print("\(target.display) \(verb)\(change.dryRun.suffix)") }
      } catch {
        failures.add(error)
      }
    }
    if prune, failures.isEmpty {
      try await Pruner(session: session, command: self, mapper: mapper).prune(except: results.map(\.object))
    }
    try show(results, printer)
    try failures.finish()
  }

  /// In other formats than a line each, several objects are one list.
  private func show(_ results: [(object: JSONValue, target: ObjectTarget)], _ printer: ObjectPrinter) throws {
    guard !printer.format.isTable else { return }
    if case .name = printer.format {
      for (object, target) in results { Terminal.write(try printer.text(object, resource: target.resource), to: 1) }
    } else if results.count == 1, let only = results.first {
      Terminal.write(try printer.text(only.object), to: 1)
    } else if !results.isEmpty {
      let list: JSONValue = [
        "apiVersion": "v1", "items": .array(results.map(\.object)), "kind": "List", "metadata": [:],
      ]
      Terminal.write(try printer.text(list), to: 1)
    }
  }

  var query: [QueryItem] {
    change.query(manager: serverSide ? "kubectl" : "kubectl-client-side-apply")
      + [QueryItem("fieldValidation", validate.name)]
  }
}
