import APIMachinery
import ArgumentParser

/// What `label` and `annotate` share: changes of one map in the metadata.
struct MetadataChange {
  /// `labels` or `annotations`.
  let member: String
  /// `labeled` or `annotated`.
  let verb: String
  let set: [(key: String, value: String)]
  let removed: [String]
  let overwrite: Bool

  /// Splits arguments into objects and changes (`key=value`, `key-`).
  static func split(_ arguments: [String]) -> (
    resources: [String], set: [(key: String, value: String)], removed: [String]
  ) {
    var resources: [String] = []
    var set: [(key: String, value: String)] = []
    var removed: [String] = []
    for argument in arguments {
      if let equals = argument.firstIndex(of: "=") {
        set.append((String(argument[..<equals]), String(argument[argument.index(after: equals)...])))
      } else if argument.hasSuffix("-"), !resources.isEmpty {
        removed.append(String(argument.dropLast()))
      } else {
        resources.append(argument)
      }
    }
    return (resources, set, removed)
  }

  func apply(to target: ResolvedObject, session: Session, dryRun: DryRunFlags) async throws {
    let present = target.object[path: "metadata", member]
    var changes = JSONObject()
    for (key, value) in set {
      if let old = present?[key]?.stringValue, old != value, !overwrite {
        throw KubectlError("error: '\(key)' already has a value (\(old)), and --overwrite is false")
      }
      if present?[key]?.stringValue != value { changes[key] = .string(value) }
    }
    for key in removed {
      if present?[key] == nil {
        Terminal.print("\(member.dropLast()) \"\(key)\" not found.")
      } else {
        changes[key] = .null
      }
    }
    if changes.isEmpty {
      Terminal.print("\(target.display) \(member == "labels" ? "not labeled" : verb)\(dryRun.suffix)")
      return
    }
    if dryRun.dryRun != .client {
      _ = try await session.json(
        "PATCH", target.path,
        query: dryRun.query + [QueryItem("fieldManager", member == "labels" ? "kubectl-label" : "kubectl-annotate")],
        body: ["metadata": [member: .object(changes)]], contentType: "application/merge-patch+json")
    }
    let onlyRemoves = changes.members.allSatisfy(\.value.isNull)
    Terminal.print("\(target.display) \(onlyRemoves && member == "labels" ? "unlabeled" : verb)\(dryRun.suffix)")
  }
}

/// `kubectl label`.
struct Label: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change the labels of objects.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var dryRun: DryRunFlags
  @Argument(help: "TYPE NAME… KEY=VALUE… KEY-…") var arguments: [String]
  @Flag(help: "Change labels that are already set.") var overwrite = false
  @Flag(help: "Every object of the resource in the namespace.") var all = false
  @Flag(help: "Only print the labels.") var list = false

  func run() async throws {
    let (resources, set, removed) = MetadataChange.split(arguments)
    let session = try global.session()
    let targets = try await ObjectResolver(session: session, global: global, selectors: selectors, all: all).resolve(
      resources)
    if list {
      for target in targets {
        for (key, value) in target.object[path: "metadata", "labels"]?.objectValue?.members ?? [] {
          Terminal.print("\(key)=\(value.stringValue ?? "")")
        }
      }
      return
    }
    guard !set.isEmpty || !removed.isEmpty else { throw KubectlError("error: at least one label update is required") }
    let change = MetadataChange(member: "labels", verb: "labeled", set: set, removed: removed, overwrite: overwrite)
    for target in targets { try await change.apply(to: target, session: session, dryRun: dryRun) }
  }
}

/// `kubectl annotate`.
struct Annotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change the annotations of objects.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var dryRun: DryRunFlags
  @Argument(help: "TYPE NAME… KEY=VALUE… KEY-…") var arguments: [String]
  @Flag(help: "Change annotations that are already set.") var overwrite = false
  @Flag(help: "Every object of the resource in the namespace.") var all = false

  func run() async throws {
    let (resources, set, removed) = MetadataChange.split(arguments)
    guard !set.isEmpty || !removed.isEmpty else {
      throw KubectlError("error: at least one annotation update is required")
    }
    let session = try global.session()
    let targets = try await ObjectResolver(session: session, global: global, selectors: selectors, all: all).resolve(
      resources)
    let change = MetadataChange(
      member: "annotations", verb: "annotated", set: set, removed: removed, overwrite: overwrite)
    for target in targets { try await change.apply(to: target, session: session, dryRun: dryRun) }
  }
}
